package io.mlcd.ensemble.learn;

import io.mlcd.core.form.Derived;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What a learner sees of others' predictions: numbers as they are, of probabilities the logarithms of the odds, of nothing nearer to 0
 * or 1 than half a row is among all. Trees learn the same of them, while to lines the way from 0.98 to 0.99 is about as long as
 * that from 0.66 to 0.80.
 */
final class Odds {
    private Odds() {}

    /** What a score becomes among so many training rows. */
    static DoubleUnaryOperator seen(Training training, int rows) {
        return training.ofClasses() ? of(0, rows)::derive : DoubleUnaryOperator.identity();
    }

    /**
     * The same in a form.
     *
     * @param scores how many inputs are scores; they come first, the others stay as they are
     */
    static List<Derived> derived(Training training, int scores, int inputs, int rows) {
        List<Derived> derived = new ArrayList<>();
        for (int input = 0; input < inputs; input++) {
            derived.add(training.ofClasses() && input < scores ? of(input, rows) : Derived.Scaled.asIs(input));
        }
        return derived;
    }

    private static Derived.LogOdds of(int input, int rows) {
        return new Derived.LogOdds(input, 0.5 / rows);
    }
}
