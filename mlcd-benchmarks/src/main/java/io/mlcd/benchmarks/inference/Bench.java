package io.mlcd.benchmarks.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

/** A suite: who is compared, and at what. */
enum Bench {
    /** Bare numbers in, margins out. */
    INFERENCE("Inference"),
    /** Values by name in, numbers and texts, and an answer out. */
    ROWS("Rows");

    private final String title;

    Bench(String title) {
        this.title = title;
    }

    /** The suite of that name, as {@code -Dbench} gives it. */
    static Bench of(String title) {
        for (Bench bench : values()) {
            if (bench.title.equals(title)) {
                return bench;
            }
        }
        throw new IllegalArgumentException("there is no suite \"" + title + "\"; there are Inference and Rows");
    }

    /** The name on the command line. */
    String title() {
        return title;
    }

    /** The name of the report's files. */
    String file() {
        return title.toLowerCase(Locale.ROOT);
    }

    List<Workload> workloads() {
        return switch (this) {
            case INFERENCE -> List.of(Workload.GBT2, Workload.RF, Workload.GBT10);
            case ROWS -> List.of(Workload.ADULT_FOREST, Workload.ADULT_BOOSTED);
        };
    }

    List<Contender> contenders() {
        return switch (this) {
            case INFERENCE -> List.copyOf(EnumSet.range(Contender.MLCD, Contender.MLCD_CATEGORIES));
            case ROWS -> List.copyOf(EnumSet.range(Contender.ROW, Contender.TRIBUO_EXAMPLES));
        };
    }

    /** How rows are handed over. */
    List<Mode> modes() {
        return this == INFERENCE ? List.of(Mode.SINGLE, Mode.BATCH) : List.of(Mode.SINGLE);
    }

    /** Whose answers all others must give, and by whose time theirs are divided. */
    Contender base() {
        return this == INFERENCE ? Contender.MLCD : Contender.ROW;
    }
}
