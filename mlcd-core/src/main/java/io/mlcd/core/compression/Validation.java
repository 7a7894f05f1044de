package io.mlcd.core.compression;

import io.mlcd.api.GateException;
import io.mlcd.api.Output;
import io.mlcd.core.certificate.Measured;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/** Rows that nothing is fitted to, and what the model before answers to them. */
final class Validation {
    private static final double TAIL = 0.025;
    private static final double DIGITS = 1e6;
    private static final int MOST_TIMED = 512;
    private static final int RUNS = 5;
    private static final long NANOS_OF_A_RUN = 4_000_000;
    private static final long NANOS_TO_WARM_UP = 300_000_000;

    private final Sample sample;
    private final Output output;
    private final Measure measure;
    private final Outcomes outcomes;
    private final double[] scores;
    private final double before;

    private Validation(Model model, Table table, Measure measure, boolean needed) {
        outcomes = Samples.outcomes(model, table, "validation");
        sample = Samples.of(model, table, outcomes);
        this.output = model.signature().output();
        this.measure = measure;
        scores = scores(model);
        before = measure.of(outcomes).orElse(Double.NaN);
        if (needed && !Double.isFinite(before)) {
            throw new GateException(
                    GateException.Reason.INCONCLUSIVE,
                    measure + " is " + before + ", which compares with nothing, on the " + sample.rows()
                            + " validation rows: "
                            + (output instanceof Output.Classes
                                    ? "they lack a class, or an answer is no number; give rows of all classes"
                                    : "they have one value only, or an answer is no number or far too large; give"
                                            + " other rows")
                            + ", or choose another metric by within(metric, tolerance)");
        }
    }

    /**
     * The validation rows; without a measure it is the log loss of classes, the root mean squared error of numbers.
     *
     * @param needed whether something goes by the measure, so that it has to be defined
     */
    static Validation of(Model model, Table table, @Nullable Measure measure, boolean needed) {
        Metric usual = model.signature().output() instanceof Output.Classes ? Metric.LOG_LOSS : Metric.RMSE;
        return new Validation(model, table, measure == null ? usual : measure, needed);
    }

    int rows() {
        return sample.rows();
    }

    Measure measure() {
        return measure;
    }

    /** The measure of the model before. */
    double before() {
        return before;
    }

    /** By how much a measure is worse than that of the model before; {@code NaN} if it is not defined. */
    double loss(double score) {
        return measure.higherIsBetter() ? before - score : score - before;
    }

    /** The measure of another model; {@code NaN} if it is not defined. */
    double score(double[] its) {
        return measure.of(outcomes.scores(its)).orElse(Double.NaN);
    }

    double[] scores(Model model) {
        double[] all = new double[sample.rows() * output.width()];
        model.scoreRows(sample.values(), 0, sample.rows(), all);
        return all;
    }

    Measured measured(double[] its, int variants) {
        Outcomes after = outcomes.scores(its);
        double largest = 0;
        for (int i = 0; i < its.length; i++) {
            largest = Math.max(largest, change(scores[i], its[i]));
        }
        boolean classes = output instanceof Output.Classes;
        int rows = sample.rows();
        int same = 0;
        for (int row = 0; row < rows && classes; row++) {
            same += outcomes.predictedClass(row) == after.predictedClass(row) ? 1 : 0;
        }
        double share = classes ? (double) same / rows : Double.NaN;
        return new Measured(
                rows,
                variants,
                share,
                classes ? Math.min(share, outward(low(same, rows))) : Double.NaN,
                classes ? Math.max(share, 1 - outward(low(rows - same, rows))) : Double.NaN,
                largest,
                Double.isFinite(before) ? measure.toString() : "",
                before,
                score(its));
    }

    private static double change(double before, double after) {
        boolean same = Double.compare(before, after) == 0;
        double change = same ? 0 : Math.abs(before - after);
        return Double.isNaN(change) ? Double.POSITIVE_INFINITY : change;
    }

    /** Few digits, which every platform computes the same. */
    private static double outward(double share) {
        return Math.floor(share * DIGITS) / DIGITS;
    }

    /** The low end of the interval of a share. */
    private static double low(int count, int of) {
        return count == 0 ? 0 : BetaDistribution.of(count, of - count + 1.0).inverseCumulativeProbability(TAIL);
    }

    /** Scores rows for a while, so that the first that is timed is not timed while the JVM still compiles. */
    void warmUp(Model model) {
        long start = System.nanoTime();
        while (System.nanoTime() - start < NANOS_TO_WARM_UP) {
            nanosPerRow(model);
        }
    }

    /** How long one row takes, scored by itself; the median of a few runs of some milliseconds. */
    double nanosPerRow(Model model) {
        int count = Math.min(MOST_TIMED, sample.rows());
        double[][] rows = new double[count][sample.inputs()];
        for (int row = 0; row < count; row++) {
            System.arraycopy(sample.values(), row * sample.inputs(), rows[row], 0, sample.inputs());
        }
        double[] out = new double[output.width()];
        double[] nanos = new double[RUNS];
        for (int run = 0; run < RUNS; run++) {
            long start = System.nanoTime();
            long scored = 0;
            do {
                for (double[] row : rows) {
                    model.score(row, out);
                }
                scored += count;
            } while (System.nanoTime() - start < NANOS_OF_A_RUN);
            nanos[run] = (double) (System.nanoTime() - start) / scored;
        }
        Arrays.sort(nanos);
        return nanos[RUNS / 2];
    }
}
