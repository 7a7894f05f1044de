package io.mlcd.core.rollout;

import java.time.Duration;

/**
 * Promotes at once, and watches: while it does, calls that the new version fails are answered by the one before, and guard rails
 * roll back.
 *
 * @param watch how long, 0 or more; 10 minutes
 */
public record Immediately(Duration watch, Analysis analysis) implements Strategy {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the time is negative
     */
    public Immediately {
        Spans.notNegative("watch", watch, "Duration.ZERO watches nothing");
    }

    /** Watched for 10 minutes. */
    public static Immediately standard() {
        return new Immediately(Duration.ofMinutes(10), Analysis.standard());
    }

    /** Watched for another time. */
    public Immediately watch(Duration newWatch) {
        return new Immediately(newWatch, analysis);
    }

    /** With another analysis. */
    public Immediately analysis(Analysis newAnalysis) {
        return new Immediately(watch, newAnalysis);
    }
}
