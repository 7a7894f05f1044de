package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A learner fitted and tested once for each fold. Immutable and equal by value.
 *
 * <pre>{@code
 * CrossValidationReport report = CrossValidation.of(RandomForest.standard(), Folds.stratified(5)).run(table, Fit.standard());
 * report.summary(Metric.ROC_AUC).orElseThrow(); // 0.8412 +- 0.0043 (standard error), 0.0096 (standard deviation), 5 folds
 * report.pooled().interval(Metric.ROC_AUC, 0.95);
 * }</pre>
 *
 * <p>A fold's model is fitted to a table of the fold's rows alone, so that nothing of the rows that test it gets in; folds that
 * would leak are refused, see {@link Folds}.
 *
 * @param learner is fitted once for each fold
 * @param folds how rows are divided
 */
public record CrossValidation(Learner learner, Folds folds) {
    /** Of a learner and folds. */
    public static CrossValidation of(Learner learner, Folds folds) {
        return new CrossValidation(learner, folds);
    }

    /** How many pieces of work {@link #run} takes; for {@link Fit#progress}. */
    public int pieces() {
        return Math.multiplyExact(folds.size(), learner.pieces());
    }

    /**
     * Runs on the caller's thread, with seed 0.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public CrossValidationReport run(Table table) throws InterruptedException {
        return run(table, Fit.standard());
    }

    /**
     * Runs all folds, several at a time if the fit lends threads.
     *
     * @param table with a target, and the role that the folds go by
     * @param fit the seed, the threads, the time
     * @throws TrainingException if the folds would leak or be empty, or nothing can be learned in one of them; it names the fold
     * @throws InterruptedException if the thread was interrupted
     */
    public CrossValidationReport run(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table);
        List<Folds.Fold> divided = folds.divide(training.table(), fit.seed());
        List<CrossValidationReport.Tested> tested =
                fit.members(divided.size(), (index, its) -> test(training, divided, index, its));
        return new CrossValidationReport(this, training, divided, tested);
    }

    private CrossValidationReport.Tested test(Training training, List<Folds.Fold> divided, int index, Fit fit)
            throws InterruptedException {
        long start = System.nanoTime();
        Folds.Fold fold = divided.get(index);
        Table test = training.table().rows(fold.test());
        Model model = fit(
                training.table().rows(fold.train()).trimmed(), "fold " + (index + 1) + " of " + divided.size(), fit);
        double[] scores = scores(model, test, training.signature().output());
        return new CrossValidationReport.Tested(
                test, model.signature().output(), scores, Duration.ofNanos(System.nanoTime() - start));
    }

    private Model fit(Table train, String place, Fit fit) throws InterruptedException {
        try {
            return learner.fit(train, fit);
        } catch (TrainingException e) {
            throw new TrainingException(
                    e.reason(), place + ", " + train.rows() + " rows to train on: " + e.getMessage(), e);
        }
    }

    /** A class that the fold's model never saw has probability 0. */
    private static double[] scores(Model model, Table test, Output wanted) {
        double[] scores = model.scores(test);
        if (!(model.signature().output() instanceof Output.Classes own)
                || !(wanted instanceof Output.Classes all)
                || own.labels().equals(all.labels())) {
            return scores;
        }
        List<Integer> places = new ArrayList<>();
        own.labels().forEach(label -> places.add(all.labels().indexOf(label)));
        double[] placed = new double[test.rows() * all.width()];
        for (int row = 0; row < test.rows(); row++) {
            for (int k = 0; k < own.width(); k++) {
                placed[row * all.width() + places.get(k)] = scores[row * own.width() + k];
            }
        }
        return placed;
    }

    /** For example {@code stratified(5) of random forest (100 trees)}. */
    @Override
    public String toString() {
        return folds + " of " + learner;
    }
}
