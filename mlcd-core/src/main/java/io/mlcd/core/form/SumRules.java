package io.mlcd.core.form;

import java.util.function.IntToDoubleFunction;
import java.util.function.IntUnaryOperator;

/** What trees must keep to so that they can be summed, however they are stored. */
final class SumRules {
    private final int outputs;
    private final IntToDoubleFunction base;
    private final int trees;
    private final IntToDoubleFunction weights;
    private final IntUnaryOperator targets;

    SumRules(int outputs, IntToDoubleFunction base, int trees, IntToDoubleFunction weights, IntUnaryOperator targets) {
        this.outputs = outputs;
        this.base = base;
        this.trees = trees;
        this.weights = weights;
        this.targets = targets;
    }

    /** Whether every tree gives all scores with weight 1, starting from 0. */
    boolean isPlain() {
        boolean plain = hasNoBase();
        for (int t = 0; t < trees; t++) {
            plain &= weights.applyAsDouble(t) == 1 && targets.applyAsInt(t) == Trees.ALL;
        }
        return plain;
    }

    private boolean hasNoBase() {
        boolean none = true;
        for (int k = 0; k < outputs; k++) {
            none &= Double.compare(base.applyAsDouble(k), 0) == 0;
        }
        return none;
    }

    /**
     * Checks them all.
     *
     * @throws IllegalArgumentException as {@link Trees.Builder#build} says
     */
    void check(Trees.Sum sum) {
        if (trees == 0) {
            throw new IllegalArgumentException("a form of trees needs at least one tree");
        }
        if (sum == Trees.Sum.RUNNING_MEAN && !isPlain()) {
            throw new IllegalArgumentException(
                    "a running mean takes no base, no weights and only trees that give all scores; use TOTAL or MEAN");
        }
        if (sum == Trees.Sum.MEAN && !isMean()) {
            throw new IllegalArgumentException("a mean takes no base, only trees that give all scores, and weights of 0"
                    + " or more with a finite sum above 0; use TOTAL");
        }
    }

    private boolean isMean() {
        double total = 0;
        boolean able = hasNoBase();
        for (int t = 0; t < trees; t++) {
            able &= weights.applyAsDouble(t) >= 0 && targets.applyAsInt(t) == Trees.ALL;
            total += weights.applyAsDouble(t);
        }
        return able && total > 0 && !Double.isInfinite(total);
    }
}
