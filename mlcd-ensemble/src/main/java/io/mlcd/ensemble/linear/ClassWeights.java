package io.mlcd.ensemble.linear;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much the rows of each class count beside their own weights.
 *
 * @param balanced whether all classes count the same, however rare they are
 * @param weights by label; 1 for a label that is not named
 */
record ClassWeights(boolean balanced, Map<String, Double> weights) {
    static final ClassWeights EQUAL = new ClassWeights(false, Map.of());
    static final ClassWeights BALANCED = new ClassWeights(true, Map.of());

    /** Checks and copies. */
    static ClassWeights of(Map<String, Double> weights) {
        List<String> bad = new ArrayList<>();
        new TreeMap<>(weights).forEach((label, weight) -> {
            if (!(weight > 0) || weight.isInfinite()) {
                bad.add("\"" + label + "\" was " + weight);
            }
        });
        if (!bad.isEmpty()) {
            throw new IllegalArgumentException(
                    "the class weight of " + String.join(", of ", bad) + " but must be finite and above 0");
        }
        return new ClassWeights(false, Map.copyOf(weights));
    }

    /** Multiplies the weights of the rows. */
    void apply(Column target, double[] rowWeights) {
        double[] factors = balanced ? balance(target, rowWeights) : named(target);
        for (int row = 0; row < rowWeights.length; row++) {
            rowWeights[row] *= factors[target.code(row)];
        }
    }

    /** The sum of all weights stays as it is. */
    private static double[] balance(Column target, double[] rowWeights) {
        double[] sums = new double[target.categories().size()];
        for (int row = 0; row < rowWeights.length; row++) {
            sums[target.code(row)] += rowWeights[row];
        }
        double all = Arrays.stream(sums).sum();
        long present = Arrays.stream(sums).filter(sum -> sum > 0).count();
        return Arrays.stream(sums)
                .map(sum -> sum > 0 ? all / (present * sum) : 0)
                .toArray();
    }

    private double[] named(Column target) {
        List<String> unknown = weights.keySet().stream()
                .filter(label -> !target.categories().contains(label))
                .sorted()
                .toList();
        if (!unknown.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.MISSING_CLASS,
                    "the class weights name " + unknown + ", of which \"" + target.name()
                            + "\" has no row; its classes are " + target.categories());
        }
        return target.categories().stream()
                .mapToDouble(label -> weights.getOrDefault(label, 1.0))
                .toArray();
    }

    @Override
    public String toString() {
        return balanced ? ", balanced" : weights.isEmpty() ? "" : ", class weights " + new TreeMap<>(weights);
    }
}
