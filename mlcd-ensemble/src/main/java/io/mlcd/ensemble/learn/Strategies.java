package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The strategies of {@link Partition} that look at no column but the target, and what all strategies need. */
final class Strategies {
    private Strategies() {}

    record Random(int parts) implements Divided.Divider {
        Random {
            checkParts(parts);
        }

        @Override
        public Divided divided(Table table, long seed) {
            return Divided.numbered(deal(Draw.shuffled(table.rows(), seed), parts), whyNot("random"));
        }

        @Override
        public String toString() {
            return "random(" + parts + ")";
        }
    }

    record Stratified(int parts) implements Divided.Divider {
        Stratified {
            checkParts(parts);
        }

        @Override
        public Divided divided(Table table, long seed) {
            return Divided.numbered(deal(Training.byTarget(table, seed), parts), whyNot("stratified"));
        }

        @Override
        public String toString() {
            return "stratified(" + parts + ")";
        }
    }

    private static String whyNot(String kind) {
        return "which " + kind + " part a row belongs to, its features do not tell; use Partition.byCategory(column),"
                + " byQuantiles(column, k) or byClusters(k), or combine the parts by Combine.AVERAGE";
    }

    private static List<int[]> deal(int[] order, int parts) {
        List<int[]> dealt = new ArrayList<>();
        for (int part = 0; part < parts; part++) {
            int size = order.length / parts + (part < order.length % parts ? 1 : 0);
            int[] rows = new int[size];
            for (int i = 0; i < size; i++) {
                rows[i] = order[part + i * parts];
            }
            Arrays.sort(rows);
            dealt.add(rows);
        }
        return dealt;
    }

    static void checkParts(int parts) {
        if (parts < 2) {
            throw new IllegalArgumentException("a partition into " + parts + " parts is none; give at least 2");
        }
    }

    /** A column that a partition names. */
    static Column column(Partition partition, Table table, String name) {
        if (!table.has(name)) {
            throw refusal(partition, "there is no column \"" + name + "\"; the columns are " + table.names());
        }
        return table.column(name);
    }

    static TrainingException refusal(Partition partition, String why) {
        return new TrainingException(
                TrainingException.Reason.BAD_COLUMN, "the rows cannot be divided by " + partition + ": " + why);
    }

    static void requireComplete(Partition partition, Column column) {
        int missing = column.missingCount();
        if (missing > 0) {
            throw refusal(
                    partition,
                    "\"" + column.name() + "\" is missing in " + missing + " of " + column.size()
                            + " rows; leave these out, or divide the rows by something else");
        }
    }

    /**
     * For each part its rows.
     *
     * @param partOf for each row its part; -1 for one that belongs to none, which is dealt out in turn
     */
    static List<int[]> gather(int[] partOf, int parts) {
        int next = 0;
        int[] sizes = new int[parts];
        for (int row = 0; row < partOf.length; row++) {
            if (partOf[row] < 0) {
                partOf[row] = next;
                next = (next + 1) % parts;
            }
            sizes[partOf[row]]++;
        }
        List<int[]> rows = new ArrayList<>();
        for (int size : sizes) {
            rows.add(new int[size]);
        }
        int[] filled = new int[parts];
        for (int row = 0; row < partOf.length; row++) {
            int part = partOf[row];
            rows.get(part)[filled[part]++] = row;
        }
        return rows;
    }

    static Divided named(List<String> names, List<int[]> rows, Route route) {
        List<Divided.Part> parts = new ArrayList<>();
        for (int part = 0; part < names.size(); part++) {
            parts.add(new Divided.Part(names.get(part), rows.get(part)));
        }
        return new Divided(parts, route);
    }
}
