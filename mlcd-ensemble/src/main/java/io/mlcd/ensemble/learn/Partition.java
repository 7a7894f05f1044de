package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import java.util.List;

/**
 * How rows are divided into parts; every row is in exactly one. Immutable.
 *
 * <p>The two strategies here give parts whose sizes differ by one row at the most.
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
     * Parts of random rows.
     *
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition random(int parts) {
        return new Strategies.Random(parts);
    }

    /**
     * Parts of random rows in which the target is spread as in the whole: each class evenly over the parts, or each range
     * of a number.
     *
     * @param parts how many, at least 2
     * @throws IllegalArgumentException if there are fewer
     */
    static Partition stratified(int parts) {
        return new Strategies.Stratified(parts);
    }
}
