package io.mlcd.api;

/** What the values of a feature are. */
public enum Kind {
    /** A number; {@code NaN} means missing. */
    NUMBER,
    /** A text out of a list; {@code null} means missing. */
    CATEGORY
}
