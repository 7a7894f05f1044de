package io.mlcd.core.metric;

import java.util.Arrays;

/** The distinct ones of some numbers, ascending, and for each row which it has. 0 and -0 are one. */
final class Ties {
    private final double[] values;
    private final int[] place;

    Ties(double[] numbers) {
        double[] sorted = new double[numbers.length];
        for (int row = 0; row < sorted.length; row++) {
            sorted[row] = numbers[row] + 0.0; // no -0.0
        }
        Arrays.sort(sorted);
        int distinct = 0;
        for (double number : sorted) {
            if (distinct == 0 || number != sorted[distinct - 1]) {
                sorted[distinct++] = number;
            }
        }
        values = Arrays.copyOf(sorted, distinct);
        place = new int[numbers.length];
        for (int row = 0; row < place.length; row++) {
            place[row] = Arrays.binarySearch(values, numbers[row] + 0.0);
        }
    }

    int distinct() {
        return values.length;
    }

    double value(int at) {
        return values[at];
    }

    int of(int row) {
        return place[row];
    }
}
