package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The mean of the target for each group of categories of one column, and for the rows where it is missing.
 *
 * <p>The mean of few rows is drawn towards that of all, the prior: {@code (sum + smoothing x prior) / (weight + smoothing)}, which is
 * the empirical Bayes estimate of Micci-Barreca (2001), "A preprocessing scheme for high-cardinality categorical attributes",
 * equation 3, with {@code lambda(n) = n / (n + smoothing)}. Of classes, each but the first has a mean: its share.
 *
 * <p>A row's own target must not be in the number that a learner gets for it, or the learner trusts it too much. So training rows
 * get the means, priors too, of the rows of the other folds; serving gets those of all rows. Sums are added up fold by fold in the
 * order of the rows, never subtracted, so that nothing of a row is left in its own number.
 */
final class TargetEncoding {
    private static final int FOLDS = 5;
    private static final int ALL = -1;

    private final int[] folds;
    private final int[] groups;
    /** Shape [folds][groups + 1 for missing]. */
    private final double[][] weights;
    /** Shape [means][folds][groups + 1 for missing]. */
    private final double[][][] sums;

    private final double smoothing;

    private TargetEncoding(int[] folds, int[] groups, double[][] weights, double[][][] sums, double smoothing) {
        this.folds = folds;
        this.groups = groups;
        this.weights = weights;
        this.sums = sums;
        this.smoothing = smoothing;
    }

    static TargetEncoding of(
            Training training, Column column, CategoryGroups categories, double smoothing, int[] folds) {
        Table table = training.table();
        int means = training.ofClasses() ? training.signature().output().width() - 1 : 1;
        int missing = categories.count();
        double[][] weights = new double[FOLDS][missing + 1];
        double[][][] sums = new double[means][FOLDS][missing + 1];
        int[] groups = new int[table.rows()];
        for (int row = 0; row < groups.length; row++) {
            int group = column.isMissing(row) ? missing : categories.of(column.code(row));
            double weight = table.weights().isPresent() ? table.weights().get().number(row) : 1;
            groups[row] = group;
            weights[folds[row]][group] += weight;
            for (int k = 0; k < means; k++) {
                double value = training.ofClasses()
                        ? (training.target().code(row) == k + 1 ? 1 : 0)
                        : training.target().number(row);
                sums[k][folds[row]][group] += weight * value;
            }
        }
        return new TargetEncoding(folds, groups, weights, sums, smoothing);
    }

    /** How many means there are for each group. */
    int means() {
        return sums.length;
    }

    /** The mean of a group over all rows. */
    double mean(int k, int group) {
        return mean(k, group, ALL);
    }

    /** The mean of the rows where the column is missing; the prior if there are none. */
    double ifMissing(int k) {
        return mean(k, weights[0].length - 1, ALL);
    }

    /** The mean of all rows. */
    double prior(int k) {
        return prior(k, ALL);
    }

    /** For each training row the mean of its group in the other folds. */
    double[] outOfFold(int k) {
        double[][] byFold = new double[FOLDS][weights[0].length];
        for (int fold = 0; fold < FOLDS; fold++) {
            for (int group = 0; group < byFold[fold].length; group++) {
                byFold[fold][group] = mean(k, group, fold);
            }
        }
        double[] values = new double[groups.length];
        Arrays.setAll(values, row -> byFold[folds[row]][groups[row]]);
        return values;
    }

    private double mean(int k, int group, int without) {
        double weight = 0;
        double sum = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            weight += fold == without ? 0 : weights[fold][group];
            sum += fold == without ? 0 : sums[k][fold][group];
        }
        double prior = prior(k, without);
        return weight + smoothing > 0 ? (sum + smoothing * prior) / (weight + smoothing) : prior;
    }

    private double prior(int k, int without) {
        double weight = 0;
        double sum = 0;
        for (int fold = 0; fold < FOLDS; fold++) {
            for (int group = 0; fold != without && group < weights[fold].length; group++) {
                weight += weights[fold][group];
                sum += sums[k][fold][group];
            }
        }
        return weight > 0 ? sum / weight : 0;
    }

    /**
     * The fold of each row: random, rows of one key in the same. Rows that are equal in all columns are so too: a bag may hold a
     * row more than once, and its copies would give its target away.
     */
    static int[] folds(Table table, long seed) {
        int[] folds = new int[table.rows()];
        List<Column> columns = table.names().stream().map(table::column).toList();
        Map<Object, Integer> taken = new HashMap<>();
        int next = 0;
        for (int row : Draw.shuffled(folds.length, seed)) {
            Object identity = identity(table, columns, row);
            Integer fold = taken.get(identity);
            if (fold == null) {
                fold = next++ % FOLDS;
                taken.put(identity, fold);
            }
            folds[row] = fold;
        }
        return folds;
    }

    private static Object identity(Table table, List<Column> columns, int row) {
        if (table.key().isPresent() && !table.key().get().isMissing(row)) {
            return String.valueOf(table.key().get().value(row));
        }
        return Copies.identity(columns, row);
    }
}
