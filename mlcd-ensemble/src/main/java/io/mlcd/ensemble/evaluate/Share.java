package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Output;
import io.mlcd.core.metric.ClassMetric;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import java.util.Optional;

/** Of a measure that is a share of rows: how many trials it rests on. */
final class Share {
    /** 0 where it is no share. */
    private final double trials;

    private Share(double trials) {
        this.trials = trials;
    }

    static Share of(Measure measure, Evaluation evaluation, Resamples rows) {
        Outcomes outcomes = evaluation.outcomes();
        double[] weightOfUnit = new double[rows.units()];
        for (int row = 0; row < outcomes.rows(); row++) {
            weightOfUnit[rows.unitOf(row)] += isTrial(measure, outcomes, row) ? outcomes.weight(row) : 0;
        }
        double sum = 0;
        double squares = 0;
        for (double weight : weightOfUnit) {
            sum += weight;
            squares += weight * weight;
        }
        return new Share(squares > 0 ? sum * sum / squares : 0);
    }

    private static boolean isTrial(Measure measure, Outcomes outcomes, int row) {
        if (measure instanceof ClassMetric ofClass && outcomes.output() instanceof Output.Classes classes) {
            int k = classes.labels().indexOf(ofClass.label());
            return switch (ofClass.kind()) {
                case PRECISION -> outcomes.predictedClass(row) == k;
                case RECALL -> outcomes.truth(row) == k;
                case F1, ROC_AUC, PR_AUC -> false;
            };
        }
        return measure == Metric.ACCURACY;
    }

    /** Clopper and Pearson's, where all trials went one way. */
    Optional<Interval> interval(double value, double level) {
        if (trials == 0 || (value != 0 && value != 1)) {
            return Optional.empty();
        }
        double reach = StrictMath.pow((1 - level) / 2, 1 / trials);
        return Optional.of(
                value == 1 ? new Interval(value, reach, 1, level) : new Interval(value, 0, 1 - reach, level));
    }
}
