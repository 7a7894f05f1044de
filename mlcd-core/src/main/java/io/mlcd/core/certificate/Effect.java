package io.mlcd.core.certificate;

/** What a stage of compression does to answers. */
public enum Effect {
    /** Every answer stays the same, to the last bit. */
    EXACT,
    /**
     * Every answer to a training row stays the same to the last bit, and to every row that has no value in an interval through
     * which a threshold moved.
     */
    EXACT_OUTSIDE_INTERVALS,
    /** No score changes by more than a number that was proved, whatever the row is. */
    PROVED,
    /** Scores change; how much is measured where there are rows, and nothing more is known. */
    MEASURED
}
