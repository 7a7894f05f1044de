package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.ClosingCodec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Versions that own resources: closed once, after their last call, and never asked again. */
@Timeout(300)
class ResourceSwapTest {
    private final ClosingCodec codec = new ClosingCodec();

    @TempDir
    Path folder;

    private double answer(LocalRegistry registry) {
        return registry.live("m").predict(Row.of("x", 0)).value();
    }

    @Test
    void predict_during1000SwapsOfWhatOwnsResources_neverMeetsAClosedOne() throws InterruptedException {
        try (LocalRegistry registry = LocalRegistry.inMemory().codec(codec).open()) {
            SwapTest.prove(registry.live("m"), steps(registry, 1_000, 200));
            assertThat(codec.open()).hasSize(2); // the live one and the warm one
        }
        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }

    /** Promotions in turn of some versions, every third rolled back. */
    static List<SwapTest.Step> steps(LocalRegistry registry, int swaps, int versions) {
        List<Version> published = new ArrayList<>();
        for (int number = 1; number <= versions; number++) {
            published.add(registry.publish("m", ClosingCodec.artifact(number)));
        }
        List<SwapTest.Step> steps = new ArrayList<>();
        int live = 0;
        for (int next = 0; steps.size() < swaps; next++) {
            Version version = published.get(next % versions);
            int before = live;
            live = version.number();
            steps.add(new SwapTest.Step(() -> registry.promote("m", version), live));
            if (next % 3 == 2 && steps.size() < swaps) {
                live = before;
                steps.add(new SwapTest.Step(() -> registry.rollback("m"), live));
            }
        }
        return steps;
    }

    @Test
    void whatIsOpen_isWhatIsLiveAndWhatIsWarm() {
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(codec).open()) {
            List<Version> versions = new ArrayList<>();
            for (int number = 1; number <= 4; number++) {
                versions.add(registry.publish("m", ClosingCodec.artifact(number)));
            }
            assertThat(codec.open()).isEmpty();
            registry.promote("m", versions.get(0));
            assertThat(codec.open()).containsExactlyInAnyOrder(1.0);
            registry.promote("m", versions.get(1));
            assertThat(codec.open()).containsExactlyInAnyOrder(1.0, 2.0);
            registry.promote("m", versions.get(2));
            assertThat(codec.open()).containsExactlyInAnyOrder(2.0, 3.0);
            int opened = codec.opened().size();
            registry.rollback("m");
            assertThat(codec.opened()).hasSize(opened); // it was warm
            assertThat(codec.open()).containsExactlyInAnyOrder(2.0, 3.0);
            registry.rollback("m");
            assertThat(codec.open()).containsExactlyInAnyOrder(1.0, 2.0);
            assertThat(answer(registry)).isEqualTo(1);
            registry.artifact(versions.get(3)).model().close();
            assertThat(codec.open()).containsExactlyInAnyOrder(1.0, 2.0);
        }
        assertThat(codec.open()).isEmpty();
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(codec).open()) {
            assertThat(answer(registry)).isEqualTo(1);
            assertThat(codec.open()).containsExactly(1.0);
        }
        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }

    @Test
    void current_answersWhileWarm_andRefusesOnceClosed() {
        LocalRegistry registry = LocalRegistry.inMemory().codec(codec).open();
        registry.promote("m", registry.publish("m", ClosingCodec.artifact(1)));
        FixedPredictor first = registry.live("m").current();
        registry.promote("m", registry.publish("m", ClosingCodec.artifact(2)));
        double[] out = new double[1];
        first.score(new double[1], out);
        assertThat(out).containsExactly(1);

        registry.promote("m", registry.publish("m", ClosingCodec.artifact(3)));

        assertThatThrownBy(() -> first.score(new double[1], out))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContainingAll("m v1", "closed", "live.current()");
        FixedPredictor third = registry.live("m").current();
        registry.close();
        assertThatThrownBy(() -> third.predict(Row.of("x", 0))).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> answer(registry)).isInstanceOf(RegistryException.class);
        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }
}
