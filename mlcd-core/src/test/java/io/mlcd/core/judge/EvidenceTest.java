package io.mlcd.core.judge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceTest {
    @Test
    void snapshot_doesNotChange_whenTheBuilderGoesOn_orArraysAreWrittenTo() {
        double[] points = {1, Double.NaN, 3};
        Evidence.Builder builder = Evidence.builder()
                .series("sales", points, points)
                .loss(Arm.CHAMPION, 7, 1)
                .loss(Arm.CHAMPION, 7, 0)
                .loss(Arm.CHALLENGER, 0.5)
                .pair(1, 0);
        Evidence evidence = builder.build();
        points[0] = 9;
        builder.loss(Arm.CHAMPION, 7, 1).loss(Arm.CHALLENGER, 1).pair(0, 1);
        evidence.losses().callsByKey(Arm.CHAMPION)[0] = 9;
        evidence.series("sales").orElseThrow().points(Arm.CHAMPION)[2] = 9;

        assertThat(evidence.losses().calls(Arm.CHAMPION)).isEqualTo(2);
        assertThat(evidence.losses().units(Arm.CHAMPION)).isEqualTo(1);
        assertThat(evidence.losses().mean(Arm.CHAMPION)).isEqualTo(0.5);
        assertThat(evidence.losses().calls(Arm.CHALLENGER)).isEqualTo(1);
        assertThat(evidence.pairs().pairs()).isEqualTo(1);
        assertThat(evidence.series("sales").orElseThrow().points(Arm.CHAMPION)).containsExactly(1, Double.NaN, 3);
        assertThat(evidence.series("sales").orElseThrow().present(Arm.CHALLENGER))
                .containsExactly(1, 3);
        assertThat(evidence.series("other")).isEmpty();
    }

    @Test
    void variance_ofKeysWithOneCallEach_isThatOfCallsWithoutKeys() {
        SplittableRandom random = new SplittableRandom(3);
        Evidence.Builder keyed = Evidence.builder();
        Evidence.Builder lone = Evidence.builder();
        for (int i = 0; i < 500; i++) {
            Arm arm = i % 3 == 0 ? Arm.CHALLENGER : Arm.CHAMPION;
            double loss = random.nextDouble();
            keyed.loss(arm, i, loss);
            lone.loss(arm, loss);
        }

        assertThat(keyed.build().losses().varianceOfDifference())
                .isCloseTo(lone.build().losses().varianceOfDifference(), within(1e-12));
    }

    @Test
    void variance_ofTwentyEqualCallsPerKey_isThatOfOne() {
        Evidence.Builder one = Evidence.builder();
        Evidence.Builder twenty = Evidence.builder();
        for (int key = 0; key < 200; key++) {
            Arm arm = key % 2 == 0 ? Arm.CHALLENGER : Arm.CHAMPION;
            double loss = key % 5 == 0 ? 1 : 0;
            one.loss(arm, key, loss);
            twenty.losses(arm, key, 20, 20 * loss);
        }

        assertThat(twenty.build().losses().varianceOfDifference())
                .isCloseTo(one.build().losses().varianceOfDifference(), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {-5, 0, 1, 31, 32, 33, 63, 64, 1_000, 123_456_789, Long.MAX_VALUE})
    void bucket_holdsTheNanoseconds_andIsAtMost3PercentWide(long nanos) {
        int bucket = Latencies.bucket(nanos);
        long low = Latencies.lowest(bucket);

        assertThat(bucket).isBetween(0, Latencies.BUCKETS - 1);
        assertThat(low).isLessThanOrEqualTo(Math.max(0, nanos));
        if (bucket + 1 < Latencies.BUCKETS) {
            assertThat(Latencies.lowest(bucket + 1)).isGreaterThan(nanos);
            assertThat(Latencies.lowest(bucket + 1) - low).isLessThanOrEqualTo(Math.max(1, low / 31));
        }
    }

    @Test
    void quantile_isThatOfTheSortedCalls_orUpTo3PercentMore() {
        SplittableRandom random = new SplittableRandom(1);
        long[] nanos = random.longs(1_001, 0, 1_000_000).toArray();
        Latencies latencies = Latencies.ofNanos(nanos);
        Arrays.sort(nanos);

        for (double share : new double[] {0.001, 0.5, 0.9, 0.99, 1}) {
            long exact = nanos[(int) Math.ceil(share * nanos.length) - 1];
            assertThat(latencies.quantile(share)).isBetween(exact, exact + exact / 31 + 1);
        }
        assertThat(latencies.slowerThan(latencies.quantile(0.5))).isLessThanOrEqualTo(500);
        assertThat(Latencies.ofNanos().quantile(0.5)).isZero();
    }

    static Stream<Arguments> misuse() {
        return Stream.of(
                refused(
                        () -> new Seen(3, 4, 0, 0, Latencies.NONE, Scores.NONE),
                        "errors was 4 of 3 calls but must be from 0 to calls; count all calls"),
                refused(
                        () -> Evidence.builder().loss(Arm.CHAMPION, Double.NaN),
                        "loss was NaN but must be finite; count a NaN answer in Seen.nans and give it the loss of a wrong"
                                + " one"),
                refused(
                        () -> Evidence.builder().losses(Arm.CHAMPION, 1, 0, 0),
                        "calls was 0 but must be 1 or more; leave out keys without labels"),
                refused(
                        () -> new Assigned(1, 2, 3),
                        "challengerShare was 1.0 but must be above 0 and below 1; leave out stages where all go to one"
                                + " arm"),
                refused(
                        () -> new Scores(2, 1, 0, 0.5),
                        "min was 1.0 and max 0.0 of 2 answers, but min must be at most max; leave NaN answers out"),
                refused(
                        () -> Latencies.of(new long[] {1, -1}),
                        "the count of bucket 1 was -1 but must be 0 or more; count calls"),
                refused(
                        () -> Latencies.of(new long[Latencies.BUCKETS + 1]),
                        "counts were 1889 but must be at most 1888, those of Latencies.bucket(nanos)"),
                refused(
                        () -> Latencies.NONE.quantile(99),
                        "quantile was 99.0 but must be in (0, 1]; the 99th percentile is 0.99"));
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    @ParameterizedTest
    @MethodSource
    void misuse(ThrowingCallable call, String message) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
    }
}
