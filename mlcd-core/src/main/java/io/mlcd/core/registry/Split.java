package io.mlcd.core.registry;

import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.scratch.RowScoring;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls are split between the champion and challengers, by key or by chance. What a challenger fails the champion answers, and
 * then it counts against the challenger, also if the row has a wrong value for a feature that the champion does not know: once
 * promoted it would fail that caller. If the champion throws too, the row is the caller's mistake, which counts for nobody.
 *
 * <p>Cost: of a call of the champion's that is not compared, the choice; of all others, two looks at the time and the counting;
 * nothing is allocated but the prediction, if nothing fails.
 */
final class Split implements Route {
    /** What is noted of calls that are compared. */
    enum Noting {
        /** That they were, and how. */
        CALLS,
        /** Their answers too, so that labels can be told. */
        ANSWERS,
        /** Their answers, and of all calls to whom their keys were given. */
        KEYS
    }

    private final Served live;
    private final Served champion;
    private final Served[] challengers;
    private final TrafficSplit split;
    private final double compared;
    private final Observations seen;
    /** Told when a challenger fails. */
    private final Runnable alarm;
    /** Of each arm. */
    private final RowScoring.Observer[] remembering;

    private final RowScoring.Observer[] counting;
    /** Whether it matters to whom keys are given. */
    private final boolean assigning;

    /**
     * A split.
     *
     * @param live the champion, or, after its promotion, the challenger
     * @param compared the share of all calls, of either side, that are remembered for labels
     */
    Split(
            Served live,
            Served champion,
            Served[] challengers,
            TrafficSplit split,
            double compared,
            Noting noting,
            Observations seen,
            Runnable alarm) {
        this.live = live;
        this.champion = champion;
        this.challengers = challengers.clone();
        this.split = split;
        this.compared = compared;
        assigning = noting == Noting.KEYS;
        this.seen = seen;
        this.alarm = alarm;
        int arms = 1 + challengers.length;
        remembering = new RowScoring.Observer[arms];
        counting = new RowScoring.Observer[arms];
        for (int arm = 0; arm < arms; arm++) {
            remembering[arm] = noting == Noting.CALLS ? seen.counting(arm) : seen.remembering(arm);
            counting[arm] = seen.counting(arm);
        }
    }

    @Override
    public Served live() {
        return live;
    }

    @Override
    public boolean begin() {
        if (!champion.begin()) {
            return false;
        }
        for (int i = 0; i < challengers.length; i++) {
            if (!challengers[i].begin()) {
                champion.end();
                for (int begun = 0; begun < i; begun++) {
                    challengers[begun].end();
                }
                return false;
            }
        }
        return true;
    }

    @Override
    public void end() {
        champion.end();
        for (Served challenger : challengers) {
            challenger.end();
        }
    }

    @Override
    public Prediction predict(Row row, @Nullable String key, Predicate<String> ignored) {
        long place = key == null ? ThreadLocalRandom.current().nextLong() : split.hash(key);
        int arm = split.armOf(place);
        if (assigning) {
            seen.assigned(arm, place);
        }
        if (arm > 0) {
            return challenged(row, ignored, arm, Observations.remembered(key, place), place);
        }
        return TrafficSplit.isAmongLast(place, compared)
                ? champion.predict(row, ignored, remembering[0], Observations.remembered(key, place), System.nanoTime())
                : champion.predict(row, ignored);
    }

    private Prediction challenged(Row row, Predicate<String> ignored, int arm, long key, long place) {
        RowScoring.Observer observer = TrafficSplit.isAmongFirst(place, compared) ? remembering[arm] : counting[arm];
        long start = System.nanoTime();
        try {
            return challengers[arm - 1].predict(row, ignored, observer, key, start);
        } catch (RuntimeException | Error e) { // whatever it is, a caller must not suffer from what is on trial
            long failed = System.nanoTime();
            Prediction covered = champion.predict(row, ignored);
            count(arm, e, start + System.nanoTime() - failed);
            return covered;
        }
    }

    private void count(int arm, Throwable e, long start) {
        if (e instanceof NanAnswer) {
            seen.answeredNan(arm, start);
        } else {
            seen.failed(arm, start);
        }
        alarm.run();
    }
}
