package io.mlcd.core.judge;

/** A side of a rollout. */
public enum Arm {
    /** The version that is live; the control. */
    CHAMPION(0),
    /** The version that is rolled out; the treatment. */
    CHALLENGER(1);

    /** Where it stands in arrays of both. */
    final int index;

    Arm(int index) {
        this.index = index;
    }
}
