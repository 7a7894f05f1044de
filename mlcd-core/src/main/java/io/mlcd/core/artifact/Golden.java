package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.model.Model;
import io.mlcd.core.packed.Bytes;
import java.time.Instant;
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

    /** Beyond it not every millisecond is a double. */
    private static final double LARGEST_TIME = 1L << 53;

    private static final long FIRST_TIME = -2_208_988_800_000L; // 1900-01-01
    private static final long LAST_TIME = 4_133_894_400_000L; // 2100-12-31
    /** The beginnings of 1970, 2000 and 2024, of days after a leap day and after none, and of an hour. */
    private static final long[] TURNS = {
        0, 946_684_800_000L, 1_704_067_200_000L, 951_868_800_000L, -2_203_891_200_000L, 1_709_251_200_000L, 3_600_000
    };

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
                double value = switch (feature.kind()) {
                    case NUMBER -> number(landmarks[i], random);
                    case CATEGORY -> random.nextInt(feature.categories().size() + 1) - 1;
                    case TIME -> time(landmarks[i], random);
                };
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

    /** A whole number of milliseconds at or beside a threshold, at a turn of the calendar, or of the years 1900 to 2100. */
    private static double time(double[] landmarks, SplittableRandom random) {
        int kind = random.nextInt(4);
        if (kind < 2 && landmarks.length > 0) {
            double landmark = Math.floor(landmarks[random.nextInt(landmarks.length)]) + random.nextInt(3) - 1;
            return Math.abs(landmark) <= LARGEST_TIME ? landmark : 0;
        }
        return kind == 2
                ? TURNS[random.nextInt(TURNS.length)] - random.nextInt(2)
                : random.nextLong(FIRST_TIME, LAST_TIME);
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
        if (feature.kind() == Kind.TIME) {
            return instant(feature, value);
        }
        return value == Feature.UNSEEN ? unseenText(feature) : text(feature, value);
    }

    private static Instant instant(Feature feature, double millis) {
        if (millis != Math.rint(millis) || Math.abs(millis) > LARGEST_TIME) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "a golden record gives \"" + feature.name() + "\" the time " + millis
                            + ", which is no whole number of milliseconds up to 2 to the 53rd");
        }
        return Instant.ofEpochMilli((long) millis);
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
