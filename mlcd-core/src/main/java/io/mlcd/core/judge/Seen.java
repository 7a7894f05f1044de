package io.mlcd.core.judge;

/**
 * What was seen of the calls of one arm.
 *
 * @param calls how many there were
 * @param errors how many of them threw
 * @param nans how many were answered {@code NaN}
 * @param outOfRange how many were answered outside of the range that is expected
 * @param latencies how long they took
 * @param scores what they were answered
 */
public record Seen(long calls, long errors, long nans, long outOfRange, Latencies latencies, Scores scores) {
    static final Seen NOTHING = new Seen(0, 0, 0, 0, Latencies.NONE, Scores.NONE);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a count is negative, or more calls threw, or were answered badly, than there were
     */
    public Seen {
        Checks.atLeast("calls", calls, 0, "count calls");
        of("errors", errors, calls);
        of("nans", nans, calls);
        of("outOfRange", outOfRange, calls);
    }

    private static void of(String name, long count, long calls) {
        if (count < 0 || count > calls) {
            throw new IllegalArgumentException(
                    name + " was " + count + " of " + calls + " calls but must be from 0 to calls; count all calls");
        }
    }
}
