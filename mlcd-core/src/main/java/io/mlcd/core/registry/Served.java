package io.mlcd.core.registry;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.model.Model;
import java.util.function.Predicate;

/** A version that can answer: its model, loaded and checked. */
final class Served implements FixedPredictor {
    private final Version version;
    private final Model model;

    Served(Version version, Model model) {
        this.version = version;
        this.model = model;
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
        return predict(row, name -> false);
    }

    Prediction predict(Row row, Predicate<String> ignored) {
        double[] features = new double[signature().features().size()];
        signature().encode(row, ignored, features);
        double[] scores = new double[signature().output().width()];
        model.score(features, scores);
        return Prediction.of(signature().output(), scores).answeredBy(version);
    }

    @Override
    public void score(double[] features, double[] out) {
        model.score(features, out);
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
