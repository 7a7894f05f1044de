package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** This project asked about {@link Adult}: a model read from an artifact, by one of its faces. */
final class RowLibrary implements Library {
    /** How it is asked. */
    enum Face {
        ROW,
        LIVE,
        MADE,
        MAP,
        TEXTS,
        BARE
    }

    /** As a reader of files knows them: not the objects in the model, but the same for all rows. */
    private static final List<String> NAMES =
            Adult.features().stream().map(feature -> Adult.copy(feature.name())).toList();

    private final Face face;

    RowLibrary(Face face) {
        this.face = face;
    }

    @Override
    public byte[] file(Workload workload) {
        return Artifact.of(Ours.adult(workload)).bytes();
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) {
        Model model = Artifact.read(file).model();
        return switch (face) {
            case ROW -> friendly(model::predict, made(rows, RowLibrary::row));
            case LIVE -> live(model, made(rows, RowLibrary::row));
            case MADE -> friendly(cells -> model.predict(of(cells)), made(rows, RowLibrary::cells));
            case MAP -> friendly(map -> model.predict(map), made(rows, RowLibrary::map));
            case TEXTS -> friendly(texts -> model.predict(parsed(texts)), made(rows, RowLibrary::texts));
            case BARE -> bare(model, rows);
        };
    }

    private interface Making<T> {
        T of(Rows rows, int row);
    }

    private static <T> List<T> made(Rows rows, Making<T> making) {
        IntFunction<T> one = row -> making.of(rows, row);
        return IntStream.range(0, rows.count()).mapToObj(one).toList();
    }

    /** The values, {@link Feature} by feature. */
    private static @Nullable Object[] cells(Rows rows, int row) {
        @Nullable Object[] cells = new @Nullable Object[rows.features()];
        for (int f = 0; f < cells.length; f++) {
            cells[f] = Adult.value(rows, row, f);
        }
        return cells;
    }

    private static Row row(Rows rows, int row) {
        @Nullable Object[] cells = cells(rows, row);
        @Nullable Object[] more = new @Nullable Object[2 * cells.length - 2];
        for (int f = 1; f < cells.length; f++) {
            more[2 * f - 2] = NAMES.get(f);
            more[2 * f - 1] = cells[f];
        }
        return Row.of(NAMES.get(0), cells[0], more);
    }

    /** As a program does that names its features. */
    private static Row of(@Nullable Object[] cells) {
        return Row.of(
                "age", cells[0],
                "workclass", cells[1],
                "fnlwgt", cells[2],
                "education", cells[3],
                "education_num", cells[4],
                "marital_status", cells[5],
                "occupation", cells[6],
                "relationship", cells[7],
                "race", cells[8],
                "sex", cells[9],
                "capital_gain", cells[10],
                "capital_loss", cells[11],
                "hours_per_week", cells[12],
                "native_country", cells[13]);
    }

    /** Numbers and texts by name; what is missing is absent. */
    static Map<String, Object> map(Rows rows, int row) {
        Map<String, Object> map = new HashMap<>();
        for (int f = 0; f < rows.features(); f++) {
            Object value = Adult.value(rows, row, f);
            if (value != null) {
                map.put(NAMES.get(f), value);
            }
        }
        return map;
    }

    /** As {@link #map}, but numbers as texts, too. */
    static Map<String, String> texts(Rows rows, int row) {
        Map<String, String> texts = new HashMap<>();
        map(rows, row)
                .forEach((name, value) -> texts.put(
                        name, value instanceof Double number ? Feature.categoryOf(number) : value.toString()));
        return texts;
    }

    private static Map<String, Object> parsed(Map<String, String> texts) {
        Map<String, Object> map = new HashMap<>();
        for (Feature feature : Adult.features()) {
            String text = texts.get(feature.name());
            if (text != null) {
                map.put(feature.name(), feature.kind() == Kind.NUMBER ? (Object) Double.valueOf(text) : text);
            }
        }
        return map;
    }

    private interface Asking<T> {
        Prediction about(T row);
    }

    private static <T> Engine friendly(Asking<T> asking, List<T> rows) {
        return new SingleRows() {
            @SuppressWarnings("UnusedVariable") // keeps the answer
            private @Nullable Prediction kept;

            @Override
            double score(int row) {
                Prediction prediction = asking.about(rows.get(row));
                kept = prediction;
                return prediction.probability(Adult.ABOVE);
            }
        };
    }

    private static Engine live(Model model, List<Row> rows) {
        LocalRegistry registry = LocalRegistry.inMemory().open();
        registry.promote("adult", registry.publish("adult", Artifact.of(model)));
        Engine engine = friendly(registry.live("adult")::predict, rows);
        return new SingleRows() {
            private final double[] out = new double[1];

            @Override
            double score(int row) throws Exception {
                engine.score(row, out);
                return out[0];
            }

            @Override
            public void close() {
                registry.close();
            }
        };
    }

    private static Engine bare(Model model, Rows rows) {
        List<double[]> singles = made(rows, Rows::wideRow);
        double[] scores = new double[2];
        return new SingleRows() {
            @Override
            double score(int row) {
                model.score(singles.get(row), scores);
                return scores[1];
            }
        };
    }
}
