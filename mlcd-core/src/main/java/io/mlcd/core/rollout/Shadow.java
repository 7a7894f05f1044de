package io.mlcd.core.rollout;

import io.mlcd.core.judge.Judge;
import java.time.Duration;

/**
 * Live calls are answered by the champion alone, and some are asked of the new version too, later and elsewhere: on an executor,
 * from a queue that has bounds. What the new version answers nobody sees; with labels both are compared on the same calls. It ends
 * with a report and promotes nothing.
 *
 * @param lasting how long, above 0
 * @param fraction the share of the calls that is mirrored, above 0 and at most 1; 1
 * @param judge what is reported at the end; one that cannot tell pauses then, and the shadow goes on; {@link Judge#standard()}
 * @param patience how long a judge that cannot tell is waited for at the end before pausing, 0 or more; 0
 * @param queue how many calls may wait, above 0 and at most 1,048,576; calls beyond are dropped and counted; 4,096
 * @param timeout a mirrored call that takes longer counts as failed; one that does not return within ten times as long aborts;
 *     above 0; 1 second
 */
public record Shadow(
        Duration lasting,
        double fraction,
        Judge judge,
        Duration patience,
        int queue,
        Duration timeout,
        Analysis analysis)
        implements Strategy {
    private static final int MOST_QUEUED = 1 << 20;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public Shadow {
        Spans.positive("lasting", lasting, "say a day: Duration.ofDays(1)");
        if (!(fraction > 0 && fraction <= 1)) {
            throw new IllegalArgumentException(
                    "fraction was " + fraction + " but must be above 0 and at most 1; all calls are 1");
        }
        Spans.notNegative("patience", patience, "Duration.ZERO pauses at once");
        if (queue < 1 || queue > MOST_QUEUED) {
            throw new IllegalArgumentException("queue was " + queue + " but must be from 1 to " + MOST_QUEUED
                    + "; it holds what comes while the new version is slow, say 4096");
        }
        Spans.positive("timeout", timeout, "say a second: Duration.ofSeconds(1)");
    }

    /** All calls, for a time. */
    public static Shadow lasting(Duration lasting) {
        return new Shadow(
                lasting, 1, Judge.standard(), Duration.ZERO, 4096, Duration.ofSeconds(1), Analysis.standard());
    }

    /** Of another share of the calls; all calls of a key are mirrored, or none. */
    public Shadow fraction(double newFraction) {
        return new Shadow(lasting, newFraction, judge, patience, queue, timeout, analysis);
    }

    /** With another judge. */
    public Shadow judge(Judge newJudge) {
        return new Shadow(lasting, fraction, newJudge, patience, queue, timeout, analysis);
    }

    /** Waits so long at the end for a judge that cannot tell. */
    public Shadow patience(Duration newPatience) {
        return new Shadow(lasting, fraction, judge, newPatience, queue, timeout, analysis);
    }

    /** With room for another number of calls. */
    public Shadow queue(int newQueue) {
        return new Shadow(lasting, fraction, judge, patience, newQueue, timeout, analysis);
    }

    /** With another time that a mirrored call may take. */
    public Shadow timeout(Duration newTimeout) {
        return new Shadow(lasting, fraction, judge, patience, queue, newTimeout, analysis);
    }

    /** With another analysis. */
    public Shadow analysis(Analysis newAnalysis) {
        return new Shadow(lasting, fraction, judge, patience, queue, timeout, newAnalysis);
    }
}
