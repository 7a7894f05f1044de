package io.mlcd.ensemble.tribuo;

import io.mlcd.api.Prediction;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.learn.Training;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.Regressor;

/**
 * How a model that was trained by Tribuo behind a preparation, and is asked about raw rows, compares with what Tribuo
 * itself answers to the prepared numbers.
 *
 * @param rows how many rows were asked about
 * @param wrongLabels how many got another label
 * @param largestGap the largest difference of a score
 * @param notSameBits how many scores differ in any bit
 */
record Parity(int rows, int wrongLabels, double largestGap, int notSameBits) {
    /** Trains on rows here and there of a raw table and compares on all. */
    static <T extends Output<T>> Parity of(
            Table raw, Preparation preparation, LongFunction<? extends Trainer<T>> trainers, int trainRows)
            throws InterruptedException {
        AtomicReference<Capture<T>> capture = new AtomicReference<>();
        AtomicReference<Table> seen = new AtomicReference<>();
        Learner learner = Learners.tribuo((long seed) -> {
            capture.set(new Capture<>(trainers.apply(seed)));
            return capture.get();
        });
        Learner onSomeRows = (table, fit) -> {
            seen.set(table);
            int[] some = new int[Math.min(trainRows, table.rows())];
            Arrays.setAll(some, i -> (int) ((long) i * table.rows() / some.length));
            return learner.fit(table.rows(some), fit);
        };
        Model model =
                Prepared.by(preparation, onSomeRows).fit(raw, Fit.standard().seed(7));
        return compare(model, raw, capture.get().model(), seen.get());
    }

    private static <T extends Output<T>> Parity compare(
            Model model, Table raw, org.tribuo.Model<T> tribuo, Table prepared) {
        TribuoData<T> data = TribuoData.of(Training.of(prepared));
        List<Column> features = prepared.features();
        int wrongLabels = 0;
        double largestGap = 0;
        int notSameBits = 0;
        double[] row = new double[features.size()];
        double[] expected = new double[model.signature().output().width()];
        for (int r = 0; r < raw.rows(); r++) {
            for (int i = 0; i < row.length; i++) {
                row[i] = features.get(i).number(r);
            }
            T answer = scores(tribuo, data, row, expected);
            Prediction prediction = model.predict(raw.row(r));
            double[] scores = answer instanceof Label ? prediction.probabilities() : new double[] {prediction.value()};
            if (answer instanceof Label label) {
                wrongLabels += Prediction.mostProbable(scores) == TribuoData.position(label) ? 0 : 1;
            }
            for (int k = 0; k < scores.length; k++) {
                double gap = Math.abs(scores[k] - expected[k]);
                largestGap = Double.isNaN(gap) ? Double.NaN : Math.max(largestGap, gap);
                notSameBits += Double.doubleToRawLongBits(scores[k]) == Double.doubleToRawLongBits(expected[k]) ? 0 : 1;
            }
        }
        return new Parity(raw.rows(), wrongLabels, largestGap, notSameBits);
    }

    private static <T extends Output<T>> T scores(
            org.tribuo.Model<T> tribuo, TribuoData<T> data, double[] row, double[] out) {
        org.tribuo.Prediction<T> prediction = tribuo.predict(new ArrayExample<>(
                data.dataset().getOutputFactory().getUnknownOutput(), TribuoData.names(row.length), row));
        if (prediction.getOutput() instanceof Regressor number) {
            out[0] = number.getValues()[0];
        } else {
            prediction.getOutputScores().values().forEach(output -> {
                Label label = (Label) (Object) output;
                out[TribuoData.position(label)] = label.getScore();
            });
        }
        return prediction.getOutput();
    }

    boolean sameBits() {
        return wrongLabels == 0 && notSameBits == 0;
    }

    boolean within(double bound) {
        return wrongLabels == 0 && largestGap <= bound;
    }
}
