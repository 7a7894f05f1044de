package io.mlcd.benchmarks.common;

import java.util.Arrays;
import java.util.List;

/** The median of some numbers and the least and largest of them. */
public record Spread(double median, double min, double max) {
    /**
     * Of numbers.
     *
     * @throws IllegalArgumentException if there are none
     */
    public static Spread of(List<Double> numbers) {
        double[] sorted =
                numbers.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("there is no median of no numbers");
        }
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    public static double median(double[] numbers) {
        return of(Arrays.stream(numbers).boxed().toList()).median();
    }
}
