package io.mlcd.ensemble.tribuo;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.rank.Median;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.WeightedExamples;

/** A trainer of Tribuo as a learner. */
record TribuoLearner<T extends Output<T>>(Trainers<T> trainers) implements Learner {
    static <T extends Output<T>> TribuoLearner<T> of(Trainers<T> trainers) {
        return new TribuoLearner<>(trainers);
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the fit was interrupted");
        }
        Training training = withoutWeightZero(Training.of(table, fit));
        checkFeatures(training.table());
        Trainer<T> trainer = trainers.fresh(fit.seed());
        if (training.table().weights().isPresent() && !(trainer instanceof WeightedExamples)) {
            throw new TrainingException(
                    Reason.BAD_COLUMN,
                    "the table has the weights \""
                            + training.table().weights().get().name() + "\", but " + trainers
                            + " would ignore them; use a trainer that takes weights, or drop them");
        }
        SplitlessBoosting.check(trainer, training.table().rows());
        Form form = train(trainer, training);
        fit.pieceDone();
        return Model.of(training.signature(), imputed(training, form));
    }

    /** Such a row counts for nothing, but would still decide where a tree's thresholds lie. */
    private static Training withoutWeightZero(Training training) {
        Table table = training.table();
        int[] rows = table.weights()
                .map(weights -> IntStream.range(0, table.rows())
                        .filter(row -> weights.number(row) > 0)
                        .toArray())
                .orElse(new int[table.rows()]);
        return rows.length == table.rows() ? training : Training.of(table.rows(rows));
    }

    private Form train(Trainer<T> trainer, Training training) {
        TribuoData<T> data = TribuoData.of(training);
        try {
            return TribuoForms.compile(trainer.train(data.dataset()), data);
        } catch (ClassCastException e) {
            throw new TrainingException(
                    Reason.BAD_TARGET,
                    "the target \"" + training.target().name() + "\" is a "
                            + training.target().type()
                            + ", which this trainer cannot learn: " + trainers
                            + "; use a classification trainer for categories and a regression trainer for numbers",
                    e);
        } catch (RuntimeException e) {
            throw new TrainingException(
                    Reason.TRAINER_FAILED,
                    "Tribuo's trainer failed on " + training.table().rows() + " rows: " + e.getMessage()
                            + "; the trainer was " + trainers,
                    e);
        }
    }

    /** Tribuo refuses missing values and would take the code of a category for a number. */
    private static void checkFeatures(Table table) {
        List<String> categories = new ArrayList<>();
        List<String> times = new ArrayList<>();
        List<String> incomplete = new ArrayList<>();
        for (Column column : table.features()) {
            if (column.type() == Column.Type.CATEGORY) {
                categories.add(column.name());
                continue;
            }
            if (column.type() == Column.Type.TIME) {
                times.add(column.name());
                continue;
            }
            int bad = 0;
            for (int row = 0; row < column.size(); row++) {
                bad += Double.isFinite(column.number(row)) ? 0 : 1;
            }
            if (bad > 0) {
                incomplete.add("\"" + column.name() + "\" in " + bad + " of " + column.size() + " rows");
            }
        }
        List<String> problems = new ArrayList<>();
        if (!categories.isEmpty()) {
            problems.add("the columns " + categories + " are categories");
        }
        if (!times.isEmpty()) {
            problems.add("the columns " + times + " hold times");
        }
        if (!incomplete.isEmpty()) {
            problems.add("values are missing or infinite: " + String.join(", ", incomplete));
        }
        if (!problems.isEmpty()) {
            throw new TrainingException(
                    Reason.BAD_COLUMN,
                    "Tribuo's trainers take complete numbers only, but " + String.join("; ", problems)
                            + "; wrap the learner: Prepared.by(Preparation.standard()"
                            + (times.isEmpty() ? "" : ".dateParts(...)") + ", learner)");
        }
    }

    /** Nothing was missing in training, but production will send it. */
    private static Form imputed(Training training, Form form) {
        List<Derived> inputs = new ArrayList<>();
        for (Feature feature : training.signature().features()) {
            if (feature.kind() == Kind.NUMBER) {
                double[] values = training.table().column(feature.name()).toNumbers();
                inputs.add(Derived.Scaled.imputed(inputs.size(), new Median().evaluate(values)));
            }
        }
        return Prepared.of(inputs.size(), inputs, form);
    }

    @Override
    public String toString() {
        return "tribuo(" + trainers + ")";
    }
}
