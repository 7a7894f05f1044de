package io.mlcd.core.rollout;

import io.mlcd.core.judge.Judge;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A growing share of live traffic. Keys that a step gives to the new version stay with it in later steps. Calls that it fails,
 * by throwing or answering {@code NaN}, are answered by the champion. At the end of each step the judge must pass; one that
 * cannot tell pauses, and one that fails, at any look, aborts. After the last step the version is promoted and watched.
 *
 * <pre>{@code
 * Canary canary = Canary.steps(1, 5, 25, 100).every(Duration.ofMinutes(10)).judge(Judge.errorRate(0.01));
 * }</pre>
 *
 * <p>What the new version answers is compared with a control of the champion's traffic of the same size, so that both are of the
 * same time at every step.
 *
 * @param percents the shares of traffic in percent, rising, above 0 and at most 100; a last one of 100 is the promotion
 * @param every how long a step takes, above 0; 10 minutes
 * @param judge decides on the promotion; {@link Judge#standard()}, which wants labels: {@link io.mlcd.api.LiveModel#label}
 * @param stepJudge decides at the end of the steps before the last one; empty, the judge if one was given and else {@link
 *     Judge#guardRails()}
 * @param patience how long a judge that cannot tell is waited for at the end of a step before pausing, 0 or more; 0
 * @param watch how long guard rails watch after the promotion, 0 or more; empty, as long as a step
 */
public record Canary(
        List<Double> percents,
        Duration every,
        Optional<Judge> judge,
        Optional<Judge> stepJudge,
        Duration patience,
        Optional<Duration> watch,
        Analysis analysis)
        implements Strategy {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the percents do not rise, or a number is not as stated
     */
    public Canary {
        percents = List.copyOf(percents);
        double last = 0;
        for (double percent : percents) {
            if (!(percent > last && percent <= 100)) {
                throw refused(percents);
            }
            last = percent;
        }
        if (percents.isEmpty()) {
            throw refused(percents);
        }
        Spans.positive("every", every, "to promote at once use Immediately");
        Spans.notNegative("patience", patience, "Duration.ZERO pauses at once");
        watch.ifPresent(span -> Spans.notNegative("watch", span, "Duration.ZERO watches nothing"));
    }

    private static IllegalArgumentException refused(List<Double> percents) {
        return new IllegalArgumentException("the steps were " + percents
                + " but must be percents that rise, above 0 and at most 100: Canary.steps(1, 5, 25, 100)");
    }

    /**
     * Steps of 10 minutes.
     *
     * @param percents the shares of traffic in percent, rising, above 0 and at most 100
     */
    public static Canary steps(double... percents) {
        return new Canary(
                Arrays.stream(percents).boxed().collect(Collectors.toList()),
                Duration.ofMinutes(10),
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Optional.empty(),
                Analysis.standard());
    }

    /** With steps of another length. */
    public Canary every(Duration newEvery) {
        return new Canary(percents, newEvery, judge, stepJudge, patience, watch, analysis);
    }

    /** With another judge, at the end of all steps that have no {@link #stepJudge} of their own. */
    public Canary judge(Judge newJudge) {
        return new Canary(percents, every, Optional.of(newJudge), stepJudge, patience, watch, analysis);
    }

    /** With a judge of its own for the steps before the last: what must pass before more traffic is risked. */
    public Canary stepJudge(Judge newStepJudge) {
        return new Canary(percents, every, judge, Optional.of(newStepJudge), patience, watch, analysis);
    }

    /** Waits so long at the end of a step for a judge that cannot tell. */
    public Canary patience(Duration newPatience) {
        return new Canary(percents, every, judge, stepJudge, newPatience, watch, analysis);
    }

    /** Watched for another time. */
    public Canary watch(Duration newWatch) {
        return new Canary(percents, every, judge, stepJudge, patience, Optional.of(newWatch), analysis);
    }

    /** With another analysis. */
    public Canary analysis(Analysis newAnalysis) {
        return new Canary(percents, every, judge, stepJudge, patience, watch, newAnalysis);
    }
}
