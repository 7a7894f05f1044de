package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.Locale;

/**
 * One learner fitted to each part of the rows; the models answer together.
 *
 * <pre>{@code
 * Partitioned.by(Partition.stratified(4), learner)
 * Partitioned.by(Partition.byCategory("country").minRows(200), learner).combine(Combine.route())
 * Partitioned.by(Partition.random(8), learner).combine(Combine.weighted()).validation(0.1)
 * }</pre>
 *
 * <p>A part may lack a class only if rows are routed, since its model then answers for its own rows alone; a part with one
 * class, or one number, is always refused.
 *
 * <p>Under a {@linkplain Fit#deadline deadline} each part gets the same share of the time, and a meta learner as much as a part. A part
 * that has nothing when it is late fails the whole fit, however the models are combined: a route would have no answer for its rows,
 * and a mean would not know them.
 *
 * @param partition divides the rows
 * @param learner is fitted to each part
 * @param combine how the models answer together
 * @param validation the share of the rows that trains no part, where {@code combine} or a report needs such rows; in (0, 1)
 * @param compared whether a report has one model on all rows beside the parts, which takes about as long again
 */
public record Partitioned(Partition partition, Learner learner, Combine combine, double validation, boolean compared)
        implements Learner {
    private static final double STANDARD_VALIDATION = 0.2;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if {@code validation} is not in (0, 1)
     */
    public Partitioned {
        if (!(validation > 0 && validation < 1)) {
            throw new IllegalArgumentException("validation was " + validation + " but must be above 0 and below 1");
        }
    }

    /** With a fifth of the rows for validation, where it is needed. */
    public Partitioned(Partition partition, Learner learner, Combine combine) {
        this(partition, learner, combine, STANDARD_VALIDATION, false);
    }

    /** One model for each part, averaged. */
    public static Partitioned by(Partition partition, Learner learner) {
        return new Partitioned(partition, learner, Combine.AVERAGE);
    }

    /** Answering together in another way. */
    public Partitioned combine(Combine newCombine) {
        return new Partitioned(partition, learner, newCombine, validation, compared);
    }

    /**
     * With another share of the rows held out from all parts, where {@link Combine#weighted()}, {@link Combine#stacked} or
     * {@link #fitReported} need such rows; a fifth unless told. They are the newest rows if the table has a time, else whole
     * keys if it has a key, else spread by the target.
     *
     * @throws IllegalArgumentException if it is not above 0 and below 1
     */
    public Partitioned validation(double fraction) {
        return new Partitioned(partition, learner, combine, fraction, compared);
    }

    /** With, or without, one model on all rows in the {@link #fitReported report}, to compare with; without unless told. */
    public Partitioned compared(boolean newCompared) {
        return new Partitioned(partition, learner, combine, validation, newCompared);
    }

    @Override
    public int pieces() {
        return partition.parts() * learner.pieces() + combine.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(Divided.roles(partition, table), fit);
        return new PartitionedRun(this, training, PartitionedRun.together(Learner::over))
                .fit(fit)
                .model();
    }

    /** {@inheritDoc} Where rows must be held out, nothing is shared with them. */
    @Override
    public Fitter over(Table table, Fit fit) throws InterruptedException {
        if (combine.holdsOut()) {
            return (rows, its) -> fit(table.rows(rows), its);
        }
        Table given = Divided.roles(partition, table);
        Fitter parts = learner.over(given, fit);
        Fitter fallback =
                combine.learner().isPresent() ? combine.learner().get().over(given, fit) : parts;
        return (rows, its) -> {
            PartitionedRun.Sharing shared = (which, base, its2) -> {
                Fitter fitter = which == learner ? parts : fallback;
                return (positions, its3) -> fitter.fit(composed(rows, positions), its3);
            };
            return new PartitionedRun(this, Training.of(given.rows(rows)), PartitionedRun.together(shared))
                    .fit(its)
                    .model();
        };
    }

    private static int[] composed(int[] rows, int[] positions) {
        int[] composed = new int[positions.length];
        for (int i = 0; i < composed.length; i++) {
            composed[i] = rows[positions[i]];
        }
        return composed;
    }

    /**
     * A model and what was found out about its parts.
     *
     * @param model trained on the rows that were not held out
     * @param report how it does on those that were
     */
    public record Reported(Model model, PartitionReport report) {}

    /**
     * Makes a model of the rows but a share, {@link #validation}, and measures it, and the model of each part, on that share:
     * no row of it trains anything. Rows that {@link Combine#weighted()} or {@link Combine#stacked} hold out for themselves are
     * others. Use {@link #fit} for a model of all rows. Under a deadline the model that it is {@link #compared} with gets half of the
     * time, and is left out of the report if it is late even so.
     *
     * @param table with a target
     * @throws TrainingException if nothing can be learned from the table
     * @throws InterruptedException if the thread was interrupted
     */
    public Reported fitReported(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(Divided.roles(partition, table), fit);
        return PartitionReport.measure(this, training, PartitionedRun.together(Learner::over), fit);
    }

    /** For example {@code Partitioned[partition=random(4), learner=..., combine=AVERAGE]}. */
    @Override
    public String toString() {
        return "Partitioned[partition=" + partition + ", learner=" + learner + ", combine=" + combine
                + (validation == STANDARD_VALIDATION ? "" : String.format(Locale.ROOT, ", validation=%s", validation))
                + (compared ? ", compared" : "") + "]";
    }
}
