package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeSet;

/**
 * One learner fitted to each part of the rows; the models answer together.
 *
 * <pre>{@code
 * Partitioned.by(Partition.stratified(4), learner)
 * }</pre>
 *
 * @param partition divides the rows
 * @param learner is fitted to each part
 * @param combine how the models answer together
 */
public record Partitioned(Partition partition, Learner learner, Combine combine) implements Learner {
    /** One model for each part, averaged. */
    public static Partitioned by(Partition partition, Learner learner) {
        return new Partitioned(partition, learner, Combine.AVERAGE);
    }

    /** Answering together in another way. */
    public Partitioned combine(Combine newCombine) {
        return new Partitioned(partition, learner, newCombine);
    }

    @Override
    public int pieces() {
        return partition.parts() * learner.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table);
        combine.check(training);
        List<int[]> parts = partition.divide(training.table(), fit.seed());
        List<Table> views = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        if (parts.isEmpty()) {
            problems.add("the partition " + partition + " gave no part");
        }
        requireEachRowOnce(parts, training.table().rows());
        for (int[] rows : parts) {
            Table view = training.table().rows(rows);
            problems.addAll(problems(training, view, views.size() + 1, parts.size()));
            views.add(view);
        }
        if (!problems.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.MISSING_CLASS,
                    String.join("; ", problems)
                            + "; use fewer parts, Partition.stratified(k), or give more rows of the rare values");
        }
        List<Model> models = fit.members(views.size(), (index, its) -> learner.fit(views.get(index), its));
        return combine.combine(training.signature(), models);
    }

    private void requireEachRowOnce(List<int[]> parts, int rows) {
        BitSet seen = new BitSet(rows);
        int count = 0;
        for (int part = 0; part < parts.size(); part++) {
            for (int row : parts.get(part)) {
                if (row < 0 || row >= rows || seen.get(row)) {
                    throw new IllegalArgumentException("part " + (part + 1) + " of the partition " + partition
                            + " names row " + row + " of " + rows + (row >= 0 && row < rows ? " a second time" : "")
                            + "; each row must be in exactly one part");
                }
                seen.set(row);
                count++;
            }
        }
        if (!parts.isEmpty() && count < rows) {
            throw new IllegalArgumentException("the partition " + partition + " leaves out row " + seen.nextClearBit(0)
                    + " and " + (rows - count - 1) + " others; each row must be in exactly one part");
        }
    }

    private static List<String> problems(Training training, Table view, int part, int parts) {
        String place = "part " + part + " of " + parts;
        if (view.rows() == 0) {
            return List.of(place + " has no rows");
        }
        Column target = view.column(training.target().name());
        if (!training.ofClasses()) {
            return Training.isConstant(target)
                    ? List.of(place + ", " + view.rows() + " rows, has only the value " + target.value(0) + " of \""
                            + target.name() + "\"")
                    : List.of();
        }
        TreeSet<String> missing = new TreeSet<>(target.categories());
        for (int row = 0; row < target.size(); row++) {
            missing.remove(target.text(row));
        }
        return missing.isEmpty()
                ? List.of()
                : List.of(place + ", " + view.rows() + " rows, has no row of "
                        + (missing.size() == 1 ? "the class \"" + missing.first() + "\"" : "the classes " + missing));
    }
}
