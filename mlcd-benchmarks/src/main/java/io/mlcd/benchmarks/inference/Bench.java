package io.mlcd.benchmarks.inference;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** A suite: who is compared, and at what. */
enum Bench {
    /** Bare numbers in, margins out. */
    INFERENCE("Inference"),
    /** The same with models of few bytes. */
    COMPRESSION("Compression"),
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
        throw new IllegalArgumentException(
                "there is no suite \"" + title + "\"; there are Inference, Compression and Rows");
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
            case INFERENCE, COMPRESSION -> List.of(Workload.GBT2, Workload.RF, Workload.GBT10);
            case ROWS -> List.of(Workload.ADULT_FOREST, Workload.ADULT_BOOSTED);
        };
    }

    List<Contender> contenders() {
        return switch (this) {
            case INFERENCE -> List.copyOf(EnumSet.range(Contender.MLCD, Contender.MLCD_CATEGORIES));
            case COMPRESSION ->
                List.of(
                        Contender.MLCD,
                        Contender.MLCD_COMPACT,
                        Contender.MLCD_COMPRESSED,
                        Contender.MLCD_COMPRESSED_COMPACT,
                        Contender.TRIBUO,
                        Contender.ONNX,
                        Contender.XGBOOST_IN_PLACE);
            case ROWS -> List.copyOf(EnumSet.range(Contender.ROW, Contender.TRIBUO_EXAMPLES));
        };
    }

    /** How rows are handed over. */
    List<Mode> modes() {
        return this == ROWS ? List.of(Mode.SINGLE) : List.of(Mode.SINGLE, Mode.BATCH);
    }

    /** The thread counts that a contender is timed with; none if only its files count here. */
    Set<Integer> threads(Contender contender) {
        return switch (this) {
            case INFERENCE -> contender == Contender.MLCD ? Set.of(1, 2) : Set.of(1);
            case COMPRESSION ->
                contender == Contender.ONNX || contender == Contender.XGBOOST_IN_PLACE ? Set.of() : Set.of(1);
            case ROWS -> Set.of(1);
        };
    }

    /** By whose time that of the others is divided. */
    Contender base() {
        return this == ROWS ? Contender.ROW : Contender.MLCD;
    }

    /** Whose answers the others must give; they always take part. */
    List<Contender> bases() {
        return this == COMPRESSION ? List.of(base(), Contender.MLCD_COMPRESSED) : List.of(base());
    }
}
