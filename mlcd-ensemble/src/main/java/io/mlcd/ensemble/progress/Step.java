package io.mlcd.ensemble.progress;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How far a stage is.
 *
 * @param stage its name, for example {@code fit}
 * @param done how many pieces are done
 * @param total how many there are
 * @param elapsed since the stage began
 * @param score how good the last piece that has a score made it
 */
public record Step(String stage, long done, long total, Duration elapsed, Optional<Score> score) {
    /**
     * A number that says how good a model is while it is trained.
     *
     * @param name what is measured, and on which rows, for example {@code held-out log loss}
     * @param value the number
     */
    public record Score(String name, double value) {
        @Override
        public String toString() {
            return name + " " + String.format(Locale.ROOT, "%.5g", value);
        }
    }

    /** A step of what has no score. */
    public Step(String stage, long done, long total, Duration elapsed) {
        this(stage, done, total, elapsed, Optional.empty());
    }

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

    /** For example {@code fit 3/10, 1.2 s, 2.8 s left, held-out log loss 0.41234}. */
    @Override
    public String toString() {
        String left = finished()
                ? ""
                : remaining().map(rest -> ", " + seconds(rest) + " left").orElse("");
        String its = score.map(one -> ", " + one).orElse("");
        return stage + " " + done + "/" + total + ", " + seconds(elapsed) + left + its;
    }

    private static String seconds(Duration duration) {
        return Math.round(duration.toMillis() / 100.0) / 10.0 + " s";
    }
}
