package io.mlcd.core.registry;

import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A rollout that has not ended, as the journal tells it.
 *
 * @param seq the number of the entry that started it
 * @param by who started it
 * @param champion the number of what was live when it began
 * @param challengers the numbers of what it rolls out
 * @param strategy as {@link Strategies} reads it
 * @param step from 1 on; 0 if there is none before the promotion
 * @param paused why it is paused, if it is
 * @param since when the step, or the watch, began
 * @param promoted the number of the challenger that went live; 0 if none has
 */
record Ongoing(
        long seq,
        String by,
        int champion,
        List<Integer> challengers,
        Map<String, Object> strategy,
        int step,
        Optional<String> paused,
        Instant since,
        int promoted) {
    Ongoing {
        challengers = List.copyOf(challengers);
    }

    static Ongoing started(Entry entry) {
        int champion =
                entry.from().orElseThrow(() -> new IllegalArgumentException("the entry does not say what was live"));
        return new Ongoing(
                entry.seq(),
                entry.by(),
                champion,
                entry.challengers(),
                entry.strategy(),
                entry.step(),
                Optional.empty(),
                entry.time(),
                0);
    }

    Ongoing at(int newStep, Instant time) {
        return new Ongoing(seq, by, champion, challengers, strategy, newStep, Optional.empty(), time, promoted);
    }

    Ongoing paused(String why) {
        return new Ongoing(seq, by, champion, challengers, strategy, step, Optional.of(why), since, promoted);
    }

    Ongoing promoted(int number, Instant time) {
        return new Ongoing(seq, by, champion, challengers, strategy, step, Optional.empty(), time, number);
    }

    /** Whether it rolls out versions that are not live, each once. */
    boolean isOfOthers() {
        return !challengers.contains(champion) && new HashSet<>(challengers).size() == challengers.size();
    }

    /** Whether it can promote a version now. */
    boolean mayPromote(int number) {
        return promoted == 0 && challengers.contains(number);
    }

    /** Whether it can roll back to a version now. */
    boolean mayRollBackTo(int number) {
        return promoted != 0 && champion == number;
    }

    /** Whether a version is needed while it goes on. */
    boolean needs(int number) {
        return champion == number || challengers.contains(number);
    }
}
