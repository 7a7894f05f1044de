package io.mlcd.ensemble.trees;

import io.mlcd.api.Output;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.List;

/** How far trees pruned by several penalties are off on rows that they were not grown on. */
final class PruningErrors {
    private final double[] penalties;
    private final List<double[][]> folds;

    /**
     * Of some folds.
     *
     * @param penalties ascending
     * @param folds for each fold, penalty and row its error
     */
    PruningErrors(double[] penalties, List<double[][]> folds) {
        this.penalties = penalties;
        this.folds = folds;
    }

    /** For each row the squared distance between the truth, for classes 1 for the true one, and the prediction. */
    static double[] of(Model model, Table test) {
        double[] scores = model.scores(test);
        Column target = test.target().orElseThrow();
        int width = model.signature().output().width();
        double[] errors = new double[test.rows()];
        for (int row = 0; row < errors.length; row++) {
            if (model.signature().output() instanceof Output.Classes classes) {
                int truth = classes.labels().indexOf(target.text(row)); // -1 where the fold lacks the class
                for (int k = 0; k < width; k++) {
                    double distance = (k == truth ? 1 : 0) - scores[row * width + k];
                    errors[row] += distance * distance;
                }
            } else {
                double distance = target.number(row) - scores[row];
                errors[row] = distance * distance;
            }
        }
        return errors;
    }

    /** The greatest penalty with the least mean error, or with one within a standard error of the least. */
    double best(boolean withinOneStandardError) {
        double[] means = new double[penalties.length];
        int least = 0;
        for (int i = 0; i < means.length; i++) {
            means[i] = mean(i);
            least = means[i] <= means[least] ? i : least;
        }
        if (withinOneStandardError) {
            double bound = means[least] + standardError(least, means[least]);
            for (int i = least; i < means.length; i++) {
                least = means[i] <= bound ? i : least;
            }
        }
        return penalties[least];
    }

    private double mean(int penalty) {
        double sum = 0;
        long count = 0;
        for (double[][] fold : folds) {
            for (double error : fold[penalty]) {
                sum += error;
            }
            count += fold[penalty].length;
        }
        return sum / count;
    }

    private double standardError(int penalty, double mean) {
        double sum = 0;
        long count = 0;
        for (double[][] fold : folds) {
            for (double error : fold[penalty]) {
                sum += (error - mean) * (error - mean);
            }
            count += fold[penalty].length;
        }
        return count > 1 ? Math.sqrt(sum / (count - 1) / count) : 0;
    }
}
