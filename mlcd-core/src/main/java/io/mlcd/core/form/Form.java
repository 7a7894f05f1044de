package io.mlcd.core.form;

/** A function from a row of numbers to scores, as data; see the {@linkplain io.mlcd.core.form package} for the kinds. */
public sealed interface Form
        permits Trees, Packed, Linear, Average, Vote, Median, Stacked, Routed, Linked, Prepared, Scatter, Opaque {
    /** How many numbers a row has. */
    int inputs();

    /** How many scores it gets. */
    int outputs();
}
