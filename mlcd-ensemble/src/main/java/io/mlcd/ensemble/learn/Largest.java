package io.mlcd.ensemble.learn;

/** Which class a member votes for, as the form {@link io.mlcd.core.form.Vote} has it. */
final class Largest {
    private Largest() {}

    /** The position, counted from {@code from}, of the first of the largest scores that are numbers. */
    static int first(double[] scores, int from, int count) {
        int best = 0;
        for (int k = 1; k < count; k++) {
            double score = scores[from + k];
            if (score > scores[from + best] || (Double.isNaN(scores[from + best]) && !Double.isNaN(score))) {
                best = k;
            }
        }
        return best;
    }
}
