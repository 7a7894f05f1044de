package io.mlcd.ensemble.calibrate;

import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import java.util.ArrayList;
import java.util.List;

/** Forms that corrections are made of. */
final class Corrections {
    /** What is smaller is rounding, and counts as 0. */
    private static final double NOTHING = 1e-9;

    /** Stands in for probabilities of 0 where they are divided by their sum. */
    private static final double LEAST_SHARE = 1e-12;

    private Corrections() {}

    /**
     * What stands in for a probability of 0, whose logarithm is infinite: half the least above 0, of a class or of its absence. So a
     * vote of ten members is taken at its word no more than one of twenty would be.
     */
    static double least(Predicted predicted) {
        double least = 1;
        for (int row = 0; row < predicted.rows(); row++) {
            for (int k = 0; k < predicted.classes(); k++) {
                double its = predicted.probability(row, k);
                least = its > NOTHING ? Math.min(least, its) : least;
                least = 1 - its > NOTHING ? Math.min(least, 1 - its) : least;
            }
        }
        return least / 2;
    }

    /** {@code softmax(factor x ln p)} of the inputs that begin at one and are so far apart. */
    static Form softmaxOfLogs(int inputs, int first, int apart, double least, double factor) {
        List<Derived> logs = new ArrayList<>();
        for (int input = first; input < inputs; input += apart) {
            logs.add(new Derived.Log(input, least));
        }
        double[][] weights = new double[logs.size()][logs.size()];
        for (int k = 0; k < weights.length; k++) {
            weights[k][k] = factor;
        }
        return new Prepared(
                inputs, logs, new Linked(Linear.of(weights, new double[weights.length]), Linked.Link.SOFTMAX));
    }

    /** The inputs that begin at one and are so far apart, divided by their sum. */
    static Form normalised(int inputs, int first, int apart) {
        return softmaxOfLogs(inputs, first, apart, LEAST_SHARE, 1);
    }
}
