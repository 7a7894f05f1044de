package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.micrometer.MicrometerMeters;
import io.mlcd.core.rollout.Canary;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The numbers of a registry, in Micrometer. */
class MeteringTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private double gauge(String name, String... tags) {
        return meters.get(name).tag("model", "m").tags(tags).gauge().value();
    }

    private double counter(String name, String... tags) {
        return meters.get(name).tag("model", "m").tags(tags).functionCounter().count();
    }

    @Test
    void numbers_followWhatHappens() {
        try (Stage stage = Stage.ofNumbers(2)) {
            new MicrometerMeters(stage.registry).bindTo(meters);
            assertThat(gauge("mlcd.live.version")).isEqualTo(1);
            assertThat(gauge("mlcd.registry.versions")).isEqualTo(2);
            assertThat(gauge("mlcd.rollout.share")).isNaN();
            assertThat(counter("mlcd.registry.promotions")).isZero();

            stage.registry
                    .rollout("m", stage.two())
                    .canary(Canary.steps(25, 50).every(Duration.ofMinutes(10)).judge(Judge.errorRate(0.01)))
                    .start();
            stage.ask(4_000);
            assertThat(gauge("mlcd.rollout.share")).isEqualTo(0.25);
            assertThat(gauge("mlcd.rollout.step")).isEqualTo(1);
            assertThat(gauge("mlcd.rollout.calls", "arm", "challenger")).isBetween(800.0, 1_200.0);
            assertThat(gauge("mlcd.rollout.calls", "arm", "champion")).isBetween(800.0, 1_200.0);
            assertThat(gauge("mlcd.rollout.latency", "arm", "challenger", "quantile", "0.99"))
                    .isBetween(1e-9, 1.0);
            stage.throwsOn(2);
            stage.ask(1_000);
            assertThat(gauge("mlcd.rollout.errors", "arm", "challenger")).isBetween(150.0, 350.0);
            stage.time.advance(Duration.ZERO);
            assertThat(counter("mlcd.rollouts", "end", "aborted")).isEqualTo(1);
            assertThat(gauge("mlcd.rollout.share")).isNaN();
            stage.varies(2);
            stage.registry.promote("m", stage.two());
            stage.registry.rollback("m");
            System.gc(); // what the library holds weakly must be held by the registry
            assertThat(counter("mlcd.registry.promotions")).isEqualTo(1);
            assertThat(counter("mlcd.registry.rollbacks")).isEqualTo(1);
        }
    }

    @Test
    void names_thatComeLater_areRegisteredToo() {
        try (Stage stage = Stage.ofNumbers(1)) {
            new MicrometerMeters(stage.registry).bindTo(meters);
            assertThat(meters.find("mlcd.live.version").tag("model", "other").gauge())
                    .isNull();
            stage.registry.publish("other", stage.codec.artifact(1));
            assertThat(meters.get("mlcd.live.version")
                            .tag("model", "other")
                            .gauge()
                            .value())
                    .isNaN();
        }
    }
}
