package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.metric.CostMetric;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SelectionTest {
    private static final Fit FIT = Fit.standard().seed(6);

    /** Minus the squared distance of the mean from (6, 0). */
    private static double goodness(double[] mean) {
        return -((mean[0] - 6) * (mean[0] - 6) + mean[1] * mean[1]);
    }

    private static int[] chosen(int start, int rounds, double[]... library) {
        return new Greedy(List.of(library), SelectionTest::goodness)
                .choose(IntStream.range(0, library.length).boxed().toList(), start, rounds);
    }

    /**
     * Alone, (9, 1) is best, at 3 and 1 from (6, 0). Then (0, -3) makes (4.5, -1), then (9, 1) again (6, -1/3), which nothing betters.
     */
    @Test
    void greedy_choosesWithReplacement_byHand() {
        double[][] library = {{0, -3}, {9, 1}, {0, 9}};
        assertThat(chosen(1, 1, library)).containsExactly(0, 1, 0);
        assertThat(chosen(1, 2, library)).containsExactly(1, 1, 0);
        assertThat(chosen(1, 3, library)).containsExactly(1, 2, 0);
        assertThat(chosen(0, 3, library))
                .as("nothing to start with is the best one first")
                .containsExactly(1, 2, 0);
    }

    /** Rounds go on, but what is taken is the best on the way. */
    @Test
    void greedy_goesBackToTheBest() {
        assertThat(chosen(1, 50, new double[][] {{6, 0}, {9, 9}})).containsExactly(1, 0);
        double[][] library = {{0, -3}, {9, 1}, {0, 9}};
        for (int rounds = 1; rounds <= 20; rounds++) {
            assertThat(goodness(mean(chosen(1, 20, library), library)))
                    .as("of %s on the way", rounds)
                    .isGreaterThanOrEqualTo(goodness(mean(chosen(1, rounds, library), library)));
        }
    }

    private static double[] mean(int[] counts, double[][] library) {
        double[] mean = new double[2];
        int sum = Arrays.stream(counts).sum();
        for (int one = 0; one < counts.length; one++) {
            mean[0] += library[one][0] * counts[one] / sum;
            mean[1] += library[one][1] * counts[one] / sum;
        }
        return mean;
    }

    @Test
    void greedy_startsWithTheBestFew_andTakesTheFirstOfEquals() {
        double[][] library = {{99, 0}, {9, 1}, {0, -3}, {9, 1}};
        assertThat(chosen(2, 2, library)).containsExactly(0, 1, 0, 1);
        assertThat(chosen(3, 3, library)).containsExactly(0, 1, 1, 1);
        assertThat(chosen(9, 9, library)[0]).as("all of them, then on").isEqualTo(1);
    }

    @Test
    void selection_refitsTheChosenAlone_andWeighsThem() throws InterruptedException {
        Table table = Samples.classes(400, 2, 3);
        Spy forest = new Spy(RandomForest.standard().trees(20));
        Spy noise = new Spy((given, fit) -> Recipes.tree().fit(given.drop("x", "y", "colour"), fit));
        Spy line = new Spy(Recipes.logistic());

        EnsembleReport report = Selection.of(forest.named("forest"), noise.named("noise"), line.named("line"))
                .fitReported(table, FIT);

        assertThat(noise.calls).as("five folds").hasSize(5);
        List<Double> weights =
                report.members().stream().map(EnsembleReport.Member::weight).toList();
        assertThat(weights.get(1)).isEqualTo(0);
        assertThat(((Average) report.model().form()).weights())
                .isEqualTo(weights.stream().filter(weight -> weight > 0).toList());
        assertThat(forest.calls).hasSize(weights.get(0) > 0 ? 6 : 5);
        assertThat(line.calls).hasSize(weights.get(2) > 0 ? 6 : 5);
        double best = report.members().stream()
                .mapToDouble(member -> member.scores().get(Metric.LOG_LOSS))
                .min()
                .orElseThrow();
        assertThat(report.heldOut().metric(Metric.LOG_LOSS).orElseThrow()).isLessThanOrEqualTo(best);
        assertThat(report.model()).isEqualTo(Selection.of(forest, noise, line).fit(table, FIT));
    }

    /** Whatever the metric is, it is that of the selection that was asked to make it good. */
    @ParameterizedTest
    @CsvSource({"ACCURACY", "ROC_AUC", "LOG_LOSS", "MACRO_F1"})
    void selection_byAnyMetric_isNoWorseByItThanAMember(Metric metric) throws InterruptedException {
        Table table = Samples.classes(300, 3, 3);
        EnsembleReport report =
                Selection.of(library()).metric(metric).rounds(10).fitReported(table, FIT);
        double its = report.heldOut().metric(metric).orElseThrow();
        for (EnsembleReport.Member member : report.members()) {
            double one = member.scores().get(metric);
            assertThat(metric.higherIsBetter() ? its - one : one - its).isGreaterThanOrEqualTo(0);
        }
    }

    private static List<Learner> library() {
        return List.of(
                Recipes.tree(),
                Recipes.logistic(),
                RandomForest.standard().trees(5),
                Boosting.gradient().rounds(8));
    }

    /** A measure of the host's, or with parameters, serves as well; two members alone make what it says of each known. */
    @Test
    void selectionAndWeights_takeAnyMeasure() throws InterruptedException {
        Table table = Samples.classes(300, 2, 3);
        CostMetric cost = CostMetric.of("k0", "k1", 6);
        Learner[] members = {RandomForest.standard().trees(20), Recipes.logistic(), Recipes.tree()};

        EnsembleReport selected = Selection.of(members).metric(cost).fitReported(table, FIT);
        EnsembleReport weighed = Voting.of(members).weightedBy(cost).fitReported(table, FIT);

        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < members.length; i++) {
            EnsembleReport alone = Voting.of(members[i]).fitReported(table, FIT);
            least = Math.min(least, alone.heldOut().metric(cost).orElseThrow());
        }
        assertThat(selected.heldOut().metric(cost).orElseThrow()).isLessThan(least + 0.1);
        assertThat(weighed.members().stream().map(EnsembleReport.Member::weight))
                .allMatch(weight -> weight > 0);
        assertThat(weighed.model()).isNotEqualTo(Voting.of(members).fit(table, FIT));
    }

    @Test
    void selection_ofNumbers_isBetterThanTheFirst() throws InterruptedException {
        Table train = Samples.numbers(400, 1);
        Table test = Samples.numbers(2000, 2);
        Model model = Selection.of(
                        Recipes.regressionTree(),
                        RandomForest.standard().trees(20),
                        Boosting.gradient().rounds(30))
                .fit(train, FIT);
        assertThat(rmse(model, test)).isLessThan(rmse(Recipes.regressionTree().fit(train), test));
    }

    private static double rmse(Model model, Table test) {
        return Evaluation.of(model, test).metric(Metric.RMSE).orElseThrow();
    }

    @Test
    void bagged_sumsSharesOfEachSelection_onAnyThreadCount() throws InterruptedException {
        Table table = Samples.classes(200, 2, 3);
        Selection selection = Selection.of(library()).rounds(5).bagged(6, 0.5);
        ExecutorService pool = Executors.newFixedThreadPool(3);
        try {
            EnsembleReport one = selection.fitReported(table, FIT);
            assertThat(selection.fit(table, FIT.executor(pool, 3))).isEqualTo(one.model());
            double sum = one.members().stream()
                    .mapToDouble(EnsembleReport.Member::weight)
                    .sum();
            assertThat(sum).isCloseTo(6, org.assertj.core.api.Assertions.offset(1e-9));
            assertThat(one.members().stream()
                            .filter(member -> member.weight() > 0)
                            .count())
                    .as("halves of the library differ")
                    .isGreaterThan(2);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void deadline_leavesLearnersOut() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();
        Learner slow = Spy.slow(Recipes.tree(), watch, 1);
        EnsembleReport report = Selection.of(slow, slow, slow)
                .folds(Folds.random(2))
                .fitReported(Samples.classes(100, 2, 1), Fit.standard().deadline(Instant.EPOCH.plusSeconds(5), watch));
        assertThat(report.members()).hasSize(2);
    }

    @Test
    void pieces_areToldToTheLast() throws InterruptedException {
        List<Integer> told = new ArrayList<>();
        Selection selection = Selection.of(library());
        selection.fit(
                Samples.classes(100, 2, 1),
                Fit.standard().progress(step -> told.add((int) step.done()), selection.pieces()));
        assertThat(told).last().isEqualTo(selection.pieces());
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, 1, 1, rounds was 0 but must be at least 1",
        "1, -1, 1, 1, start was -1 but must be 0 or more",
        "1, 1, 0, 1, bags was 0 but must be at least 1",
        "1, 1, 1, 0, 'libraryFraction was 0.0 but must be in (0, 1]'",
        "1, 1, 1, 1.5, 'libraryFraction was 1.5 but must be in (0, 1]'"
    })
    void settingsOutOfRange_areRefused(int rounds, int start, int bags, double fraction, String message) {
        assertThatThrownBy(() ->
                        Selection.of(Recipes.tree()).rounds(rounds).start(start).bagged(bags, fraction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void recipes_areValues() {
        assertThatThrownBy(() -> Selection.of()).isInstanceOf(IllegalArgumentException.class);
        Selection one =
                Selection.of(RandomForest.standard()).metric(Metric.ROC_AUC).bagged(3, 0.5);
        assertThat(one)
                .isEqualTo(Selection.of(RandomForest.standard()).bagged(3, 0.5).metric(Metric.ROC_AUC))
                .hasSameHashCodeAs(
                        Selection.of(RandomForest.standard()).bagged(3, 0.5).metric(Metric.ROC_AUC))
                .isNotEqualTo(Selection.of(RandomForest.standard()).metric(Metric.ROC_AUC));
        assertThat(one.toString())
                .startsWith("selection of up to 50 from [")
                .endsWith(" by ROC_AUC, start 1, 3 bags of 0.5");
    }
}
