package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.model.Model;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Golden records: made-up rows and what the model answers to them. They let a load find out that it would answer
 * otherwise than the model that was written: another platform, another version, a bug.
 */
final class Golden {
    private static final int MAX_ROWS = 32;
    /** So many may be read: a reader scores each of them, which must not take long for any bytes. */
    static final int MAX_ROWS_READ = 256;

    private static final int MAX_NUMBERS = 65_536;
    private static final double[] ROUND = {0, 1, -1, 0.5, 2, 10, 100, 1_000, 1e6, -1e6};

    private Golden() {}

    /**
     * Rows out of the model's own thresholds, the numbers beside them, its categories, and missing and unseen values; the
     * first row misses everything. Always the same for the same model.
     */
    static double[][] rows(Model model) {
        List<Feature> features = model.signature().features();
        double[][] landmarks = Landmarks.of(model.form());
        SplittableRandom random = new SplittableRandom(0x6d6c6364);
        double[][] rows = new double[Math.max(4, Math.min(MAX_ROWS, MAX_NUMBERS / Math.max(1, features.size())))][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = new double[features.size()];
            for (int i = 0; i < rows[r].length; i++) {
                boolean missing = r == 0 || random.nextInt(10) == 0;
                Feature feature = features.get(i);
                double value = feature.kind() == Kind.NUMBER
                        ? number(landmarks[i], random)
                        : random.nextInt(feature.categories().size() + 1) - 1;
                rows[r][i] = missing ? Double.NaN : value;
            }
        }
        return rows;
    }

    private static double number(double[] landmarks, SplittableRandom random) {
        double value = landmarks.length > 0 && random.nextInt(4) > 0
                ? landmarks[random.nextInt(landmarks.length)]
                : ROUND[random.nextInt(ROUND.length)];
        return switch (random.nextInt(3)) {
            case 0 -> value;
            case 1 -> Math.nextUp(value);
            default -> value + (random.nextDouble() - 0.5) * (Math.abs(value) + 1);
        };
    }

    static byte[] write(Model model) {
        double[][] rows = rows(model);
        Bytes.Writer out = new Bytes.Writer();
        out.varint(rows.length);
        for (double[] row : rows) {
            for (double value : row) {
                out.float64(value);
            }
        }
        double[] scores = new double[model.signature().output().width()];
        for (double[] row : rows) {
            model.score(row, scores);
            for (double score : scores) {
                out.float64(score);
            }
        }
        return out.toByteArray();
    }

    /** Refuses a model that does not answer the records with the same bits, by the bare face and by the friendly one. */
    static void verify(Model model, byte[] section) {
        Bytes.Reader in = new Bytes.Reader("GOLD", section);
        int features = model.signature().features().size();
        int width = model.signature().output().width();
        int count = in.count(8 * width, "the number of golden records");
        if (count > MAX_ROWS_READ) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "the artifact has " + count + " golden records, but at most " + MAX_ROWS_READ
                            + " are read; no mlcd writes so many, refuse its source");
        }
        double[][] rows = new double[count][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = in.float64s(features);
        }
        double[] scores = new double[width];
        for (int r = 0; r < rows.length; r++) {
            double[] expected = in.float64s(width);
            model.score(rows[r], scores);
            require(r, scores, expected);
            require(r, scores(model.predict(friendly(model, rows[r]))), expected);
        }
        in.end();
    }

    private static double[] scores(Prediction prediction) {
        return prediction.output() instanceof Output.Classes
                ? prediction.probabilities()
                : new double[] {prediction.value()};
    }

    private static void require(int record, double[] scores, double[] expected) {
        for (int k = 0; k < scores.length; k++) {
            if (Double.doubleToLongBits(scores[k]) != Double.doubleToLongBits(expected[k])) {
                throw new ArtifactException(
                        ArtifactException.Reason.GOLDEN_MISMATCH,
                        "the model answers golden record " + record + " with " + scores[k] + " where " + expected[k]
                                + " was recorded, so it would not serve as it was tested; do not use it, and report this");
            }
        }
    }

    private static Row friendly(Model model, double[] row) {
        Map<String, @Nullable Object> values = new HashMap<>();
        for (int i = 0; i < row.length; i++) {
            Feature feature = model.signature().features().get(i);
            values.put(feature.name(), friendly(feature, row[i]));
        }
        return Row.of(values);
    }

    private static @Nullable Object friendly(Feature feature, double value) {
        if (Double.isNaN(value)) {
            return null;
        }
        if (feature.kind() == Kind.NUMBER) {
            return value;
        }
        return value == Feature.UNSEEN ? unseenText(feature) : text(feature, value);
    }

    private static String text(Feature feature, double code) {
        if (code != Math.rint(code) || code < 0 || code >= feature.categories().size()) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "a golden record gives \"" + feature.name() + "\" the category " + code + ", but there are only "
                            + feature.categories().size());
        }
        return feature.categories().get((int) code);
    }

    private static String unseenText(Feature feature) {
        StringBuilder text = new StringBuilder("unseen");
        while (feature.code(text.toString()) != Feature.UNSEEN) {
            text.append('?');
        }
        return text.toString();
    }
}
