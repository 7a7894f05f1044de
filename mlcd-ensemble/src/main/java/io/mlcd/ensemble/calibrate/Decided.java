package io.mlcd.ensemble.calibrate;

import io.mlcd.api.Decision;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.CostMetric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A learner of classes whose model chooses the label by what mistakes cost, or by a threshold, instead of by the largest
 * probability. The probabilities stay as they are; the {@link Decision} is part of the model's output.
 *
 * <p>Costs are taken at the probabilities' word, so these should be {@linkplain Calibrated calibrated}; or else, of two classes, by
 * the threshold that was {@linkplain #tuned cheapest} on rows that the predicting model was not trained on.
 *
 * <p>In an ensemble whose members' probabilities are averaged, weighted, selected or routed, the decision is that of all members if
 * they have the same, else by the mean of their costs, each scaled so that its mistakes cost 1 in the mean, all counted alike; a model
 * for rows that belong to no part is not asked. In one that votes, each member votes for the class that it decides for, and the most
 * voted is chosen; a stack decides as its meta learner does; AdaBoost's members vote for what is most probable. What an ensemble
 * reports of itself is by its own decision. To be sure, put {@code Decided} around the ensemble.
 *
 * <p>Immutable and equal by value.
 *
 * <pre>{@code
 * Decided.by(Calibrated.by(learner)).cost("churns", "stays", 5)      // to overlook one costs 5, other mistakes 1
 * Decided.by(learner).cost("churns", "stays", 5).tuned()
 * Decided.by(learner).precision("fraud", 0.9)                        // as many as 90 % right allow
 * Decided.by(learner).recall("ill", 0.99)                            // as few false alarms as finding 99 % allows
 * }</pre>
 */
public final class Decided implements Learner {
    /** By what a label is chosen. */
    private enum Rule {
        COSTS,
        CHEAPEST,
        THRESHOLD,
        PRECISION,
        RECALL;

        boolean takesCosts() {
            return this == COSTS || this == CHEAPEST;
        }

        boolean isTuned() {
            return this == CHEAPEST || this == PRECISION || this == RECALL;
        }
    }

    private final Learner learner;
    private final Rule rule;
    /** What mistakes cost, by the list of the true label and the chosen. */
    private final Map<List<String>, Double> costs;
    /** Of a threshold, a precision or a recall. */
    private final String label;

    private final double level;
    private final Folds folds;

    private Decided(
            Learner learner, Rule rule, Map<List<String>, Double> costs, String label, double level, Folds folds) {
        if (!costs.isEmpty() && !rule.takesCosts()) {
            throw new IllegalArgumentException("both costs and a " + lower(rule)
                    + " were given, but a label is chosen by one of them; leave out cost(...) or " + lower(rule)
                    + "(...)");
        }
        this.learner = learner;
        this.rule = rule;
        this.costs = costs;
        this.label = label;
        this.level = level;
        this.folds = folds;
    }

    /** The label whose mistakes cost least, each as much as any other until {@link #cost} says otherwise. */
    public static Decided by(Learner learner) {
        return new Decided(learner, Rule.COSTS, Map.of(), "", 0, Folds.stratified(5));
    }

    /**
     * With what it costs to choose one label where another is true; 1, unless told, and 0 where they are the same.
     *
     * @throws IllegalArgumentException if it is not finite and 0 or more, or a threshold is given already
     */
    public Decided cost(String truth, String chosen, double cost) {
        if (!(cost >= 0) || Double.isInfinite(cost)) {
            throw new IllegalArgumentException("the cost of choosing \"" + chosen + "\" where \"" + truth
                    + "\" is true was " + cost + " but must be finite and 0 or more");
        }
        Map<List<String>, Double> more = new LinkedHashMap<>(costs);
        more.put(List.of(truth, chosen), cost + 0.0);
        return new Decided(learner, rule, more, label, level, folds);
    }

    /** By the threshold, of two classes, that costs least on the predictions of other {@linkplain #folds folds}. */
    public Decided tuned() {
        return new Decided(learner, Rule.CHEAPEST, costs, "", 0, folds);
    }

    /**
     * One of two labels where its probability is above a threshold, else the other.
     *
     * @param newLabel the label with the threshold
     * @param threshold from 0 to 1
     * @throws IllegalArgumentException if it is not, or costs are given already
     */
    public Decided threshold(String newLabel, double threshold) {
        return level(Rule.THRESHOLD, newLabel, threshold, threshold >= 0);
    }

    /**
     * One of two labels above a threshold: of the thresholds whose precision on out-of-fold predictions is at least so much, that
     * with the highest recall.
     *
     * @param newLabel the label to find
     * @param atLeast above 0 and at most 1
     * @throws IllegalArgumentException if it is not, or costs are given already
     */
    public Decided precision(String newLabel, double atLeast) {
        return level(Rule.PRECISION, newLabel, atLeast, atLeast > 0);
    }

    /**
     * One of two labels above a threshold: of the thresholds whose recall on out-of-fold predictions is at least so much, that with
     * the highest precision.
     *
     * @param newLabel the label to find
     * @param atLeast above 0 and at most 1
     * @throws IllegalArgumentException if it is not, or costs are given already
     */
    public Decided recall(String newLabel, double atLeast) {
        return level(Rule.RECALL, newLabel, atLeast, atLeast > 0);
    }

    private Decided level(Rule newRule, String newLabel, double newLevel, boolean low) {
        if (!(low && newLevel <= 1)) {
            throw new IllegalArgumentException("the " + lower(newRule) + " of \"" + newLabel + "\" was " + newLevel
                    + " but must be " + (newRule == Rule.THRESHOLD ? "from 0 to 1" : "in (0, 1]"));
        }
        return new Decided(learner, newRule, costs, newLabel, newLevel, folds);
    }

    private static String lower(Rule rule) {
        return rule.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** With other folds for what is tuned; five stratified ones unless told. */
    public Decided folds(Folds newFolds) {
        return new Decided(learner, rule, costs, label, level, newFolds);
    }

    @Override
    public int pieces() {
        return (rule.isTuned() ? folds.size() + 1 : 1) * learner.pieces();
    }

    /**
     * {@inheritDoc}
     *
     * @throws TrainingException if the target is a number, has no row of a label that is named, or has more than two classes
     *     where a threshold is wanted, or no threshold reaches the precision or recall wanted
     */
    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table, fit);
        List<String> labels = labels(training);
        if (!rule.isTuned()) {
            Decision decision =
                    rule == Rule.COSTS ? byCosts(labels) : Thresholds.decision(labels.indexOf(label), level);
            return decided(learner.fit(table, fit), decision);
        }
        Predicted predicted = Predicted.outOfFold(learner, training, folds, fit);
        int positive = rule == Rule.CHEAPEST ? 1 : labels.indexOf(label);
        Thresholds thresholds = Thresholds.of(predicted, positive);
        double best = switch (rule) {
            case PRECISION -> thresholds.ofPrecision(label, level);
            case RECALL -> thresholds.ofRecall(label, level);
            default -> thresholds.cheapest(new CostMetric(costs).matrix(labels));
        };
        return decided(predicted.model(), Thresholds.decision(positive, best));
    }

    /** The labels of the target, among which are those named. */
    private List<String> labels(Training training) {
        if (!(training.signature().output() instanceof Output.Classes classes)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, but a decision is between classes; use " + learner + " as it is");
        }
        List<String> labels = classes.labels();
        TreeSet<String> unknown = new TreeSet<>();
        costs.keySet().forEach(unknown::addAll);
        if (!rule.takesCosts()) {
            unknown.add(label);
        }
        labels.forEach(unknown::remove);
        if (!unknown.isEmpty()) {
            throw new TrainingException(
                    TrainingException.Reason.MISSING_CLASS,
                    "the decision names " + unknown + ", of which \""
                            + training.target().name() + "\" has no row; its classes are " + labels);
        }
        if (rule != Rule.COSTS && labels.size() != 2) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "a threshold is between two classes, but \""
                            + training.target().name() + "\" has " + labels.size() + ": " + labels
                            + "; use cost(...) without tuned(), around Calibrated.by(...)");
        }
        return labels;
    }

    private Decision byCosts(List<String> labels) {
        return costs.isEmpty() ? Decision.mostProbable() : Decision.costs(new CostMetric(costs).matrix(labels));
    }

    private static Model decided(Model model, Decision decision) {
        Output.Classes classes = (Output.Classes) model.signature().output();
        return Model.of(Signature.of(model.signature().features(), classes.decidedBy(decision)), model.form());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decided that
                && learner.equals(that.learner)
                && rule == that.rule
                && costs.equals(that.costs)
                && label.equals(that.label)
                && level == that.level
                && folds.equals(that.folds);
    }

    @Override
    public int hashCode() {
        return Objects.hash(learner, rule, costs, label, level, folds);
    }

    /** For example {@code decided(precision 0.9 of fraud, stratified(5), random forest)}. */
    @Override
    public String toString() {
        String by = rule.takesCosts()
                ? (rule == Rule.CHEAPEST ? "cheapest threshold, " : "") + "costs " + costs
                : lower(rule) + " " + level + " of " + label;
        return "decided(" + by + ", " + (rule.isTuned() ? folds + ", " : "") + learner + ")";
    }
}
