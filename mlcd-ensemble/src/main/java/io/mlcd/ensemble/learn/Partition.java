package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import java.time.temporal.TemporalAmount;
import java.util.List;

/**
 * How rows are divided into parts; every row is in exactly one. Immutable. A function of one's own is one, too.
 *
 * <pre>{@code
 * Partition.stratified(4)                          // random rows, the target spread evenly
 * Partition.byCategory("country").minRows(200)     // a part for each country; the small ones together
 * Partition.byTime("date", Period.ofMonths(1))     // a part for each month
 * }</pre>
 *
 * <p>The rows of some parts can be told by their features, so that {@link Combine#route()} can send each row to the model of
 * its part: those by category, group, quantiles and clusters. By time the newest part's model answers. Random, stratified and
 * hashed parts, and those of one's own, cannot be told.
 */
@FunctionalInterface
public interface Partition {
    /**
     * Divides rows.
     *
     * @param table with a target
     * @param seed decides all that is random
     * @return for each part the positions of its rows
     */
    List<int[]> divide(Table table, long seed);

    /** How many parts there will be, for progress; 1 where it is not known before. */
    default int parts() {
        return 1;
    }

    /**
     * Parts of random rows, whose sizes differ by one at the most.
     *
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition random(int parts) {
        return new Strategies.Random(parts);
    }

    /**
     * Parts of random rows, whose sizes differ by one at the most, in which the target is spread as in the whole: each class
     * evenly over the parts, or each range of a number.
     *
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition stratified(int parts) {
        return new Strategies.Stratified(parts);
    }

    /**
     * Parts by the hash of a key: all rows of a key in one part, and in the same one in every run, on every machine and in
     * every other table, as {@code Split.byKey} divides them. The sizes of parts are about equal when there are many keys. If the table has no key yet, the column
     * becomes its key, which is no feature.
     *
     * @param column categories, whole numbers or times, none missing, for example a customer number
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition byHash(String column, int parts) {
        return new KeyStrategies.ByHash(column, parts);
    }

    /**
     * Parts of whole groups, of about as many rows: the largest groups first, each to the part with the fewest rows so far.
     *
     * @param column tells the groups: categories, numbers or times, none missing
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition byGroup(String column, int parts) {
        return new KeyStrategies.ByGroup(column, parts);
    }

    /**
     * A part for each value of a category that at least one row has; see {@link ByCategory#minRows} for rare ones. Rows without
     * a value are dealt out to the parts in turn.
     *
     * @param column categories
     */
    static ByCategory byCategory(String column) {
        return new ByCategory(column, 1);
    }

    /**
     * Parts by ranges of a number that hold about as many rows each; equal numbers are in one part. Rows without a number are
     * dealt out to the parts in turn. Of more than a million rows the ranges are found from a million evenly spaced ones.
     *
     * @param column numbers with at least as many different values as there are parts
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition byQuantiles(String column, int parts) {
        return new NumberStrategies.ByQuantiles(column, parts);
    }

    /**
     * Parts by windows of time that hold about as many rows each, the oldest first; rows of one moment are in one part. Of more than a
     * million rows the windows are found from a million evenly spaced ones. A
     * column of times plays the role of the table's time from then on, if the table has none yet.
     *
     * @param column times or numbers, none missing
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition byTime(String column, int parts) {
        return new NumberStrategies.ByTime(column, parts);
    }

    /**
     * Parts by windows of time of one length, the first beginning at the first moment, without those in which there is no row.
     * The column plays the role of the table's time from then on, if the table has none yet.
     *
     * @param column times, none missing
     * @param length of each window: a {@link java.time.Duration}, or a {@link java.time.Period}, whose days and months are those of
     *     UTC
     * @throws IllegalArgumentException if it is neither, or not above 0
     */
    static Partition byTime(String column, TemporalAmount length) {
        return new NumberStrategies.ByPeriod(column, length);
    }

    /**
     * Parts by nearness: k-means++ on the features, numbers standardised and missing ones at their mean, a category one-hot.
     * The centres are found from at most 10,000 rows drawn by the seed; then each row goes to the nearest one. A table with more
     * than 2,000 numbers and categories, all columns together, is refused.
     *
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     * @see <a href="https://dl.acm.org/doi/10.5555/1283383.1283494">Arthur and Vassilvitskii (2007), k-means++</a>
     */
    static Partition byClusters(int parts) {
        return new Clusters(parts);
    }

    /** Tells the part of one row. */
    @FunctionalInterface
    interface PartOf {
        /** The name of the part that a row is in. */
        String name(Table table, int row);
    }

    /**
     * A part for each name that a function gives; the parts in the order of their names.
     *
     * @param name for messages, for example {@code "by season"}
     */
    static Partition by(String name, PartOf function) {
        return new KeyStrategies.ByFunction(name, function);
    }

    /**
     * A part for each value of a category.
     *
     * @param column categories
     * @param minRows values with fewer rows go together in one part, named {@code other}; when even these are fewer, the next
     *     rarest values join them
     */
    record ByCategory(String column, int minRows) implements Partition {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if {@code minRows} is below 1
         */
        public ByCategory {
            if (minRows < 1) {
                throw new IllegalArgumentException("minRows was " + minRows + " but must be at least 1");
            }
        }

        /** With values that have fewer rows put together; 1, so that each has its own part, unless told. */
        public ByCategory minRows(int rows) {
            return new ByCategory(column, rows);
        }

        /**
         * {@inheritDoc}
         *
         * @throws TrainingException if there is no such column of categories, or fewer than two parts
         */
        @Override
        public List<int[]> divide(Table table, long seed) {
            return Categories.divided(this, table).rows();
        }

        @Override
        public String toString() {
            return "byCategory(\"" + column + "\")" + (minRows > 1 ? ".minRows(" + minRows + ")" : "");
        }
    }
}
