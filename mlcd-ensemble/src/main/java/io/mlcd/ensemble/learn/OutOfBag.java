package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Predicts each row by the members that were not fitted to it. Blocks of rows are independent; members are added in order. */
final class OutOfBag {
    private static final int BLOCK = 2048;

    private final Table table;
    private final int width;
    private final boolean vote;
    private final List<Model> members = new ArrayList<>();
    /** For each member the rows that it knows. */
    private final List<BitSet> known = new ArrayList<>();

    private final double[] scores;
    /** By row how many members predicted it. */
    private final int[] counts;

    private OutOfBag(Training training, Combine combine, List<BaggingRun.Bag> bags) {
        table = training.table();
        width = training.signature().output().width();
        vote = combine.kind() == Combine.Kind.VOTE;
        scores = new double[Math.multiplyExact(table.rows(), width)];
        counts = new int[table.rows()];
        Groups groups = new Groups(table);
        for (BaggingRun.Bag bag : bags) {
            Model its = vote ? Decisions.voter(bag.model()) : bag.model();
            members.add(Alignment.model(its, training.signature()));
            known.add(groups.known(bag.sample()));
        }
    }

    static HeldOut of(Training training, Output output, Combine combine, List<BaggingRun.Bag> bags, Fit fit)
            throws InterruptedException {
        OutOfBag run = new OutOfBag(training, combine, bags);
        fit.all((run.table.rows() + BLOCK - 1) / BLOCK, block -> {
            run.predict(block * BLOCK, Math.min(run.table.rows(), (block + 1) * BLOCK));
            return block;
        });
        int[] rows = Arrays.stream(Draw.ascending(run.table.rows()))
                .filter(row -> run.counts[row] > 0)
                .toArray();
        double[] predicted = new double[rows.length * run.width];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < run.width; k++) {
                predicted[i * run.width + k] = run.scores[rows[i] * run.width + k] / run.counts[rows[i]];
            }
        }
        return HeldOut.of(training, output, rows, predicted);
    }

    private void predict(int from, int to) {
        for (int m = 0; m < members.size(); m++) {
            BitSet knows = known.get(m);
            int[] rows = new int[to - from];
            int count = 0;
            for (int row = knows.nextClearBit(from); row < to; row = knows.nextClearBit(row + 1)) {
                rows[count++] = row;
            }
            if (count > 0) {
                int[] unknown = Arrays.copyOf(rows, count);
                add(unknown, members.get(m).scores(table.rows(unknown)));
            }
        }
    }

    private void add(int[] rows, double[] its) {
        for (int i = 0; i < rows.length; i++) {
            counts[rows[i]]++;
            int to = rows[i] * width;
            if (vote) {
                scores[to + Largest.first(its, i * width, width)]++;
                continue;
            }
            for (int k = 0; k < width; k++) {
                scores[to + k] += its[i * width + k];
            }
        }
    }

    /** Rows that are known together: those of one key. */
    private static final class Groups {
        private final int rows;
        /** By row a number of its key; null if every row is on its own. */
        private final int @Nullable [] groupOf;

        Groups(Table table) {
            rows = table.rows();
            groupOf = table.key().map(Groups::numbers).orElse(null);
        }

        private static int[] numbers(Column key) {
            Map<Object, Integer> numbers = new HashMap<>();
            int[] groupOf = new int[key.size()];
            for (int row = 0; row < groupOf.length; row++) {
                Object value = key.value(row);
                Object group = value == null ? List.of(row) : value; // without a key on its own
                groupOf[row] = numbers.computeIfAbsent(group, its -> numbers.size());
            }
            return groupOf;
        }

        BitSet known(int[] sample) {
            BitSet drawn = new BitSet(rows);
            if (groupOf == null) {
                Arrays.stream(sample).forEach(drawn::set);
                return drawn;
            }
            Arrays.stream(sample).forEach(row -> drawn.set(groupOf[row]));
            BitSet known = new BitSet(rows);
            for (int row = 0; row < rows; row++) {
                known.set(row, drawn.get(groupOf[row]));
            }
            return known;
        }
    }
}
