package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Predictor;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.Row;
import io.mlcd.core.rollout.BlueGreen;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Test traffic before the switch, and a watch after it. */
@Timeout(120)
class BlueGreenTest {
    private static final Duration PREVIEW = Duration.ofMinutes(30);

    private static Rollout start(Stage stage) {
        return stage.registry
                .rollout("m", stage.two())
                .blueGreen(BlueGreen.after(PREVIEW))
                .start();
    }

    @Test
    void preview_isAnsweredByTheNewVersion_andLiveTrafficByTheOldOne() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage);
            Predictor preview = rollout.preview();
            for (int i = 0; i < 200; i++) {
                assertThat(preview.predict(Row.of("x", i)).version()).contains(stage.two());
            }
            assertThat(stage.ask(500)).containsExactly(0, 500, 0);
            assertThat(rollout.status().share()).isZero();
            stage.time.advance(PREVIEW);
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(stage.ask(500)).containsExactly(0, 0, 500);
            preview.predict(Row.of("x", 1)); // while it is watched too
            stage.time.advance(PREVIEW);
            assertThat(rollout.state()).isEqualTo(State.PROMOTED);
            assertThatThrownBy(() -> preview.predict(Row.of("x", 1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has ended, and its preview with it");
        }
    }

    @Test
    void previewThatFails_abortsAtTheThirdFailure_andIsNotCovered() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage);
            Predictor preview = rollout.preview();
            stage.throwsOn(2);
            for (int i = 0; i < 3; i++) {
                assertThat(rollout.state()).isEqualTo(State.RUNNING);
                assertThatThrownBy(() -> preview.predict(Row.of("x", 1))).hasMessage("the weights are gone");
                stage.time.advance(Duration.ZERO);
            }
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
            assertThat(stage.ask(100)).containsExactly(0, 100, 0);
        }
    }

    @Test
    void mistakesOfTesters_countForNobody() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage);
            Predictor preview = rollout.preview();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> preview.predict(Row.of("x", "text")))
                        .isInstanceOf(IllegalArgumentException.class);
                assertThatThrownBy(() -> preview.predict(Row.of("unknown", 1)))
                        .isInstanceOf(IllegalArgumentException.class);
            }
            stage.throwsOn(1);
            stage.throwsOn(2);
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> preview.predict(Row.of("x", 1))).hasMessage("the weights are gone");
            }
            stage.time.advance(Duration.ZERO);
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
        }
    }

    @Test
    void withoutTestTraffic_itPauses() {
        try (Stage stage = Stage.ofNumbers(2)) {
            Rollout rollout = start(stage);
            stage.time.advance(PREVIEW);
            assertThat(rollout.state()).isEqualTo(State.PAUSED);
            rollout.promote();
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
            assertThat(stage.liveNumber()).isEqualTo(2);
            stage.throwsOn(2);
            stage.ask(5);
            stage.time.advance(Duration.ZERO);
            assertThat(stage.liveNumber()).isEqualTo(1);
            assertThat(rollout.state()).isEqualTo(State.ABORTED);
        }
    }
}
