package io.mlcd.core.rollout;

import java.time.Duration;

/** Durations as stated. */
final class Spans {
    /** Longer than anybody waits, and short enough to be added to any time. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Spans() {}

    static Duration positive(String name, Duration span, String remedy) {
        if (span.isZero()) {
            throw refused(name, span, "above 0", remedy);
        }
        return notNegative(name, span, remedy);
    }

    static Duration notNegative(String name, Duration span, String remedy) {
        if (span.isNegative() || span.compareTo(LONGEST) > 0) {
            throw refused(name, span, "0 or more and at most a hundred years", remedy);
        }
        return span;
    }

    private static IllegalArgumentException refused(String name, Duration span, String allowed, String remedy) {
        return new IllegalArgumentException(name + " was " + span + " but must be " + allowed + "; " + remedy);
    }
}
