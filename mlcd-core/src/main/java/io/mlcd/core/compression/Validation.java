package io.mlcd.core.compression;

import io.mlcd.api.Output;
import io.mlcd.core.certificate.Measured;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.OptionalDouble;
import org.apache.commons.statistics.distribution.BetaDistribution;
import org.jspecify.annotations.Nullable;

/** Rows that nothing is fitted to, and what the model before answers to them. */
final class Validation {
    private static final double TAIL = 0.025;
    private static final int MOST_TIMED = 512;
    private static final int RUNS = 5;
    private static final long NANOS_OF_A_RUN = 4_000_000;

    private final Sample sample;
    private final Output output;
    private final Measure measure;
    private final Outcomes outcomes;
    private final double[] scores;
    private final double before;

    private Validation(Model model, Sample sample, Measure measure) {
        this.sample = sample;
        this.output = model.signature().output();
        this.measure = measure;
        scores = scores(model);
        outcomes = Samples.outcomes(output, sample, scores);
        OptionalDouble value = measure.appliesTo(output) ? measure.of(outcomes) : OptionalDouble.empty();
        before = value.orElseThrow(() -> new IllegalArgumentException(measure
                + " is not defined for the model's answers to the " + sample.rows() + " validation rows, which predict "
                + output + "; choose another metric, or give rows of all classes"));
    }

    /** The validation rows; without a measure it is the log loss of classes, the root mean squared error of numbers. */
    static Validation of(Model model, Table table, @Nullable Measure measure) {
        Output output = model.signature().output();
        Metric usual = output instanceof Output.Classes ? Metric.LOG_LOSS : Metric.RMSE;
        return new Validation(model, Samples.of(model, table), measure == null ? usual : measure);
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

    Measured measured(double[] its) {
        Outcomes after = outcomes.scores(its);
        double largest = 0;
        for (int i = 0; i < its.length; i++) {
            largest = Math.max(largest, Math.abs(its[i] - scores[i]));
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
                share,
                classes ? low(same, rows) : Double.NaN,
                classes ? 1 - low(rows - same, rows) : Double.NaN,
                largest,
                measure.toString(),
                before,
                score(its));
    }

    /** The low end of the interval of a share. */
    private static double low(int count, int of) {
        return count == 0 ? 0 : BetaDistribution.of(count, of - count + 1.0).inverseCumulativeProbability(TAIL);
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
