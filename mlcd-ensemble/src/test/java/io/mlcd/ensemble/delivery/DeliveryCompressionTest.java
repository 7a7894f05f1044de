package io.mlcd.ensemble.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.trees.Boosting;
import org.junit.jupiter.api.Test;

class DeliveryCompressionTest {
    private static final Delivery PLAIN = Delivery.of("sample")
            .target("kind")
            .split(Split.stratified().test(0.2).validation(0.2))
            .learner(Boosting.gradient().rounds(40))
            .gate(Gate.atLeast(Metric.ACCURACY, 0.5));

    @Test
    void run_withACompression_releasesWhatTheGatesSaw() throws InterruptedException {
        Delivery small = PLAIN.compress(Compression.smallest().within(Metric.LOG_LOSS, 0.05));
        assertThat(small).isNotEqualTo(PLAIN);
        assertThat(small.toString()).contains("compression smallest, within LOG_LOSS 0.05");
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            DeliveryReport report = small.run(Samples.classes(800, 2, 1), Run.into(registry));
            DeliveryReport plain = PLAIN.run(Samples.classes(800, 2, 1), Run.dry());
            assertThat(report.passed()).isTrue();
            assertThat(report.compressed()).isPresent();
            assertThat(plain.compressed()).isEmpty();
            assertThat(report.model())
                    .isEqualTo(report.compressed().orElseThrow().model());
            Artifact artifact = registry.artifact(report.version());
            assertThat(artifact.certificate())
                    .contains(report.compressed().orElseThrow().certificate());
            assertThat(artifact.facts()).containsEntry("compression", "smallest, within LOG_LOSS 0.05");
            assertThat(artifact.size())
                    .isLessThan(plain.artifact().orElseThrow().size() / 2);
            assertThat(report.toString()).contains("compressed ", "x smaller");
        }
    }

    @Test
    void run_aCompressionThatRefuses_isNotReleased() throws InterruptedException {
        Delivery crushed =
                PLAIN.compress(Compression.lossless().prune(0.01).quantize(1).within(Metric.LOG_LOSS, 0));
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            DeliveryReport report = crushed.run(Samples.classes(800, 2, 1), Run.into(registry));
            assertThat(report.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(report.published()).isEmpty();
            assertThat(report.gates().get(0).toString())
                    .contains("compression lossless, prune to 0.01", "worse by", "keep more splits or bits");
            assertThat(registry.live("sample").version()).isEmpty();
            assertThat(report.artifact().orElseThrow().facts()).doesNotContainKey("compression");
        }
    }

    @Test
    void run_aCompressionThatCannotTell_isInconclusive() throws InterruptedException {
        Delivery blind = Delivery.of("sample")
                .target("amount")
                .split(Split.random().test(0.5).validation(0.0034))
                .learner(Boosting.gradient().rounds(5))
                .compress(Compression.smallest().within(Metric.R2, 0.5));
        DeliveryReport report = blind.run(Samples.numbers(300, 1), Run.dry());
        assertThat(report.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(report.gates().get(0).toString())
                .contains("R2 is NaN, which compares with nothing, on the 1 validation rows");
    }

    @Test
    void run_aCompressionThatNeedsRows_wantsAValidationPart() {
        Delivery without = PLAIN.split(Split.stratified().test(0.2)).compress(Compression.toBytes(10_000));
        assertThatThrownBy(() -> without.run(Samples.classes(300, 2, 1), Run.dry()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(".split(split.validation(0.1))");
    }

    @Test
    void run_aCompressionWithoutRows_needsNoValidationPart() throws InterruptedException {
        Delivery exact = PLAIN.split(Split.stratified().test(0.2)).compress(Compression.lossless());
        DeliveryReport report = exact.run(Samples.classes(300, 2, 1), Run.dry());
        assertThat(report.compressed().orElseThrow().certificate().isExact()).isTrue();
    }
}
