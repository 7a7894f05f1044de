package io.mlcd.benchmarks.inference;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A folder for what the JVMs of one run hand to each other: model files, and the margins to agree on. */
final class Scratch {
    private final Path folder;

    Scratch(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    /** Makes the folder, empty. */
    void clear() throws IOException {
        if (Files.exists(folder)) {
            List<Path> old;
            try (Stream<Path> found = Files.walk(folder)) {
                old = found.sorted(Comparator.reverseOrder()).toList();
            }
            for (Path path : old) {
                Files.delete(path);
            }
        }
        Files.createDirectories(folder);
    }

    /** The model of a contender: from the folder, or made and then kept there. */
    byte[] model(Contender contender, Workload workload) throws Exception {
        Path kept = folder.resolve("model-" + contender.id() + "-" + workload.id());
        if (Files.exists(kept)) {
            return Files.readAllBytes(kept);
        }
        byte[] made = contender.library().file(workload);
        Files.createDirectories(folder);
        Files.write(kept, made);
        return made;
    }

    void writeMargins(String name, double[] margins) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(margins.length * Double.BYTES);
        bytes.asDoubleBuffer().put(margins);
        Files.write(folder.resolve("margins-" + name), bytes.array());
    }

    double[] readMargins(String name) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(folder.resolve("margins-" + name)));
        double[] margins = new double[bytes.capacity() / Double.BYTES];
        bytes.asDoubleBuffer().get(margins);
        return margins;
    }

    /** Where a probe reports. */
    Path report(Contender contender, Workload workload) {
        return folder.resolve("probe-" + contender.id() + "-" + workload.id() + ".properties");
    }

    /** Where a JVM writes what it has to say. */
    Path log(String name) {
        return folder.resolve(name + ".txt");
    }
}
