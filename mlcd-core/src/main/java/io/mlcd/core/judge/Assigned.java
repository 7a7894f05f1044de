package io.mlcd.core.judge;

/**
 * How a stage of an A/B rollout split what it split: keys where calls have keys, so that those of one key count once, else calls.
 *
 * @param challengerShare the share that was planned for the challenger, in (0, 1)
 * @param champion how many keys, or calls, the champion got in this stage
 * @param challenger how many the challenger got
 */
public record Assigned(double challengerShare, long champion, long challenger) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the share is not in (0, 1) or a count is negative
     */
    public Assigned {
        Checks.within("challengerShare", challengerShare, 0, 1, "leave out stages where all go to one arm");
        Checks.atLeast("champion", champion, 0, "count keys");
        Checks.atLeast("challenger", challenger, 0, "count keys");
    }
}
