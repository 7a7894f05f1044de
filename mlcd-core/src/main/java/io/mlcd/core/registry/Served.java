package io.mlcd.core.registry;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import java.util.function.Predicate;

/** A version that can answer: its model, loaded and checked. */
final class Served implements FixedPredictor {
    private final Version version;
    private final Artifact artifact;

    Served(Version version, Artifact artifact) {
        this.version = version;
        this.artifact = artifact;
    }

    Version version() {
        return version;
    }

    @Override
    public Signature signature() {
        return artifact.model().signature();
    }

    @Override
    public Prediction predict(Row row) {
        return predict(row, name -> false);
    }

    Prediction predict(Row row, Predicate<String> ignored) {
        double[] features = new double[signature().features().size()];
        signature().encode(row, ignored, features);
        double[] scores = new double[signature().output().width()];
        artifact.model().score(features, scores);
        return Prediction.of(signature().output(), scores).answeredBy(version);
    }

    @Override
    public void score(double[] features, double[] out) {
        artifact.model().score(features, out);
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
