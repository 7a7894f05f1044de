package io.mlcd.core.rollout;

import io.mlcd.core.judge.Judge;
import io.mlcd.core.judge.SampleRatio;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Fixed shares of live traffic for one version or several, to find out which is best. Calls that one of them fails, by throwing
 * or answering {@code NaN}, are answered by the champion. It ends with a report on each and promotes nothing; only guard rails
 * abort it. If traffic is not split as planned, no number can be trusted: it is paused, and says so.
 *
 * <pre>{@code
 * registry.rollout("churn", second, third).abTest(AbTest.percents(20, 20).lasting(Duration.ofDays(14)))
 * }</pre>
 *
 * @param percents of the challengers in their order, each above 0, together below 100; the champion has what is left
 * @param lasting how long, above 0; 14 days
 * @param judge reports on each challenger; one that cannot tell at the end pauses, and the test goes on; {@link Judge#standard()}
 * @param sampleRatio the alarm; {@link Judge#sampleRatio()}
 * @param patience how long a judge that cannot tell is waited for at the end before pausing, 0 or more; 0
 */
public record AbTest(
        List<Double> percents,
        Duration lasting,
        Judge judge,
        SampleRatio sampleRatio,
        Duration patience,
        Analysis analysis)
        implements Strategy {
    private static final int MOST_ARMS = 16;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the percents do not fit together, or a number is not as stated
     */
    public AbTest {
        percents = List.copyOf(percents);
        double sum = 0;
        boolean positive = true;
        for (double percent : percents) {
            positive &= percent > 0;
            sum += percent;
        }
        if (percents.isEmpty() || percents.size() > MOST_ARMS || !positive || !(sum < 100)) {
            throw new IllegalArgumentException(
                    "the percents were " + percents + " but must be 1 to " + MOST_ARMS
                            + ", each above 0 and together below 100, since the champion needs some to compare with: AbTest.percents(20, 20)");
        }
        Spans.positive("lasting", lasting, "say two weeks: Duration.ofDays(14)");
        Spans.notNegative("patience", patience, "Duration.ZERO pauses at once");
    }

    /** Two weeks of fixed shares. */
    public static AbTest percents(double... percents) {
        return new AbTest(
                Arrays.stream(percents).boxed().collect(Collectors.toList()),
                Duration.ofDays(14),
                Judge.standard(),
                Judge.sampleRatio(),
                Duration.ZERO,
                Analysis.standard());
    }

    /** Takes another time. */
    public AbTest lasting(Duration newLasting) {
        return new AbTest(percents, newLasting, judge, sampleRatio, patience, analysis);
    }

    /** With another judge. */
    public AbTest judge(Judge newJudge) {
        return new AbTest(percents, lasting, newJudge, sampleRatio, patience, analysis);
    }

    /** With another alarm. */
    public AbTest sampleRatio(SampleRatio newSampleRatio) {
        return new AbTest(percents, lasting, judge, newSampleRatio, patience, analysis);
    }

    /** Waits so long at the end for a judge that cannot tell. */
    public AbTest patience(Duration newPatience) {
        return new AbTest(percents, lasting, judge, sampleRatio, newPatience, analysis);
    }

    /** With another analysis. */
    public AbTest analysis(Analysis newAnalysis) {
        return new AbTest(percents, lasting, judge, sampleRatio, patience, newAnalysis);
    }
}
