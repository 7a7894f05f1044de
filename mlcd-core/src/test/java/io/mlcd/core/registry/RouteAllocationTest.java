package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a handle does with a call, it allocates the prediction and nothing else. */
@Timeout(120)
class RouteAllocationTest {
    private static final int CALLS = 2_000;
    private static final Row ROW = Row.of("x", 1);
    private static final Duration LONG = Duration.ofDays(30);

    private final Prediction[] kept = new Prediction[CALLS]; // so that no allocation can be left out

    /** Bytes a call; the few bytes of the measuring itself are not a byte a call. */
    private long bytes(IntFunction<Prediction> call) {
        Runnable calls = () -> {
            for (int i = 0; i < CALLS; i++) {
                kept[i] = call.apply(i);
            }
        };
        long least = Long.MAX_VALUE; // the JVM allocates at times too
        for (int i = 0; i < 6; i++) {
            least = Math.min(least, Allocation.of(calls));
        }
        return least / CALLS;
    }

    private static Artifact constant(int classes, double value) {
        return classes == 1
                ? Constants.constant(value)
                : Constants.constant(value, ScriptCodec.YES_NO, Feature.number("x"));
    }

    /** A rollout of a second version over the first, at its first stage for ever; the queue of a shadow fills up. */
    private static LocalRegistry registry(int classes, Optional<Strategy> strategy) {
        LocalRegistry registry = LocalRegistry.inMemory()
                .scheduler((delay, task) -> {})
                .executor(task -> {})
                .open();
        registry.promote("m", registry.publish("m", constant(classes, 0.25)));
        Version second = registry.publish("m", constant(classes, 0.75));
        strategy.ifPresent(its -> registry.rollout("m", second).by(its).start());
        return registry;
    }

    private void assertNothingBeyondThePrediction(
            int classes, Optional<Strategy> strategy, Predicate<Prediction> wanted) {
        try (LocalRegistry registry = registry(classes, strategy)) {
            LiveModel live = registry.live("m");
            List<String> keys = new ArrayList<>();
            for (int i = 0; keys.size() < 64; i++) {
                String key = "user-" + i;
                if (wanted.test(live.predict(ROW, key))) {
                    keys.add(key);
                }
            }
            Artifact direct = constant(classes, 0.25);
            long prediction = bytes(i -> direct.model().predict(ROW));
            assertThat(prediction).isPositive();
            assertThat(bytes(i -> live.predict(ROW, keys.get(i & 63)))).isEqualTo(prediction);
            assertThat(bytes(i -> live.predict(ROW))).isEqualTo(prediction);
            for (Prediction answer : kept) {
                assertThat(answer.output()).isInstanceOf(classes == 1 ? Output.Numeric.class : Output.Classes.class);
            }
        }
    }

    private static boolean isRecorded(Prediction answer) {
        return answer.id().isPresent();
    }

    private static boolean isBySecond(Prediction answer) {
        return answer.version().orElseThrow().number() == 2;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_ofALiveHandle_allocatesThePredictionAlone(int classes) {
        assertNothingBeyondThePrediction(classes, Optional.empty(), answer -> !isRecorded(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_inACanary_allocatesThePredictionAlone(int classes) {
        Optional<Strategy> canary = Optional.of(Canary.steps(5).every(LONG));
        assertNothingBeyondThePrediction(classes, canary, answer -> !isBySecond(answer) && !isRecorded(answer));
        assertNothingBeyondThePrediction(classes, canary, answer -> !isBySecond(answer) && isRecorded(answer));
        assertNothingBeyondThePrediction(classes, canary, answer -> isBySecond(answer) && isRecorded(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_inAnAbTest_allocatesThePredictionAlone(int classes) {
        Optional<Strategy> test = Optional.of(AbTest.percents(50).lasting(LONG));
        assertNothingBeyondThePrediction(classes, test, RouteAllocationTest::isRecorded);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void predict_ofAShadowThatDrops_allocatesThePredictionAlone(int classes) {
        Optional<Strategy> shadow = Optional.of(Shadow.lasting(LONG).queue(8));
        assertNothingBeyondThePrediction(classes, shadow, RouteAllocationTest::isRecorded);
    }
}
