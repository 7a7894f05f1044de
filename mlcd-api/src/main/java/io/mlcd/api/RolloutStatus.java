package io.mlcd.api;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a rollout stands, at one moment. Immutable and equal by value.
 *
 * @param state running, paused, watched, or how it ended
 * @param step the step, from 1 on; 0 before the first, and {@code steps + 1} once it is promoted
 * @param steps how many steps there are before a promotion or the report
 * @param share the share of live traffic that all challengers have together, from 0 to 1
 * @param since when the state or the step last changed, by the registry's clock
 * @param reason why it is in this state, in plain words; empty if there is nothing to say
 * @param verdicts what was said of each challenger at the last look; empty before the first
 * @param dropped how many calls were not mirrored because the queue was full
 * @param forgotten how many labels found no answer: told before, too old, or of before a restart
 */
public record RolloutStatus(
        Rollout.State state,
        int step,
        int steps,
        double share,
        Instant since,
        String reason,
        Map<Version, Verdict> verdicts,
        long dropped,
        long forgotten) {
    /** Copies. */
    public RolloutStatus {
        verdicts = Collections.unmodifiableMap(new LinkedHashMap<>(verdicts));
    }
}
