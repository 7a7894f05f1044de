package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What the chosen labels cost in the mean, by what it costs to choose one where another is true. A right label costs 0 and a wrong
 * one 1 unless told, so that without costs it is the share of wrong labels. A row whose class the model does not know costs as
 * much as the dearest mistake. Less is better. Immutable and equal by value.
 *
 * <pre>{@code
 * Measure cost = CostMetric.of("churns", "stays", 5);   // to overlook one costs 5, other mistakes 1
 * evaluation.interval(cost, 0.95);
 * Gate.notSignificantlyWorseThanLive(cost, 0.01);
 * }</pre>
 *
 * @param costs for a pair of labels, the true and the chosen one, what it costs
 */
public record CostMetric(Map<List<String>, Double> costs) implements Measure {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if a key is no pair, or a cost is not finite or negative
     */
    public CostMetric {
        Map<List<String>, Double> copy = new LinkedHashMap<>();
        costs.forEach((pair, cost) -> {
            if (pair.size() != 2) {
                throw new IllegalArgumentException(pair + " is no pair of a true and a chosen label");
            }
            if (!(cost >= 0) || cost.isInfinite()) {
                throw new IllegalArgumentException("the cost of choosing \"" + pair.get(1) + "\" where \"" + pair.get(0)
                        + "\" is true was " + cost + " but must be finite and 0 or more");
            }
            copy.put(List.copyOf(pair), cost + 0.0);
        });
        costs = Map.copyOf(copy);
    }

    /**
     * Of one mistake that costs more, or less, than the others, which cost 1.
     *
     * @throws IllegalArgumentException if the cost is not finite or negative
     */
    public static CostMetric of(String truth, String chosen, double cost) {
        return new CostMetric(Map.of(List.of(truth, chosen), cost));
    }

    /**
     * With what it costs to choose one label where another is true.
     *
     * @throws IllegalArgumentException if the cost is not finite or negative
     */
    public CostMetric and(String truth, String chosen, double cost) {
        Map<List<String>, Double> more = new LinkedHashMap<>(costs);
        more.put(List.of(truth, chosen), cost);
        return new CostMetric(more);
    }

    /**
     * All costs, as {@link io.mlcd.api.Decision#costs} takes them.
     *
     * @return shape [labels][labels], true label first
     */
    public double[][] matrix(List<String> labels) {
        double[][] matrix = new double[labels.size()][labels.size()];
        for (int k = 0; k < matrix.length; k++) {
            for (int j = 0; j < matrix.length; j++) {
                matrix[k][j] = costs.getOrDefault(List.of(labels.get(k), labels.get(j)), k == j ? 0.0 : 1.0);
            }
        }
        return matrix;
    }

    @Override
    public boolean higherIsBetter() {
        return false;
    }

    /** Whether it has all the labels that the costs name. */
    @Override
    public boolean appliesTo(Output output) {
        return output instanceof Output.Classes classes
                && costs.keySet().stream().allMatch(classes.labels()::containsAll);
    }

    @Override
    public OptionalDouble of(Outcomes outcomes) {
        return over(outcomes).of(outcomes.weights());
    }

    @Override
    public Weighed over(Outcomes outcomes) {
        if (!Sums.defined(this, outcomes) || !(outcomes.output() instanceof Output.Classes classes)) {
            return weights -> OptionalDouble.empty();
        }
        double[][] matrix = matrix(classes.labels());
        double dearest =
                Arrays.stream(matrix).flatMapToDouble(Arrays::stream).max().orElse(0);
        double[] each = new double[outcomes.rows()];
        for (int row = 0; row < each.length; row++) {
            int truth = (int) outcomes.truth(row);
            each[row] = truth == Outcomes.UNKNOWN_CLASS ? dearest : matrix[truth][outcomes.predictedClass(row)];
        }
        return Sums.mean(each);
    }

    /** For example {@code COST of {[churns, stays]=5.0}}. */
    @Override
    public String toString() {
        return "COST of " + named();
    }

    private Map<String, Double> named() {
        Map<String, Double> named = new TreeMap<>();
        costs.forEach((pair, cost) -> named.put(pair.toString(), cost));
        return named;
    }
}
