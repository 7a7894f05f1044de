package io.mlcd.core.rollout;

import io.mlcd.core.judge.Judge;
import java.time.Duration;

/**
 * How a rollout looks at what it sees. Immutable.
 *
 * <pre>{@code
 * Analysis analysis = Analysis.standard().interval(Duration.ofHours(1)).guard(Judge.errorRate(0.001)).loss(Loss.LOG);
 * }</pre>
 *
 * @param interval from one look to the next, above 0; 1 minute. Calls that fail are looked at when they fail
 * @param guard guard rails: at every look, also in a pause or after a promotion, a challenger that fails is aborted or rolled
 *     back; {@link Judge#guardRails()}
 * @param loss how wrong labelled answers were; {@link Loss#STANDARD}
 * @param least of a model that predicts a number: answers below it are out of range; minus infinity
 * @param greatest of a model that predicts a number: answers above it are out of range; infinity
 * @param answers how many recorded answers wait for their labels, the oldest making room; 0, as many as take 16 MiB
 */
public record Analysis(Duration interval, Judge guard, Loss loss, double least, double greatest, int answers) {
    /** The most answers that may wait. */
    private static final int MOST_ANSWERS = 1 << 26;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public Analysis {
        Spans.positive("interval", interval, "look every minute: Duration.ofMinutes(1)");
        if (!(least < greatest)) {
            throw new IllegalArgumentException("the range is from " + least + " to " + greatest
                    + " but must begin before it ends; give the least and the greatest answer that makes sense");
        }
        if (answers < 0 || answers > MOST_ANSWERS) {
            throw new IllegalArgumentException("answers was " + answers + " but must be from 0 to " + MOST_ANSWERS
                    + "; each takes 40 bytes and more, and 0 means as many as take 16 MiB");
        }
    }

    /** A look a minute, with {@link Judge#guardRails()}. */
    public static Analysis standard() {
        return new Analysis(
                Duration.ofMinutes(1),
                Judge.guardRails(),
                Loss.STANDARD,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                0);
    }

    /** With another time from one look to the next. */
    public Analysis interval(Duration newInterval) {
        return new Analysis(newInterval, guard, loss, least, greatest, answers);
    }

    /** With other guard rails; several by {@link Judge#allOf}. */
    public Analysis guard(Judge newGuard) {
        return new Analysis(interval, newGuard, loss, least, greatest, answers);
    }

    /** With another loss. */
    public Analysis loss(Loss newLoss) {
        return new Analysis(interval, guard, newLoss, least, greatest, answers);
    }

    /** With a range of numbers that make sense, for {@link Judge#outOfRangeRate}. */
    public Analysis range(double newLeast, double newGreatest) {
        return new Analysis(interval, guard, loss, newLeast, newGreatest, answers);
    }

    /** With another number of answers that wait for their labels. */
    public Analysis answers(int most) {
        return new Analysis(interval, guard, loss, least, greatest, most);
    }
}
