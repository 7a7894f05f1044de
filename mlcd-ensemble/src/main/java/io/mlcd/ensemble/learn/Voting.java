package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several learners fitted to the same rows, whose models answer together: by the mean of their probabilities or numbers, or by a vote
 * on the class. Immutable and equal by value.
 *
 * <p>A mean keeps the members' {@linkplain io.mlcd.api.Decision decision}, or the mean of their costs if they differ; in a hard vote
 * each votes for the class that it decides for, and the most voted is chosen.
 *
 * <p>Under a {@linkplain Fit#deadline deadline} members that cannot be fitted in time are left out.
 *
 * <pre>{@code
 * Voting.of(RandomForest.standard(), Boosting.gradient(), logistic).weights(1, 2, 1)
 * Voting.of(RandomForest.standard(), Boosting.gradient(), logistic).weightedBy(Metric.ROC_AUC)
 * }</pre>
 */
public final class Voting implements Learner {
    private final Settings settings;

    /**
     * All that was said.
     *
     * @param weights one for each member, 1 unless told
     * @param metric null unless it decides the weights
     * @param folds null for the default, which depends on the target
     */
    record Settings(
            Cast cast,
            boolean hard,
            List<Double> weights,
            @Nullable Measure metric,
            @Nullable Folds folds) {}

    private Voting(Settings settings) {
        this.settings = settings;
    }

    /**
     * The plain mean of members' probabilities, a soft vote, or of their numbers.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Voting of(Learner... members) {
        Cast cast = Cast.of(members);
        Double[] ones = new Double[cast.size()];
        Arrays.fill(ones, 1.0);
        return new Voting(new Settings(cast, false, List.of(ones), null, null));
    }

    /** By the class that each member chose: its probability is the share of their weights. For classes only. */
    public Voting hard() {
        return new Voting(new Settings(settings.cast, true, settings.weights, settings.metric, settings.folds));
    }

    /**
     * With weights of the members, in their order; in place of {@link #weightedBy}. One of weight 0 is not fitted.
     *
     * @throws IllegalArgumentException if there is not one for each member, one is below 0 or not finite, or all are 0
     */
    public Voting weights(double... newWeights) {
        List<Double> weights = Arrays.stream(newWeights).boxed().toList();
        boolean good = weights.stream().allMatch(weight -> weight >= 0 && weight < Double.POSITIVE_INFINITY);
        if (weights.size() != settings.cast.size() || !good || weights.stream().noneMatch(weight -> weight > 0)) {
            throw new IllegalArgumentException("weights were " + weights + " but must be one for each of the "
                    + settings.cast.size() + " members, 0 or more, and one at least above 0");
        }
        return new Voting(new Settings(settings.cast, settings.hard, weights, null, settings.folds));
    }

    /**
     * With weights by a score of the members' out-of-fold predictions; in place of {@link #weights}. A score of which more is better is
     * the weight, 0 if it is below, an area under the ROC curve twice what it is above a half; of which less is better its inverse. If all
     * were 0, all are equal.
     */
    public Voting weightedBy(Measure metric) {
        Objects.requireNonNull(metric, "metric");
        return new Voting(new Settings(settings.cast, settings.hard, settings.weights, metric, settings.folds));
    }

    /** With other folds for {@link #weightedBy} and reports, unless told five: stratified for classes, random for numbers. */
    public Voting folds(Folds newFolds) {
        Objects.requireNonNull(newFolds, "folds");
        return new Voting(new Settings(settings.cast, settings.hard, settings.weights, settings.metric, newFolds));
    }

    @Override
    public int pieces() {
        if (settings.metric != null) {
            return settings.cast.pieces(Inner.folds(settings.folds) + 1);
        }
        int pieces = 0;
        for (int member = 0; member < settings.cast.size(); member++) {
            pieces += settings.weights.get(member) > 0
                    ? settings.cast.learners().get(member).pieces()
                    : 0;
        }
        return pieces;
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return settings.metric != null
                ? VotingRun.of(settings, table, fit).report().model()
                : over(table, fit).fit(Draw.ascending(table.rows()), fit);
    }

    /** With given weights, members share what they can; weights by score take folds, which share nothing. */
    @Override
    public Fitter over(Table table, Fit fit) throws InterruptedException {
        if (settings.metric != null) {
            return Learner.super.over(table, fit);
        }
        Training training = Training.of(table, fit);
        VotingRun.check(settings, training);
        List<Integer> wanted = new ArrayList<>();
        List<Fitter> fitters = new ArrayList<>();
        for (int member = 0; member < settings.cast.size(); member++) {
            if (settings.weights.get(member) > 0) {
                wanted.add(member);
                fitters.add(settings.cast.learners().get(member).over(training.table(), fit));
            }
        }
        return (rows, its) -> VotingRun.fit(settings, training, wanted, fitters, rows, its);
    }

    /**
     * As {@link #fit(Table, Fit)}, and says how good the members and the ensemble are out of fold. Weights by score make the
     * ensemble's score a little too good: they were chosen on the same rows.
     */
    public EnsembleReport fitReported(Table table, Fit fit) throws InterruptedException {
        return VotingRun.of(settings, table, fit).report();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Voting that && settings.equals(that.settings);
    }

    @Override
    public int hashCode() {
        return settings.hashCode();
    }

    @Override
    public String toString() {
        return (settings.hard ? "vote of " : "mean of ")
                + settings.cast
                + (settings.metric == null ? ", weights " + settings.weights : ", weighted by " + settings.metric)
                + (settings.folds == null ? "" : ", folds " + settings.folds);
    }
}
