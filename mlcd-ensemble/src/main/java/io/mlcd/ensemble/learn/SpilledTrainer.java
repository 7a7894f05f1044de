package io.mlcd.ensemble.learn;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.disk.DiskColumns;
import io.mlcd.ensemble.disk.DiskFolder;
import io.mlcd.ensemble.disk.DiskInterruptedException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Fits parts one after the other, each from files of its own. */
final class SpilledTrainer implements PartitionedRun.Trainer {
    private final Path folder;

    SpilledTrainer(Path folder) {
        this.folder = folder;
    }

    @Override
    public List<PartitionedRun.Fitted> fit(
            Learner learner, Optional<Learner> ofAll, Table base, Divided divided, Fit fit)
            throws InterruptedException {
        int parts = divided.parts().size();
        try (DiskFolder disk = DiskFolder.in(folder)) {
            List<Column> columns = base.columns();
            DiskColumns.divide(columns, partOf(divided, base.rows()), parts, disk);
            List<Stored> stored = fit.inTurn(parts, (part, its) -> {
                long started = System.nanoTime();
                Model model = learner.fit(Roles.withColumns(base, DiskColumns.part(part, columns, disk)), its);
                DiskColumns.delete(part, columns.size(), disk);
                return Stored.of(model, disk.file("part" + part + ".mlcd"), System.nanoTime() - started);
            });
            List<PartitionedRun.Fitted> fitted = new ArrayList<>();
            for (Stored its : stored) {
                fitted.add(new PartitionedRun.Fitted(its.load(), its.nanos()));
            }
            return fitted;
        } catch (DiskInterruptedException e) {
            throw e.checked();
        }
    }

    private static int[] partOf(Divided divided, int rows) {
        int[] partOf = new int[rows];
        for (int part = 0; part < divided.parts().size(); part++) {
            for (int row : divided.parts().get(part).rows()) {
                partOf[row] = part;
            }
        }
        return partOf;
    }

    /** A model in a file, or in memory if it is not data, or data that only a codec of the host's reads. */
    private record Stored(Path file, Optional<Model> kept, long nanos) {
        static Stored of(Model model, Path file, long nanos) {
            try {
                Models.save(model, file);
                Models.load(file); // it must be possible later, when the model itself is gone
                return new Stored(file, Optional.empty(), nanos);
            } catch (ArtifactException e) {
                if (e.reason() == ArtifactException.Reason.NOT_DATA
                        || e.reason() == ArtifactException.Reason.CODEC_MISSING) {
                    return new Stored(file, Optional.of(model), nanos);
                }
                throw e;
            }
        }

        Model load() {
            return kept.orElseGet(() -> Models.load(file));
        }
    }
}
