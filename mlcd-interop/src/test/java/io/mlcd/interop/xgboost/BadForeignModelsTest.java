package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.model.Model;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that others saved, damaged in every way: each is a model that answers, or refused with a reason, in little memory. */
@Timeout(120)
class BadForeignModelsTest {
    private static final int BYTES_FOR_EACH_FILE = 8_000_000;
    private static final int MOST_FOR_EACH_FILE = 2_000;
    /** All that is allocated, garbage too. */
    private static final long ALLOCATED_FOR_EACH_BYTE = 256;

    private static final long ALLOCATED = 160 << 20;
    private static final Pattern NUMBER = Pattern.compile("-?[0-9][0-9.Ee+-]*");
    private static final List<String> INSTEAD = List.of(
            "-1",
            "0",
            "1",
            "2",
            "7",
            "2147483647",
            "-2147483648",
            "4294967295",
            "1048575",
            "262144",
            "1e999",
            "-1e39",
            "0.5",
            "NaN",
            "Infinity",
            "-Infinity",
            "null",
            "true",
            "\"\"",
            "\"x\"",
            "[]",
            "{}",
            "[[]]",
            "[1,\"a\"]",
            "99999999999999999999999999999",
            "[".repeat(40) + "]".repeat(40),
            "{\"a\":".repeat(40) + "1" + "}".repeat(40));
    private static final int[] INTS = {
        -1,
        0,
        1,
        2,
        3,
        5,
        1 << 16,
        1 << 18,
        1 << 20,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE,
        0x7f800000,
        0xff800000,
        0x7fc00000
    };

    private static final Map<Reason, Integer> REFUSED = new EnumMap<>(Reason.class);
    private static int tried;
    private static int models;
    private static long greediest;

    @AfterAll
    static void tell() {
        System.out.printf(
                "%,d damaged XGBoost models: %,d are models, refused are %s; the greediest allocated %,d KB%n",
                tried, models, REFUSED, greediest >> 10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "xgboost_1_7_4/adult_categorical.json",
                "xgboost_1_7_4/adult_categorical.ubj",
                "xgboost_1_7_4/california_dart.json",
                "xgboost_1_7_4/california_dart.ubj",
                "xgboost_1_7_4/california_rf.json",
                "xgboost_1_7_4/california_rf.ubj",
                "xgboost_1_7_4/california_squarederror.deprecated",
                "xgboost_1_7_4/california_squarederror.json",
                "xgboost_1_7_4/california_squarederror.ubj",
                "xgboost_1_7_4/iris_softprob.deprecated",
                "xgboost_1_7_4/iris_softprob.json",
                "xgboost_1_7_4/iris_softprob.ubj",
                "vespa_xgboost_ubj/binary_breast_cancer.ubj",
                "xgboost_ruby_json/model.json",
                "leaves_xgboost/xg_dart_agaricus.model",
                "leaves_xgboost/xgagaricus.model",
                "leaves_xgboost/xgblin_agaricus.model",
                "leaves_xgboost/xgdermatology.model",
                "gbdt_rs_xgboost/multi_softprob.model",
                "gbdt_rs_xgboost/reg_linear.model",
                "xgboost_predictor_java/gbtree_v47_binary-logistic.model",
                "xgboost_predictor_java/gbtree_v47_binary-logitraw.model",
                "xgboost_predictor_java/gbtree_v47_multi-softprob.model",
                "xgboost_predictor_java/spark_iris.model",
                "xgboost_predictor_java/spark_iris.model.spark"
            })
    void read_damaged_isAModelOrRefused(String name) throws IOException {
        byte[] model = Files.readAllBytes(SharedData.require("foreign_models/" + name));
        Random random = new Random(name.hashCode());
        boolean isJson = name.endsWith(".json");
        int count = Math.min(MOST_FOR_EACH_FILE, BYTES_FOR_EACH_FILE / model.length);
        for (int i = 0; i < count; i++) {
            byte[] damaged = switch (i % 4) {
                case 0 -> Arrays.copyOf(model, random.nextInt(model.length));
                case 1 -> flipped(model, random);
                default -> isJson ? otherNumber(model, random) : otherInt(model, random);
            };
            read(damaged, name + ", change " + i);
        }
    }

    private static byte[] flipped(byte[] model, Random random) {
        byte[] flipped = model.clone();
        for (int i = 0; i <= random.nextInt(3); i++) {
            flipped[random.nextInt(model.length)] = (byte) random.nextInt(256);
        }
        return flipped;
    }

    /** A number of the text, at times among its first, in which sizes are, becomes something else. */
    private static byte[] otherNumber(byte[] model, Random random) {
        String text = new String(model, StandardCharsets.ISO_8859_1);
        int from = random.nextBoolean() ? random.nextInt(text.length()) : text.length() - 1 - random.nextInt(2_000);
        Matcher number = NUMBER.matcher(text);
        if (!number.find(from)) {
            number.find(0);
        }
        String other = INSTEAD.get(random.nextInt(INSTEAD.size()));
        return (text.substring(0, number.start()) + other + text.substring(number.end()))
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Four or eight bytes, at times among the first, become something else. */
    private static byte[] otherInt(byte[] model, Random random) {
        byte[] other = model.clone();
        int at = random.nextInt(random.nextBoolean() ? model.length - 8 : Math.min(600, model.length - 8));
        ByteBuffer to =
                ByteBuffer.wrap(other).order(random.nextBoolean() ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
        int value = INTS[random.nextInt(INTS.length)];
        if (random.nextInt(4) == 0) {
            to.putLong(at, value);
        } else {
            to.putInt(at, value);
        }
        return other;
    }

    private static void read(byte[] damaged, String what) {
        long before = allocated();
        tried++;
        try {
            XGBoostModel read = XGBoostModel.read(damaged);
            Model model = read.model();
            answer(model, what);
            models++;
            if (tried % 16 == 0) {
                assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
            }
        } catch (ArtifactException e) {
            REFUSED.merge(e.reason(), 1, Integer::sum);
            assertThat(e).as(what).hasMessageMatching("(?s).*(; |: ).*");
        } catch (RuntimeException | Error e) {
            throw new AssertionError(what, e);
        }
        long took = allocated() - before;
        greediest = Math.max(greediest, took);
        assertThat(took).as(what).isLessThan(ALLOCATED + ALLOCATED_FOR_EACH_BYTE * damaged.length);
    }

    private static void answer(Model model, String what) {
        int features = model.signature().features().size();
        int width = model.signature().output().width();
        int rows = Math.max(1, Math.min(70, 100_000 / Math.max(1, Math.max(features, width))));
        double[] values = new double[rows * features];
        Arrays.fill(values, 0, features, Double.NaN);
        double[] out = new double[rows * width];
        model.scoreRows(values, 0, rows, out);
        for (double score : out) {
            assertThat(score).as(what).isNotNaN();
        }
    }

    private static long allocated() {
        try {
            Object bean = Class.forName("java.lang.management.ManagementFactory")
                    .getMethod("getThreadMXBean")
                    .invoke(null);
            Method allocated =
                    Class.forName("com.sun.management.ThreadMXBean").getMethod("getThreadAllocatedBytes", long.class);
            return (Long) allocated.invoke(bean, Thread.currentThread().getId());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }
}
