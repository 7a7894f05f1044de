package io.mlcd.benchmarks.training;

import io.mlcd.benchmarks.common.SyntheticRows;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Data;
import io.mlcd.benchmarks.learners.Recipe;
import io.mlcd.ensemble.source.Csv;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/** What is trained, and what it is tested with. */
enum Workload {
    /** Boosting. */
    BOOSTED_50K("boosted-50k", Kind.BOOSTED, 50_000, 500),
    /** Boosting, four times the rows. */
    BOOSTED_200K("boosted-200k", Kind.BOOSTED, 200_000, 500),
    /** How time grows with the rows. */
    SCALE_50K("scale-50k", Kind.SCALE, 50_000, 100),
    /** How time grows with the rows. */
    SCALE_200K("scale-200k", Kind.SCALE, 200_000, 100),
    /** How time grows with the rows. */
    SCALE_800K("scale-800k", Kind.SCALE, 800_000, 100),
    /** A forest. */
    FOREST_50K("forest-50k", Kind.FOREST, 50_000, 100),
    /** A forest of many classes. */
    FOREST_LETTER("forest-letter", Kind.FOREST, 16_000, 100);

    /** A family of workloads. */
    enum Kind {
        BOOSTED,
        SCALE,
        FOREST
    }

    /** Rows to train on, and others to test with. */
    record Rows(Data train, Data test) {}

    /** How many rows the synthetic workloads are tested with. */
    static final int TESTED = 16_384;

    private static final int FEATURES = 28;
    private static final int DEPTH = 6;
    private static final int MIN_LEAF_ROWS = 5;
    private static final int TRIBUO_TREES = 3;
    private static final int QUICK_ROWS = 10;
    private static final int QUICK_TREES = 20;

    private final String id;
    private final Kind kind;
    private final int rows;
    private final int trees;

    Workload(String id, Kind kind, int rows, int trees) {
        this.id = id;
        this.kind = kind;
        this.rows = rows;
        this.trees = trees;
    }

    static Workload of(String id) {
        return List.of(values()).stream()
                .filter(each -> each.id.equals(id))
                .findFirst()
                .orElseThrow();
    }

    String id() {
        return id;
    }

    Kind kind() {
        return kind;
    }

    List<Contender> contenders() {
        return switch (this) {
            case FOREST_50K -> List.of(Contender.MLCD, Contender.SMILE, Contender.WEKA, Contender.TRIBUO);
            case FOREST_LETTER -> List.of(Contender.MLCD, Contender.SMILE);
            default -> List.of(Contender.MLCD, Contender.XGBOOST, Contender.LIGHTGBM);
        };
    }

    /** How many rows are trained on; of a quick look fewer, so that they still are four times as many in the next step. */
    int rows(boolean quick) {
        return quick ? rows / QUICK_ROWS : rows;
    }

    String title(boolean quick) {
        int count = trees(Contender.MLCD, quick);
        return String.format(Locale.ROOT, "%,d rows, ", rows(quick))
                + (kind == Kind.FOREST
                        ? "a random forest of " + count + " trees, leaves of at least " + minLeafRows() + " rows, "
                                + tried() + " features tried"
                        : "boosting, " + count + " trees, depth " + DEPTH);
    }

    private int minLeafRows() {
        return this == FOREST_LETTER ? 1 : MIN_LEAF_ROWS;
    }

    private int tried() {
        return this == FOREST_LETTER ? 4 : 5;
    }

    int trees(Contender contender, boolean quick) {
        if (contender == Contender.TRIBUO) {
            return quick ? 1 : TRIBUO_TREES;
        }
        return quick ? QUICK_TREES : trees;
    }

    Recipe recipe(Contender contender, boolean quick) {
        int count = trees(contender, quick);
        return kind == Kind.FOREST ? new Recipe.Forest(count, minLeafRows(), tried()) : Recipe.Boosted.of(count, DEPTH);
    }

    /** Why it cannot be run here, if so. */
    Optional<String> excuse(Path data) {
        return this == FOREST_LETTER && !Files.exists(letter(data))
                ? Optional.of(
                        "there is no shared/data/letter beside the checkout; -Dbench.data names the folder of data")
                : Optional.empty();
    }

    private static Path letter(Path data) {
        return data.resolve("letter").resolve("letter.csv");
    }

    /** The rows: the same for all. */
    Rows load(Path data, boolean quick) {
        return this == FOREST_LETTER ? letters(data, quick) : synthetic(rows(quick));
    }

    /** The first rows of the generator, and those that follow them. */
    private static Rows synthetic(int count) {
        SyntheticRows source = new SyntheticRows(FEATURES, 2, 1.0, 11);
        return new Rows(next(source, count), next(source, TESTED));
    }

    private static Data next(SyntheticRows source, int count) {
        float[] values = new float[count * FEATURES];
        float[] labels = new float[count];
        for (int row = 0; row < count; row++) {
            labels[row] = source.next(values, row * FEATURES);
        }
        return new Data(values, labels, new int[FEATURES], 2);
    }

    private Rows letters(Path data, boolean quick) {
        Data all = Data.of(Csv.standard().read(letter(data)).target("lettr"));
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, all.rows()).boxed().toList());
        Collections.shuffle(order, new Random(1));
        int[] mixed = order.stream().mapToInt(Integer::intValue).toArray();
        return new Rows(
                all.take(IntStream.of(mixed).limit(rows(quick)).toArray()),
                all.take(IntStream.of(mixed).skip(rows).toArray()));
    }
}
