package io.mlcd.ensemble.source;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.disk.DiskFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;

/**
 * Reads comma-separated text into a {@link Table} whose values lie in files instead of the heap. All else is as {@link Csv} says.
 *
 * <pre>{@code
 * try (DiskTable rows = Csv.standard().onDisk(Path.of("/var/tmp/rows")).read(Path.of("clicks.csv.gz"))) {
 *     Model model = Boosting.gradient().fit(rows.table().target("bought"));
 * }
 * }</pre>
 *
 * <p>Cost: the text is read as often as {@link Csv} reads it, once or twice. Memory: 32 KB for each column, and the different texts
 * of each column of categories; it does not grow with the rows. The values are mapped read-only.
 *
 * @param csv how to read
 * @param folder takes the values. A process that is killed leaves its files there; the next who reads into the folder removes
 *     them
 */
public record CsvOnDisk(Csv csv, Path folder) {
    /**
     * The table in a file, plain or gzipped.
     *
     * @throws TrainingException if it cannot be read, or changed meanwhile, or the folder cannot hold its values; and if the thread
     *     was interrupted, which it then still is
     */
    public DiskTable read(Path file) {
        DiskFolder disk = DiskFolder.in(folder);
        try {
            String before = state(file);
            Table table = CsvRead.table(csv, Source.of(file, csv.charset()), disk);
            if (!before.equals(state(file))) {
                throw new TrainingException(
                        TrainingException.Reason.BAD_SOURCE,
                        file + ": it changed while it was read; read it again when no one writes to it");
            }
            return new DiskTable(table, disk);
        } catch (RuntimeException | Error e) {
            disk.close();
            throw e;
        }
    }

    private static String state(Path file) {
        try {
            BasicFileAttributes its = Files.readAttributes(file, BasicFileAttributes.class);
            return its.size() + " bytes of " + its.lastModifiedTime();
        } catch (IOException e) {
            return ""; // reading it says why
        }
    }
}
