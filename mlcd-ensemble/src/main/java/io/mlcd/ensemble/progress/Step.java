package io.mlcd.ensemble.progress;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a stage is.
 *
 * @param stage its name, for example {@code fit}
 * @param done how many pieces are done
 * @param total how many there are
 * @param elapsed since the stage began
 */
public record Step(String stage, long done, long total, Duration elapsed) {
    /** Whether the stage is over. */
    public boolean finished() {
        return done >= total;
    }

    /** How long the rest will take at the pace so far; empty before the first piece is done. */
    public Optional<Duration> remaining() {
        return done == 0
                ? Optional.empty()
                : Optional.of(elapsed.multipliedBy(total - done).dividedBy(done));
    }

    /** For example {@code fit 3/10, 1.2 s, 2.8 s left}. */
    @Override
    public String toString() {
        String left = finished()
                ? ""
                : remaining().map(rest -> ", " + seconds(rest) + " left").orElse("");
        return stage + " " + done + "/" + total + ", " + seconds(elapsed) + left;
    }

    private static String seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s";
    }
}
