package io.mlcd.ensemble.evaluate;

import io.mlcd.core.metric.Measure;
import io.mlcd.ensemble.learn.Fit;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * Intervals by drawing the rows again, with replacement, many times over: bias-corrected and accelerated (BCa). The rows of one
 * key, see {@link io.mlcd.core.data.Table#key(String)}, are drawn together. Immutable; the same seed gives the same interval.
 *
 * <p>It cannot tell, and gives nothing, where there are fewer than {@value #FEWEST_UNITS} rows or keys, where more than one in
 * twenty of the resamples leaves the measure undefined, and where all resamples give the same number. The last is no bar to a
 * share (accuracy, precision, recall) that is 1 or 0: its interval is Clopper and Pearson's exact one, with as many trials as
 * the weights of the rows or keys are worth, {@code (sum of weights)^2 / sum of squared weights}.
 *
 * <p>Cost: resamples + 200 times what weighing the rows takes; 1,000 resamples of ROC AUC on 10,000 rows in well under a second.
 *
 * @param resamples how often rows are drawn, at least 100
 * @param seed decides which
 * @see <a href="https://doi.org/10.1080/01621459.1987.10478410">Efron (1987), Better Bootstrap Confidence Intervals</a>; the
 *     acceleration is by the jackknife, over at most 200 blocks of rows or keys
 */
public record Bootstrap(int resamples, long seed) {
    static final int FEWEST_UNITS = 10;
    private static final int FEWEST_RESAMPLES = 100;
    private static final int MOST_BLOCKS = 200;
    private static final Bootstrap STANDARD = new Bootstrap(1000, 0);

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if there are too few resamples
     */
    public Bootstrap {
        if (resamples < FEWEST_RESAMPLES) {
            throw new IllegalArgumentException("resamples was " + resamples + " but must be at least "
                    + FEWEST_RESAMPLES + "; 1000 are usual for an interval of level 0.95");
        }
    }

    /** 1,000 resamples, seed 0. */
    public static Bootstrap standard() {
        return STANDARD;
    }

    /** With another number of resamples, at least 100. */
    public Bootstrap resamples(int newResamples) {
        return new Bootstrap(newResamples, seed);
    }

    /** With another seed. */
    public Bootstrap seed(long newSeed) {
        return new Bootstrap(resamples, newSeed);
    }

    static void requireLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException(
                    "the level of an interval was " + level + " but must be in (0, 1), for example 0.95");
        }
    }

    Optional<Interval> interval(Evaluation evaluation, Measure measure, double level) {
        requireLevel(level);
        OptionalDouble value = evaluation.metric(measure);
        if (value.isEmpty()) {
            return Optional.empty();
        }
        Resamples rows = Resamples.of(evaluation);
        Optional<Distribution> distribution = distribution(rows, measure.over(evaluation.outcomes()));
        if (distribution.isPresent() && !distribution.get().hasSpread()) {
            return Share.of(measure, evaluation, rows).interval(value.getAsDouble(), level);
        }
        return distribution.map(its -> its.interval(level));
    }

    /** How a number spreads over resamples; empty where they cannot tell. */
    Optional<Distribution> distribution(Resamples rows, Measure.Weighed measure) {
        if (rows.units() < FEWEST_UNITS) {
            return Optional.empty();
        }
        double[] weights = rows.asGiven();
        OptionalDouble value = measure.of(weights);
        double[] values = new double[resamples];
        int defined = 0;
        for (int i = 0; i < resamples; i++) {
            rows.draw(random(i), weights);
            OptionalDouble its = measure.of(weights);
            if (its.isPresent()) {
                values[defined++] = its.getAsDouble();
            }
        }
        return value.isEmpty() || defined < 0.95 * resamples
                ? Optional.empty()
                : Optional.of(new Distribution(value.getAsDouble(), values, defined, acceleration(rows, measure)));
    }

    private SplittableRandom random(int resample) {
        return new SplittableRandom(Fit.standard().seed(seed).member(resample).seed());
    }

    /** A sixth of the skewness of what blocks of rows do to the number. */
    private double acceleration(Resamples rows, Measure.Weighed measure) {
        int blocks = Math.min(MOST_BLOCKS, rows.units());
        int[] blockOf = rows.blocks(blocks, seed);
        double[] weights = rows.asGiven();
        double[] without = new double[blocks];
        int defined = 0;
        double sum = 0;
        for (int block = 0; block < blocks; block++) {
            rows.leaveOut(block, blockOf, weights);
            OptionalDouble its = measure.of(weights);
            if (its.isPresent()) {
                without[defined++] = its.getAsDouble();
                sum += its.getAsDouble();
            }
        }
        double squares = 0;
        double cubes = 0;
        for (int i = 0; i < defined; i++) {
            double influence = sum / defined - without[i];
            squares += influence * influence;
            cubes += influence * influence * influence;
        }
        return squares > 0 ? cubes / (6 * squares * Math.sqrt(squares)) : 0;
    }
}
