package io.mlcd.core.registry;

import io.mlcd.api.Answers;
import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.model.Model;
import io.mlcd.core.scratch.RowScoring;
import java.util.function.Predicate;

/** A version that can answer: its model, loaded and checked. */
final class Served implements FixedPredictor {
    private final Version version;
    private final Model model;
    private final RowScoring rows;

    Served(Version version, Model model) {
        this.version = version;
        this.model = model;
        Answers answers = Answers.to(model.signature().output()).by(version);
        rows = new RowScoring(model.signature(), answers, (features, out) -> model.score(features, out));
    }

    Version version() {
        return version;
    }

    @Override
    public Signature signature() {
        return model.signature();
    }

    @Override
    public Prediction predict(Row row) {
        return rows.predict(row);
    }

    Prediction predict(Row row, Predicate<String> ignored) {
        return rows.predict(row, ignored);
    }

    @Override
    public void score(double[] features, double[] out) {
        model.score(features, out);
    }

    @Override
    public void score(float[] features, double[] out) {
        model.score(features, out);
    }

    @Override
    public void scoreRows(double[] rows, int from, int to, double[] out) {
        model.scoreRows(rows, from, to, out);
    }

    @Override
    public void scoreRows(float[] rows, int from, int to, double[] out) {
        model.scoreRows(rows, from, to, out);
    }

    @Override
    public void scoreColumns(double[][] columns, int from, int to, double[] out) {
        model.scoreColumns(columns, from, to, out);
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
