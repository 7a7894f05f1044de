package io.mlcd.api;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a judge of a rollout says of the challenger. Immutable and equal by value.
 *
 * @param outcome whether the challenger is good enough, too bad, or not yet known to be either
 * @param reason why, in plain words with the numbers
 * @param measures the numbers by name, in the judge's order; copied; a number that is not known is {@code NaN}
 */
public record Verdict(Outcome outcome, String reason, Map<String, Double> measures) {
    /** The three answers of a judge. */
    public enum Outcome {
        /** The challenger is good enough. */
        PASS,
        /** The challenger is too bad; a rollout is aborted. */
        FAIL,
        /** Too little was seen, or it varies too much; a rollout waits. It never counts as passed. */
        INCONCLUSIVE
    }

    /** Copies. */
    public Verdict {
        measures = Collections.unmodifiableMap(new LinkedHashMap<>(measures));
    }

    /** The challenger is good enough. */
    public static Verdict pass(String reason, Map<String, Double> measures) {
        return new Verdict(Outcome.PASS, reason, measures);
    }

    /** The challenger is too bad. */
    public static Verdict fail(String reason, Map<String, Double> measures) {
        return new Verdict(Outcome.FAIL, reason, measures);
    }

    /** Not yet known. */
    public static Verdict inconclusive(String reason, Map<String, Double> measures) {
        return new Verdict(Outcome.INCONCLUSIVE, reason, measures);
    }

    /** Whether the challenger is good enough. */
    public boolean passed() {
        return outcome == Outcome.PASS;
    }

    /** Whether the challenger is too bad. */
    public boolean failed() {
        return outcome == Outcome.FAIL;
    }

    /** For example {@code FAIL: 7 of 40 calls threw ...}. */
    @Override
    public String toString() {
        return outcome + ": " + reason;
    }
}
