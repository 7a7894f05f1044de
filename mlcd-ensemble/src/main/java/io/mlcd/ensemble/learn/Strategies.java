package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The strategies of {@link Partition}. */
final class Strategies {
    private Strategies() {}

    record Random(int parts) implements Partition {
        Random {
            checkParts(parts);
        }

        @Override
        public List<int[]> divide(Table table, long seed) {
            return deal(Draw.shuffled(table.rows(), seed), parts);
        }

        @Override
        public String toString() {
            return "random(" + parts + ")";
        }
    }

    record Stratified(int parts) implements Partition {
        Stratified {
            checkParts(parts);
        }

        @Override
        public List<int[]> divide(Table table, long seed) {
            return deal(Training.byTarget(table, seed), parts);
        }

        @Override
        public String toString() {
            return "stratified(" + parts + ")";
        }
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

    private static void checkParts(int parts) {
        if (parts < 2) {
            throw new IllegalArgumentException("a partition into " + parts + " parts is none; give at least 2");
        }
    }
}
