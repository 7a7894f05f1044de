package io.mlcd.core.registry;

import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.core.scratch.RowScoring;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls are answered by the champion, and then some are put on a queue for the challenger.
 *
 * <p>Cost beyond the champion's answer: two looks at the time, the counting, and one object on the queue, or none if it is full.
 */
final class Mirrored implements Route {
    private final Served champion;
    private final TrafficSplit split;
    private final double fraction;
    private final Mirror mirror;
    private final RowScoring.Observer numbering;

    Mirrored(Served champion, TrafficSplit split, double fraction, Observations seen, Mirror mirror) {
        this.champion = champion;
        this.split = split;
        this.fraction = fraction;
        this.mirror = mirror;
        numbering = seen.numbering();
    }

    @Override
    public Served live() {
        return champion;
    }

    @Override
    public boolean begin() {
        return champion.begin();
    }

    @Override
    public void end() {
        champion.end();
    }

    @Override
    public Prediction predict(Row row, @Nullable String key, Predicate<String> ignored) {
        long place = key == null ? ThreadLocalRandom.current().nextLong() : split.hash(key);
        if (!TrafficSplit.isAmongFirst(place, fraction)) {
            return champion.predict(row, ignored);
        }
        Prediction answer = champion.predict(row, ignored, numbering, 0, System.nanoTime());
        mirror.offer(row, ignored, answer, Observations.remembered(key, place));
        return answer;
    }
}
