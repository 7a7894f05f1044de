package io.mlcd.benchmarks.inference;

import java.util.Locale;

/** How rows are handed over. The names are those of the methods of {@link InferenceBenchmark}. */
enum Mode {
    SINGLE,
    BATCH;

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
