package io.mlcd.ensemble.learn;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * Greedy selection with replacement of predictions whose mean is best. Of equally good ones the first is taken. Pure: it knows
 * predictions and a measure of them.
 */
final class Greedy {
    private final List<double[]> library;
    private final ToDoubleFunction<double[]> goodness;

    /**
     * From a library.
     *
     * @param library predictions, all of one length
     * @param goodness of predictions, more is better
     */
    Greedy(List<double[]> library, ToDoubleFunction<double[]> goodness) {
        this.library = library;
        this.goodness = goodness;
    }

    /**
     * How often each was chosen.
     *
     * @param from the positions in the library to choose from
     * @param start with how many of the best to begin, at most
     * @param rounds how many are chosen at most, the first ones counted
     * @return shape [library], at least one above 0
     */
    int[] choose(List<Integer> from, int start, int rounds) {
        double[] sum = new double[library.get(0).length];
        int[] counts = new int[library.size()];
        int[] best = counts.clone();
        double bestGoodness = Double.NEGATIVE_INFINITY;
        List<Integer> sorted = start > 0 ? sorted(from) : List.of();
        for (int chosen = 0; chosen < rounds; chosen++) {
            int next = chosen < start && chosen < sorted.size() ? sorted.get(chosen) : next(from, sum, chosen);
            add(sum, library.get(next));
            counts[next]++;
            double its = goodness.applyAsDouble(mean(sum, null, chosen + 1));
            boolean begun = chosen + 1 >= Math.min(start, Math.min(rounds, from.size()));
            if (begun && (its > bestGoodness || Arrays.stream(best).sum() == 0)) {
                best = counts.clone();
                bestGoodness = its;
            }
        }
        return best;
    }

    private List<Integer> sorted(List<Integer> from) {
        double[] alone = new double[library.size()];
        from.forEach(one -> alone[one] = goodness.applyAsDouble(library.get(one)));
        List<Integer> sorted = new ArrayList<>(from);
        sorted.sort(Comparator.comparingDouble(one -> -alone[one])); // stable
        return sorted;
    }

    private int next(List<Integer> from, double[] sum, int chosen) {
        int best = from.get(0);
        double bestGoodness = Double.NEGATIVE_INFINITY;
        for (int one : from) {
            double its = goodness.applyAsDouble(mean(sum, library.get(one), chosen + 1));
            if (its > bestGoodness) {
                best = one;
                bestGoodness = its;
            }
        }
        return best;
    }

    private static void add(double[] sum, double[] one) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += one[i];
        }
    }

    private static double[] mean(double[] sum, double @Nullable [] more, int count) {
        double[] mean = sum.clone();
        if (more != null) {
            add(mean, more);
        }
        for (int i = 0; i < mean.length; i++) {
            mean[i] /= count;
        }
        return mean;
    }
}
