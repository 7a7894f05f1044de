package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Predictor;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Allocation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The friendly face of a model, of a fixed version and of a live handle: what it costs, and under many threads. */
@Timeout(120)
class FacesTest {
    private static final int CALLS = 2_000;

    /** A stump: a missing size or one up to 3 scores as kind 0, any other as kind 1. */
    private static Model model(int classes) {
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < classes; k++) {
            labels.add("c" + k);
        }
        Output output = classes == 1 ? new Output.Numeric("y") : new Output.Classes("y", labels);
        List<Feature> features = List.of(
                Feature.number("size"),
                Feature.category("kind", List.of("low", "high")),
                Feature.category("floor", List.of("2", "0", "1")));
        Tree tree = Tree.builder(classes)
                .split(0, 3, true)
                .leaf(scores(classes, 0))
                .leaf(scores(classes, 1))
                .build();
        return Model.of(Signature.of(features, output), Trees.of(3, List.of(tree), Trees.Sum.TOTAL));
    }

    private static double[] scores(int classes, int kind) {
        double[] scores = new double[classes];
        Arrays.setAll(scores, k -> kind + k / 100.0);
        return scores;
    }

    private static final Row LOW = Row.of("size", 2, "kind", "low", "floor", 1);
    private static final Row HIGH = Row.of("kind", "high", "floor", "0", "size", 7);
    /** In another order, and of other objects than a program's literals. */
    private static final Row READ = Row.of(copy("floor"), 0, copy("size"), null, copy("kind"), copy("low"));

    private static String copy(String text) {
        return String.valueOf(text.toCharArray());
    }

    /** Bytes a call, with every answer kept, so that no allocation can be left out. */
    private static long bytes(Predictor predictor, Row row) {
        Prediction[] kept = new Prediction[CALLS];
        Runnable calls = () -> {
            for (int i = 0; i < CALLS; i++) {
                kept[i] = predictor.predict(row);
            }
        };
        long least = Long.MAX_VALUE; // the JVM allocates at times too, for example when reflection gets warm
        for (int i = 0; i < 4; i++) {
            least = Math.min(least, Allocation.of(calls));
        }
        return least / CALLS; // the few bytes of the measuring itself are not a byte a call
    }

    @ParameterizedTest
    @CsvSource({"1, 32", "2, 40", "3, 48", "4, 64", "10, 112", "26, 240", "27, 240", "28, 272", "100, 848"})
    void predict_allocatesThePredictionAndNothingElse(int classes, long expected) {
        Model model = model(classes);
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            registry.promote("m", registry.publish("m", Artifact.of(model)));
            LiveModel live = registry.live("m");
            for (Predictor face : List.of(model, live.current(), live)) {
                assertThat(bytes(face, LOW)).as("%s", face).isLessThanOrEqualTo(expected);
                assertThat(bytes(face, HIGH)).as("%s", face).isLessThanOrEqualTo(expected);
                assertThat(bytes(face, READ)).as("%s", face).isLessThanOrEqualTo(expected);
            }
        }
    }

    @Test
    void predict_aRowWithANewerFeature_allocatesNoMoreOnTheHandle() {
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            Version old = registry.publish("m", Artifact.of(model(2)));
            List<Feature> more = new ArrayList<>(model(2).signature().features());
            more.add(Feature.number("newer"));
            Tree leaf = Tree.builder(2).leaf(0, 1).build();
            registry.publish(
                    "m",
                    Artifact.of(Model.of(
                            Signature.of(more, model(2).signature().output()),
                            Trees.of(4, List.of(leaf), Trees.Sum.TOTAL))));
            registry.promote("m", old);
            Row row = Row.of("size", 2, "newer", 1, "kind", "low");
            assertThat(bytes(registry.live("m"), row)).isLessThanOrEqualTo(40);
            assertThatThrownBy(() -> registry.live("m").current().predict(row))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"newer\"");
        }
    }

    @Test
    void predict_afterARefusedRow_answersAsBefore() {
        Model model = model(3);
        Prediction before = model.predict(LOW);
        for (int i = 0; i < 100; i++) {
            assertThatThrownBy(() -> model.predict(Row.of("size", "big", "kind", "low")))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(model.predict(LOW)).isEqualTo(before);
            assertThat(model.predict(Row.of("kind", "low")).probabilities()).containsExactly(scores(3, 0)); // missing
        }
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "10", "40"})
    void predict_by16Threads_givesEachTheAnswerToItsOwnRow(int classes) throws InterruptedException {
        Model model = model(classes);
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            Version version = registry.publish("m", Artifact.of(model));
            registry.promote("m", version);
            LiveModel live = registry.live("m");
            AtomicInteger wrong = new AtomicInteger();
            List<Thread> threads = new ArrayList<>();
            for (int t = 0; t < 16; t++) {
                Row row = t % 2 == 0 ? LOW : HIGH;
                Prediction expected = Prediction.of(model.signature().output(), scores(classes, t % 2));
                Prediction marked = expected.answeredBy(version);
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 10_000; i++) {
                        boolean right = model.predict(row).equals(expected)
                                && live.predict(row).equals(marked);
                        wrong.addAndGet(right ? 0 : 1);
                    }
                });
                thread.setUncaughtExceptionHandler((by, e) -> wrong.incrementAndGet());
                threads.add(thread);
                thread.start();
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(wrong).hasValue(0);
        }
    }
}
