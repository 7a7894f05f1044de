package io.mlcd.api;

/** What the values of a feature are. */
public enum Kind {
    /** A number; {@code NaN} means missing. */
    NUMBER,
    /** A text out of a list; {@code null} means missing. */
    CATEGORY,
    /** A moment in time; {@code null} means missing. As a bare number it is milliseconds since 1970-01-01 UTC. */
    TIME
}
