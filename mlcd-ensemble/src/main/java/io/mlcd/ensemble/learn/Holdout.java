package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows that are held out of a fit. If the table has a time, the newest; else if it has a key, whole keys; else random ones in
 * which the target is spread as in the whole.
 *
 * @param train positions, ascending
 * @param out positions, ascending
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not compared
record Holdout(int[] train, int[] out) {
    /**
     * Chooses rows.
     *
     * @param fraction in (0, 1)
     * @throws TrainingException if one side would be empty, or the time orders no rows
     */
    static Holdout of(Training training, double fraction, long seed) {
        Table table = training.table();
        boolean[] out = table.time().isPresent()
                ? newest(table.time().get(), fraction)
                : table.key().isPresent() ? keys(table.key().get(), fraction, seed) : spread(training, fraction, seed);
        int count = 0;
        for (boolean one : out) {
            count += one ? 1 : 0;
        }
        if (count == 0 || count == out.length) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    "validation(" + fraction + ") of " + out.length + " rows holds out " + count
                            + "; there must be rows on both sides: give more rows"
                            + (table.key().isPresent() || table.time().isPresent()
                                    ? ", more different keys or times,"
                                    : "")
                            + " or another fraction");
        }
        return split(out, count);
    }

    private static Holdout split(boolean[] isOut, int count) {
        int[] train = new int[isOut.length - count];
        int[] out = new int[count];
        for (int row = 0, t = 0, o = 0; row < isOut.length; row++) {
            if (isOut[row]) {
                out[o++] = row;
            } else {
                train[t++] = row;
            }
        }
        return new Holdout(train, out);
    }

    private static boolean[] spread(Training training, double fraction, long seed) {
        int[] order = Training.byTarget(training.table(), seed);
        boolean[] out = new boolean[order.length];
        long taken = 0;
        for (int i = 0; i < order.length; i++) {
            if (Math.round(fraction * (i + 1)) > taken) {
                out[order[i]] = true;
                taken++;
            }
        }
        return out;
    }

    /** Keys in random order, each while it brings the rows nearer to the share. */
    private static boolean[] keys(Column key, double fraction, long seed) {
        Map<Object, Integer> numberOf = new LinkedHashMap<>();
        int[] keyOf = new int[key.size()];
        for (int row = 0; row < keyOf.length; row++) {
            Object its = value(key, row);
            Integer known = numberOf.putIfAbsent(its, numberOf.size());
            keyOf[row] = known == null ? numberOf.size() - 1 : known;
        }
        int[] sizes = new int[numberOf.size()];
        for (int its : keyOf) {
            sizes[its]++;
        }
        boolean[] chosen = new boolean[sizes.length];
        double wanted = fraction * keyOf.length;
        double taken = 0;
        for (int its : Draw.shuffled(sizes.length, seed)) {
            if (taken + sizes[its] / 2.0 <= wanted) {
                chosen[its] = true;
                taken += sizes[its];
            }
        }
        boolean[] out = new boolean[keyOf.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = chosen[keyOf[row]];
        }
        return out;
    }

    private static Object value(Column key, int row) {
        Object value = key.value(row);
        return value == null ? "" : value;
    }

    private static boolean[] newest(Column time, double fraction) {
        double[] moments = Moments.of(time, ", so the newest rows cannot be held out; leave such rows out");
        double[] sorted = moments.clone();
        Arrays.sort(sorted);
        double from = sorted[sorted.length - (int) Math.max(1, Math.round(fraction * sorted.length))];
        boolean[] out = new boolean[moments.length];
        for (int row = 0; row < out.length; row++) {
            out[row] = moments[row] >= from;
        }
        return out;
    }
}
