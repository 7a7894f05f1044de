package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Vote;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.trees.RandomForest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class VotingTest {
    private static final Fit FIT = Fit.standard().seed(3);

    /** Always the same probabilities. */
    private static Learner says(double... probabilities) {
        return (table, fit) -> {
            fit.pieceDone();
            return Model.of(
                    Training.of(table).signature(),
                    Linear.of(
                            new double[probabilities.length]
                                    [Training.of(table).signature().features().size()],
                            probabilities));
        };
    }

    private static double[] answer(Learner learner) throws InterruptedException {
        Table table = Samples.complete(Samples.classes(60, 2, 1));
        return learner.fit(table, FIT).predict(table.row(0)).probabilities();
    }

    @Test
    void soft_hard_andWeighted_byHand() throws InterruptedException {
        Voting voting = Voting.of(says(0.6, 0.4), says(0.6, 0.4), says(0, 1));
        assertThat(answer(voting)).containsExactly(1.2 / 3, 1.8 / 3);
        assertThat(answer(voting.hard())).containsExactly(2 / 3.0, 1 / 3.0);
        assertThat(answer(voting.weights(1, 0, 4))).containsExactly(0.6 / 5, 4.4 / 5);
        assertThat(answer(voting.weights(1, 0, 4).hard())).containsExactly(1 / 5.0, 4 / 5.0);
        assertThat(voting.weights(1, 0, 4).pieces())
                .as("weight 0 is not fitted")
                .isEqualTo(2);
    }

    @Test
    void members_shareWhatTheyCan_andModelsAreOfTheRowsGiven() throws InterruptedException {
        Spy one = new Spy(RandomForest.standard().trees(2));
        Spy two = new Spy(Recipes.tree());
        Table table = Spy.withId(Samples.classes(60, 2, 1));

        Bagging.of(Voting.of(one, two)).members(5).fit(table, FIT);

        assertThat(one.overs).hasValue(1);
        assertThat(two.overs).hasValue(1);
        assertThat(one.calls).hasSize(5);
        for (int i = 0; i < 5; i++) {
            assertThat(one.calls.get(i).ids()).isEqualTo(two.calls.get(i).ids());
        }
    }

    /** By hand: the score of each member out of fold. */
    @Test
    void weightedByScore_takesItOrItsInverse() throws InterruptedException {
        Table table = Samples.classes(300, 2, 4);
        Learner good = Recipes.logistic();
        Learner poor = says(0.3, 0.7);
        Table complete = Samples.complete(table);
        Voting voting = Voting.of(good, poor).folds(Folds.random(3));

        EnsembleReport byLoss = voting.weightedBy(Metric.LOG_LOSS).fitReported(complete, FIT);
        EnsembleReport byArea = voting.weightedBy(Metric.ROC_AUC).fitReported(complete, FIT);

        for (EnsembleReport.Member member : byLoss.members()) {
            assertThat(member.weight()).isEqualTo(1 / member.scores().get(Metric.LOG_LOSS));
        }
        assertThat(byLoss.members().get(0).weight())
                .isGreaterThan(byLoss.members().get(1).weight());
        assertThat(byArea.members().get(0).weight())
                .isEqualTo(2 * byArea.members().get(0).scores().get(Metric.ROC_AUC) - 1);
        assertThat(byArea.members().get(1).weight()).as("half is chance").isEqualTo(0);
        assertThat(((Average) byLoss.model().form()).weights())
                .isEqualTo(byLoss.members().stream()
                        .map(EnsembleReport.Member::weight)
                        .toList());
        assertThat(((Average) byArea.model().form()).members())
                .as("the other is left out")
                .hasSize(1);
        assertThat(voting.weightedBy(Metric.LOG_LOSS).fit(complete, FIT)).isEqualTo(byLoss.model());
    }

    @Test
    void weightedByAScoreThatAllLack_isEqual() throws InterruptedException {
        Table table = Samples.complete(Samples.classes(60, 2, 1));
        Model model = Voting.of(says(0.2, 0.8), says(0.4, 0.6))
                .weightedBy(Metric.ROC_AUC)
                .fit(table, FIT);
        assertThat(((Average) model.form()).weights()).containsExactly(1.0, 1.0);
    }

    /** A report fits on folds too, and is of the same model. */
    @Test
    void report_isOfTheSameModel_andScoresTheVote() throws InterruptedException {
        Table table = Samples.classes(300, 3, 4);
        for (Voting voting : List.of(
                Voting.of(RandomForest.standard().trees(5), Recipes.tree()),
                Voting.of(RandomForest.standard().trees(5), Recipes.tree())
                        .weights(1, 3)
                        .hard())) {
            EnsembleReport report = voting.fitReported(table, FIT);
            assertThat(report.model()).isEqualTo(voting.fit(table, FIT));
            assertThat(report.heldOut().rows()).hasSize(300);
            double both = report.heldOut().metric(Metric.ACCURACY).orElseThrow();
            double tree = report.members().get(1).scores().get(Metric.ACCURACY);
            assertThat(both).isBetween(tree - 0.05, 0.99);
            for (int row = 0; row < 300; row++) {
                double sum = 0;
                for (int k = 0; k < 3; k++) {
                    sum += report.heldOut().outcomes().score(row, k);
                }
                assertThat(sum).isCloseTo(1, offset(1e-9));
            }
        }
    }

    @Test
    void numbers_areAveraged() throws InterruptedException {
        Table table = Samples.numbers(100, 1);
        Model one = Recipes.regressionTree().fit(table);
        Model two = Prepared.by(Preparation.scaled(), Recipes.regressionTree()).fit(table);
        Model model = Voting.of(Recipes.regressionTree(), Prepared.by(Preparation.scaled(), Recipes.regressionTree()))
                .weights(1, 3)
                .fit(table);
        double expected = (one.predict(table.row(0)).value()
                        + 3 * two.predict(table.row(0)).value())
                / 4;
        assertThat(model.predict(table.row(0)).value()).isEqualTo(expected);
    }

    @Test
    void hardVotesOnNumbers_andMetricsOfClasses_areRefused() {
        assertThatThrownBy(() -> Voting.of(Recipes.regressionTree()).hard().fit(Samples.numbers(50, 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the target \"amount\" is a number, on which members cannot vote; leave out hard() for their mean");
        assertThatThrownBy(() -> Voting.of(Recipes.regressionTree())
                        .weightedBy(Metric.ROC_AUC)
                        .fit(Samples.numbers(50, 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("ROC_AUC is not defined for the target \"amount\", a NUMBER; use RMSE or another that is");
    }

    static List<double[]> badWeights() {
        return List.of(
                new double[] {1}, new double[] {1, 2, 3}, new double[] {-1, 2}, new double[] {0, 0}, new double[] {
                    Double.NaN, 1
                });
    }

    @ParameterizedTest
    @MethodSource("badWeights")
    void weightsThatMakeNoSense_areRefused(double[] weights) {
        assertThatThrownBy(() -> Voting.of(Recipes.tree(), Recipes.tree()).weights(weights))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageEndingWith(
                        " but must be one for each of the 2 members, 0 or more, and one at least above 0");
    }

    @Test
    void deadline_leavesMembersOut_withTheirWeights() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();
        Learner slow = Spy.slow(Recipes.tree(), watch, 2);
        Voting voting = Voting.of(slow, slow, slow).weights(3, 2, 1);
        Model model = voting.hard()
                .fit(Samples.classes(60, 2, 1), Fit.standard().deadline(Instant.EPOCH.plusSeconds(3), watch));
        assertThat(((Vote) model.form()).weights()).containsExactly(3.0, 2.0);
    }

    @Test
    void recipes_areValues() {
        Learner forest = RandomForest.standard();
        assertThat(Voting.of(forest).hard().weightedBy(Metric.ROC_AUC))
                .isEqualTo(Voting.of(forest).weightedBy(Metric.ROC_AUC).hard())
                .hasSameHashCodeAs(Voting.of(forest).weightedBy(Metric.ROC_AUC).hard())
                .isNotEqualTo(Voting.of(forest).hard());
        assertThat(Voting.of(forest).weights(2)).hasToString("mean of [" + forest + "], weights [2.0]");
    }
}
