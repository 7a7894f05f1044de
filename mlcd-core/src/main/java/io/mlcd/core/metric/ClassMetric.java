package io.mlcd.core.metric;

import io.mlcd.api.Output;
import java.util.OptionalDouble;

/**
 * How well one class is told from all others; each from 0 to 1. Immutable.
 *
 * <pre>{@code
 * evaluation.metric(ClassMetric.recall("churned"));
 * Gate.atLeast(ClassMetric.precision("fraud"), 0.3);
 * }</pre>
 *
 * @param kind what is measured
 * @param label the class
 */
public record ClassMetric(Kind kind, String label) implements Measure {
    /** What is measured. */
    public enum Kind {
        /** The share of the rows taken for the class that are of it; empty if none was. */
        PRECISION,
        /** The share of the rows of the class that were taken for it; empty if there is none. */
        RECALL,
        /** The harmonic mean of precision and recall; empty if no row is of the class or taken for it. */
        F1,
        /** As {@link Metric#ROC_AUC}, of the class against the rest. */
        ROC_AUC,
        /** As {@link Metric#PR_AUC}, of the class against the rest. */
        PR_AUC
    }

    /** The share of the rows taken for the class that are of it. */
    public static ClassMetric precision(String label) {
        return new ClassMetric(Kind.PRECISION, label);
    }

    /** The share of the rows of the class that were taken for it. */
    public static ClassMetric recall(String label) {
        return new ClassMetric(Kind.RECALL, label);
    }

    /** The harmonic mean of precision and recall. */
    public static ClassMetric f1(String label) {
        return new ClassMetric(Kind.F1, label);
    }

    /** The chance that a row of the class is scored above one that is not. */
    public static ClassMetric rocAuc(String label) {
        return new ClassMetric(Kind.ROC_AUC, label);
    }

    /** The average precision of the order by the class's probability. */
    public static ClassMetric prAuc(String label) {
        return new ClassMetric(Kind.PR_AUC, label);
    }

    @Override
    public boolean higherIsBetter() {
        return true;
    }

    /** Whether there is such a class. */
    @Override
    public boolean appliesTo(Output output) {
        return output instanceof Output.Classes classes && classes.labels().contains(label);
    }

    @Override
    public OptionalDouble of(Outcomes outcomes) {
        return over(outcomes).of(outcomes.weights());
    }

    @Override
    public Weighed over(Outcomes outcomes) {
        if (!Sums.defined(this, outcomes) || !(outcomes.output() instanceof Output.Classes classes)) {
            return weights -> OptionalDouble.empty();
        }
        int k = classes.labels().indexOf(label);
        return switch (kind) {
            case PRECISION -> Decisions.precision(outcomes, k);
            case RECALL -> Decisions.recall(outcomes, k);
            case F1 -> Decisions.f1(outcomes, k);
            case ROC_AUC -> Ranking.ofClass(outcomes, k, true);
            case PR_AUC -> Ranking.ofClass(outcomes, k, false);
        };
    }

    /** For example {@code RECALL of "churned"}. */
    @Override
    public String toString() {
        return kind + " of \"" + label + "\"";
    }
}
