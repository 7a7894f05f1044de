package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;

/**
 * A learner behind a preparation. The preparation is fitted to the rows of each fit, so it never knows a row that the
 * model was not trained on, and it is part of the model: serving takes raw rows. A column without any value in the rows of the
 * fit, which other learners refuse, is left out, since its stand-in would say nothing.
 *
 * <pre>{@code
 * Prepared.by(Preparation.standard(), Learners.tribuo(trainer))
 * }</pre>
 *
 * @param preparation makes the rows complete numbers
 * @param learner learns from them
 */
public record Prepared(Preparation preparation, Learner learner) implements Learner {
    /** A learner behind a preparation. */
    public static Prepared by(Preparation preparation, Learner learner) {
        return new Prepared(preparation, learner);
    }

    @Override
    public int pieces() {
        return learner.pieces();
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table);
        FittedPreparation fitted = FittedPreparation.of(preparation, training, fit.seed());
        Model behind = learner.fit(fitted.prepare(training), fit);
        return fitted.before(behind, training.signature());
    }
}
