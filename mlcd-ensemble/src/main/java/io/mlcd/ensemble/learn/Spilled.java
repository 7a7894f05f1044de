package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.nio.file.Path;

/**
 * A {@link Partitioned} learner for tables that are larger than memory: each part's rows are written to files of their own, then one
 * part after the other is fitted, with all threads, and its model is put away until all are done.
 *
 * <pre>{@code
 * Path disk = Path.of("/var/tmp/rows");
 * try (DiskTable clicks = Csv.standard().onDisk(disk).read(Path.of("clicks.csv"))) {
 *     Model model = Spilled.in(disk, Partitioned.by(Partition.byHash("visitor", 8), Boosting.gradient()))
 *             .fit(clicks.table().target("bought"), fit);
 * }
 * }</pre>
 *
 * <p>Memory: 12 bytes for each row while they are divided, about 30 if the partition is stratified or rows are held out; what the
 * partition looks at (see there; of clusters and quantiles it is a sample); then what the learner takes for the largest part; at last
 * the models, and until then those that are no data or that only a codec reads. Disk: the table once more, until the parts are
 * fitted. The parts' models are those that the learner makes of each part's rows alone; {@link Partitioned} may share bins of all
 * rows between them, so its model is another one.
 *
 * @param folder takes the rows; see {@link io.mlcd.ensemble.source.CsvOnDisk}
 * @param partitioned how rows are divided, fitted and combined
 */
public record Spilled(Path folder, Partitioned partitioned) implements Learner {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if rows that belong nowhere are to be answered by a model of all rows
     */
    public Spilled {
        Combine combine = partitioned.combine();
        if (combine.kind() == Combine.Kind.ROUTED && combine.learner().isPresent()) {
            throw new IllegalArgumentException("Combine." + combine
                    + " takes a model of all rows at once, which is what spilling avoids; use Combine.route(), whose rows that"
                    + " belong nowhere are answered by the mean of the parts");
        }
    }

    /** Spilling into a folder. */
    public static Spilled in(Path folder, Partitioned partitioned) {
        return new Spilled(folder, partitioned);
    }

    @Override
    public int pieces() {
        return partitioned.pieces();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if nothing can be learned from the table, or the folder cannot hold the rows
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return new PartitionedRun(partitioned, training(table, fit), new SpilledTrainer(folder))
                .fit(fit)
                .model();
    }

    /**
     * As {@link Partitioned#fitReported}; one model on all rows, if that is {@link Partitioned#compared}, takes the memory that it
     * takes.
     *
     * @throws TrainingException if nothing can be learned from the table, or the folder cannot hold the rows
     * @throws InterruptedException if the thread was interrupted
     */
    public Partitioned.Reported fitReported(Table table, Fit fit) throws InterruptedException {
        return PartitionReport.measure(partitioned, training(table, fit), new SpilledTrainer(folder), fit);
    }

    private Training training(Table table, Fit fit) {
        return Training.of(Divided.roles(partitioned.partition(), table), fit);
    }
}
