package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which arm a key belongs to. */
class TrafficSplitTest {
    private static final int CALLS = 100_000;

    private static void assertShare(int count, double share) {
        double sigma = Math.sqrt(CALLS * share * (1 - share));
        assertThat((double) count).isBetween(CALLS * share - 3 * sigma, CALLS * share + 3 * sigma);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.001, 0.01, 0.05, 0.25, 0.5, 0.9, 1})
    void arm_givesTheChallengerItsShare_ofKeysThatAreAlikeToo(double share) {
        TrafficSplit split = TrafficSplit.of(42, share);
        int users = 0;
        int numbers = 0;
        for (int i = 0; i < CALLS; i++) {
            users += split.arm("user-" + i);
            numbers += split.arm(String.valueOf(1_000_000_000L + i));
        }
        assertShare(users, share);
        assertShare(numbers, share);
    }

    @Test
    void arm_whenTheShareRises_movesNoKeyBack() {
        Random random = new Random(1);
        for (int trial = 0; trial < 200; trial++) {
            long salt = random.nextLong();
            double low = random.nextDouble();
            double high = low + (1 - low) * random.nextDouble();
            TrafficSplit before = TrafficSplit.of(salt, low);
            TrafficSplit after = TrafficSplit.of(salt, high);
            for (int i = 0; i < 500; i++) {
                String key = Long.toString(random.nextLong(), 36);
                assertThat(after.arm(key)).isGreaterThanOrEqualTo(before.arm(key));
            }
        }
    }

    @Test
    void arm_ofSeveralChallengers_whoseSharesRiseTogether_movesNoKeyBack() {
        Random random = new Random(2);
        for (int trial = 0; trial < 200; trial++) {
            long salt = random.nextLong();
            int arms = 2 + random.nextInt(4);
            double[] low = new double[arms];
            double[] high = new double[arms];
            for (int arm = 0; arm < arms; arm++) {
                high[arm] = random.nextDouble() / arms;
                low[arm] = high[arm] * random.nextDouble();
            }
            TrafficSplit before = TrafficSplit.of(salt, low);
            TrafficSplit after = TrafficSplit.of(salt, high);
            for (int i = 0; i < 500; i++) {
                String key = Long.toString(random.nextLong(), 36);
                int was = before.arm(key);
                assertThat(after.arm(key)).isEqualTo(was == 0 ? after.arm(key) : was);
            }
        }
    }

    @Test
    void arm_ofSharesOfEverySize_areAsLargeAsTheyShouldBe() {
        for (double[] shares : new double[][] {
            {0.7, 0.1, 0.1}, {0.1, 0.1, 0.7}, {0.05, 0.9, 0.05}, {0.5, 0.5}, {1, 0}, {0, 1}, {0.25, 0.25, 0.25, 0.25}
        }) {
            TrafficSplit split = TrafficSplit.of(7, shares);
            int[] counts = new int[shares.length + 1];
            for (int i = 0; i < CALLS; i++) {
                counts[split.arm("k" + i)]++;
            }
            for (int arm = 0; arm < shares.length; arm++) {
                assertShare(counts[arm + 1], shares[arm]);
            }
        }
    }

    @Test
    void arm_underAnotherSalt_isIndependent() {
        TrafficSplit one = TrafficSplit.of(1, 0.5);
        TrafficSplit two = TrafficSplit.of(2, 0.5);
        int both = 0;
        for (int i = 0; i < CALLS; i++) {
            both += one.arm("u" + i) & two.arm("u" + i);
        }
        assertShare(both, 0.25);
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.01, 1.01, Double.NaN, Double.POSITIVE_INFINITY})
    void of_aShareThatIsNone_isRefused(double share) {
        assertThatThrownBy(() -> TrafficSplit.of(1, share))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the shares [" + share
                        + "] must each be 0 or more and together at most 1; the champion has what is left");
    }
}
