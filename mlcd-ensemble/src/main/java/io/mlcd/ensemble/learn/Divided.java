package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows divided into parts.
 *
 * @param parts in order
 * @param route how a row finds its part
 */
record Divided(List<Part> parts, Route route) {
    /**
     * A part.
     *
     * @param name for messages and reports, for example {@code country "fr"}
     * @param rows positions in the table that was divided
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record Part(String name, int[] rows) {}

    /** A partition that knows more than the rows of its parts. */
    interface Divider extends Partition {
        /** Divides a table whose categories are those that occur in it. */
        Divided divided(Table table, long seed) throws InterruptedException;

        /** The table with the role that the partition gives a column, which makes it no feature. */
        default Table roles(Table table) {
            return table;
        }

        @Override
        default List<int[]> divide(Table table, long seed) {
            try {
                return divided(roles(table), seed).rows();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new TrainingException(
                        TrainingException.Reason.TRAINER_FAILED,
                        "the rows were not divided by " + this
                                + ": the thread was interrupted, and still is marked so; call Thread.interrupted() before"
                                + " trying again",
                        e);
            }
        }
    }

    /** What a partition makes of a table. */
    static Divided of(Partition partition, Table table, long seed) throws InterruptedException {
        if (partition instanceof Divider divider) {
            return divider.divided(table, seed);
        }
        if (partition instanceof Partition.ByCategory byCategory) {
            return Categories.divided(byCategory, table);
        }
        return numbered(
                partition.divide(table, seed),
                "the partition " + partition
                        + " does not tell how a row that was not among those it divided finds its part;"
                        + " use Partition.byCategory(column), byQuantiles(column, k), byTime(column, k), byGroup(column, k) or"
                        + " byClusters(k), or combine the parts by Combine.AVERAGE");
    }

    /** Parts without names of their own. */
    static Divided numbered(List<int[]> rows, String whyNoRoute) {
        List<Part> parts = new ArrayList<>();
        for (int[] its : rows) {
            parts.add(new Part("part " + (parts.size() + 1) + " of " + rows.size(), its));
        }
        return new Divided(parts, new Route.None(whyNoRoute));
    }

    /** The roles that a partition asks for. */
    static Table roles(Partition partition, Table table) {
        return partition instanceof Divider divider ? divider.roles(table) : table;
    }

    List<int[]> rows() {
        return parts.stream().map(Part::rows).toList();
    }
}
