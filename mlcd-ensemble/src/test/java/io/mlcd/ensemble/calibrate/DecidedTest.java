package io.mlcd.ensemble.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Decision;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Combine;
import io.mlcd.ensemble.learn.Decisions;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.EnsembleReport;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Partition;
import io.mlcd.ensemble.learn.Partitioned;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.learn.Selection;
import io.mlcd.ensemble.learn.Stacking;
import io.mlcd.ensemble.learn.Voting;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecidedTest {
    private static final Table TWO = Samples.classes(400, 2, 1);
    private static final Table THREE = Samples.classes(400, 3, 1);

    private static Decision decision(Model model) {
        return ((Output.Classes) model.signature().output()).decision();
    }

    private static double meanCost(Evaluation evaluation, double missed, double alarm) {
        double[][] confusion = evaluation.confusion();
        return (confusion[1][0] * missed + confusion[0][1] * alarm) / evaluation.rows();
    }

    @Test
    void cost_choosesTheLeastExpectedCost_andLeavesTheProbabilities() throws Exception {
        Model plain = Linear.logistic().fit(THREE);
        Model model = Decided.by(Linear.logistic())
                .cost("k2", "k0", 10)
                .cost("k0", "k1", 0.25)
                .fit(THREE);
        double[][] costs = {{0, 0.25, 1}, {1, 0, 1}, {10, 1, 0}};
        int changed = 0;

        assertThat(decision(model)).isEqualTo(Decision.costs(costs));
        for (int row = 0; row < THREE.rows(); row++) {
            Prediction prediction = model.predict(THREE.row(row));
            double[] p = prediction.probabilities();
            assertThat(p).containsExactly(plain.predict(THREE.row(row)).probabilities());
            int best = 0;
            for (int j = 1; j < 3; j++) {
                best = cost(p, costs, j) < cost(p, costs, best) ? j : best;
            }
            assertThat(prediction.label()).isEqualTo("k" + best);
            changed += prediction.label().equals(plain.predict(THREE.row(row)).label()) ? 0 : 1;
        }
        assertThat(changed).isGreaterThan(10);
    }

    private static double cost(double[] p, double[][] costs, int chosen) {
        return p[0] * costs[0][chosen] + p[1] * costs[1][chosen] + p[2] * costs[2][chosen];
    }

    /** All thresholds tried one by one, on rows drawn with ties. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void thresholds_areTheBestByBruteForce(int positive) {
        SplittableRandom random = new SplittableRandom(4);
        for (int trial = 0; trial < 300; trial++) {
            int rows = random.nextInt(4, 30);
            double[] probabilities = new double[2 * rows];
            int[] truth = new int[rows];
            double[] weights = new double[rows];
            for (int row = 0; row < rows; row++) {
                probabilities[2 * row + 1] = random.nextInt(9) / 8.0;
                probabilities[2 * row] = 1 - probabilities[2 * row + 1];
                truth[row] = row < 2 ? row : random.nextInt(2);
                weights[row] = random.nextInt(1, 4);
            }
            Model model = null;
            try {
                model = Linear.logistic().fit(TWO);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Predicted predicted = new Predicted(List.of("k0", "k1"), model, probabilities, truth, weights);
            Thresholds thresholds = Thresholds.of(predicted, positive);
            double[][] costs = {{0, 1 + random.nextInt(3)}, {1 + random.nextInt(5), 0}};
            double[] tried = new double[41];
            Arrays.setAll(tried, i -> i / 40.0 + (i > 0 && i < 40 ? 1e-4 : 0));
            double least = Double.POSITIVE_INFINITY;
            double most = 0;
            for (double t : tried) {
                double[] counts = counts(predicted, positive, t);
                least = Math.min(least, costOf(counts, costs, positive));
                most = precision(counts) >= 0.7 ? Math.max(most, counts[0]) : most;
            }
            double[] found = counts(predicted, positive, thresholds.cheapest(costs));
            assertThat(costOf(found, costs, positive)).isCloseTo(least, within(1e-9));
            if (most > 0) {
                double[] precise = counts(predicted, positive, thresholds.ofPrecision("x", 0.7));
                assertThat(precision(precise)).isGreaterThanOrEqualTo(0.7);
                assertThat(precise[0]).isCloseTo(most, within(1e-9));
            } else {
                assertThatThrownBy(() -> thresholds.ofPrecision("x", 0.7))
                        .hasMessageStartingWith("no threshold reaches a precision of 0.7 for \"x\": the highest");
            }
        }
    }

    /** By the decision itself: found, false alarms, missed. */
    private static double[] counts(Predicted predicted, int positive, double threshold) {
        Decision decision = Thresholds.decision(positive, threshold);
        double[] counts = new double[3];
        for (int row = 0; row < predicted.rows(); row++) {
            int chosen = decision.choose(new double[] {predicted.probability(row, 0), predicted.probability(row, 1)});
            boolean is = predicted.truth(row) == positive;
            counts[0] += is && chosen == positive ? predicted.weight(row) : 0;
            counts[1] += !is && chosen == positive ? predicted.weight(row) : 0;
            counts[2] += is && chosen != positive ? predicted.weight(row) : 0;
        }
        return counts;
    }

    private static double costOf(double[] counts, double[][] costs, int positive) {
        return counts[1] * costs[1 - positive][positive] + counts[2] * costs[positive][1 - positive];
    }

    private static double precision(double[] counts) {
        return counts[0] + counts[1] > 0 ? counts[0] / (counts[0] + counts[1]) : 0;
    }

    @Test
    void fit_onAdult_lowersWhatMistakesCost_andReachesPrecisionAndRecall() throws Exception {
        Table table = DataSets.adult().read(9_000);
        int[] order = Draw.shuffled(table.rows(), 3);
        Table train = table.rows(Arrays.copyOf(order, 6_000));
        Table test = table.rows(Arrays.copyOfRange(order, 6_000, order.length));
        String rich = ">50K";
        String poor = "<=50K";
        Learner base = Linear.logistic();
        Evaluation plain = Evaluation.of(base.fit(train), test);
        for (Decided one : List.of(
                Decided.by(base).cost(rich, poor, 8),
                Decided.by(base).cost(rich, poor, 8).tuned())) {
            Evaluation evaluation = Evaluation.of(one.fit(train), test);
            System.out.printf(
                    "%s: %.4f for a row, plain %.4f%n", one, meanCost(evaluation, 8, 1), meanCost(plain, 8, 1));
            assertThat(meanCost(evaluation, 8, 1)).isLessThan(0.7 * meanCost(plain, 8, 1));
            assertThat(evaluation.metric(Metric.LOG_LOSS)).isEqualTo(plain.metric(Metric.LOG_LOSS));
        }
        for (String label : List.of(rich, poor)) {
            int at = label.equals(rich) ? 1 : 0;
            double[][] precise = Evaluation.of(
                            Decided.by(base).precision(label, 0.9).fit(train), test)
                    .confusion();
            double[][] complete = Evaluation.of(
                            Decided.by(base).recall(label, 0.9).fit(train), test)
                    .confusion();
            double precision = precise[at][at] / (precise[0][at] + precise[1][at]);
            double recall = complete[at][at] / (complete[at][0] + complete[at][1]);
            System.out.printf("%s: precision %.3f, recall %.3f for 0.9%n", label, precision, recall);
            assertThat(precision).isBetween(0.85, 0.95);
            assertThat(recall).isBetween(0.86, 0.94);
        }
    }

    static Stream<Arguments> learners() {
        Decided decided = Decided.by(RandomForest.standard().trees(5)).cost("k1", "k0", 4);
        return Stream.of(
                Arguments.of(decided, TWO),
                Arguments.of(decided, THREE),
                Arguments.of(decided.tuned(), TWO),
                Arguments.of(Decided.by(Linear.logistic()).threshold("k0", 0.3), TWO),
                Arguments.of(Decided.by(Linear.logistic()).precision("k0", 0.8).folds(Folds.random(3)), TWO),
                Arguments.of(Decided.by(Calibrated.by(Linear.logistic())).cost("k0", "k2", 3), THREE),
                Arguments.of(Calibrated.by(decided), THREE),
                Arguments.of(Prepared.by(Preparation.standard(), decided), TWO),
                Arguments.of(Bagging.of(decided.tuned()).members(3), TWO),
                Arguments.of(Bagging.of(decided).members(3).combine(Combine.VOTE), THREE),
                Arguments.of(Partitioned.by(Partition.stratified(2), decided), THREE),
                Arguments.of(Partitioned.by(Partition.random(2), decided).combine(Combine.weighted()), THREE),
                Arguments.of(
                        Partitioned.by(Partition.byQuantiles("x", 2), decided).combine(Combine.route()), THREE),
                Arguments.of(
                        Partitioned.by(Partition.random(2), Linear.logistic()).combine(Combine.stacked(decided)),
                        THREE),
                Arguments.of(Voting.of(decided, decided.tuned()), TWO),
                Arguments.of(Voting.of(decided, Linear.logistic()).weightedBy(Metric.LOG_LOSS), THREE),
                Arguments.of(Voting.of(decided, decided).hard(), THREE),
                Arguments.of(Selection.of(decided, decided), THREE),
                Arguments.of(Stacking.of(decided, Linear.logistic()).meta(Linear.logistic()), THREE),
                Arguments.of(Stacking.of(Linear.logistic()).meta(decided), THREE));
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_keepsTheDecision_onAnyNumberOfThreads_inArtifactAndRegistry(Learner learner, Table table)
            throws Exception {
        Model model = learner.fit(table, Fit.standard().seed(2));
        Artifact artifact = Artifact.of(model);
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            Model same = learner.fit(table, Fit.standard().seed(2).executor(pool, 4));
            assertThat(Artifact.of(same).id()).isEqualTo(artifact.id());
        } finally {
            pool.shutdownNow();
        }
        boolean lost = (learner instanceof Bagging bagging && bagging.combine().equals(Combine.VOTE))
                || learner.toString().startsWith("vote of ")
                || (learner instanceof Stacking && !learner.toString().contains(" under decided"));
        assertThat(decision(model).isMostProbable()).isEqualTo(lost);
        assertThat(Artifact.read(artifact.bytes()).model()).isEqualTo(model);
        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            registry.promote(
                    "m", registry.publish("m", Artifact.of(Linear.logistic().fit(table))));
            registry.promote("m", registry.publish("m", artifact));
            LiveModel live = registry.live("m");
            for (int row = 0; row < 50; row++) {
                assertThat(live.predict(table.row(row)).label())
                        .isEqualTo(model.predict(table.row(row)).label());
            }
        }
    }

    @Test
    void average_ofOneDecision_keepsIt_andOfSeveralTakesTheMeanThreshold() throws Exception {
        Decided decided = Decided.by(Linear.logistic());
        Model same = Bagging.of(decided.threshold("k1", 0.2)).members(2).fit(TWO);
        assertThat(decision(same)).isEqualTo(Decision.threshold(0.2));

        int[] turn = {0};
        Learner turns = new Learner() {
            @Override
            public Model fit(Table table, Fit fit) throws InterruptedException {
                return decided.threshold("k1", turn[0]++ == 0 ? 0.2 : 0.6).fit(table, fit);
            }
        };
        double[][] costs = decision(Bagging.of(turns).members(2).fit(TWO)).costs();
        assertThat(costs[0][1] / (costs[0][1] + costs[1][0])).isCloseTo(0.4, within(1e-12));
    }

    @Test
    void vote_countsWhatEachMemberDecides() throws Exception {
        Model always = Bagging.of(Decided.by(Linear.logistic()).threshold("k1", 0))
                .members(3)
                .combine(Combine.VOTE)
                .fit(TWO);
        for (int row = 0; row < 20; row++) {
            assertThat(always.predict(TWO.row(row)).probability("k1")).isEqualTo(1);
        }
    }

    /** A fit that reports. */
    private interface Reported {
        EnsembleReport with(Fit fit) throws InterruptedException;
    }

    private static Arguments reported(String name, Reported reported, boolean members) {
        return Arguments.of(name, reported, members);
    }

    /** Their models choose k1, whatever its probability; their members too, or not. */
    static Stream<Arguments> reported() {
        Decided always = Decided.by(Linear.logistic()).threshold("k1", 0);
        Bagging bagging = Bagging.of(always).members(5);
        Voting voting = Voting.of(always, always);
        Selection selection = Selection.of(always, always).metric(Metric.ACCURACY);
        Stacking stack = Stacking.of(Linear.logistic()).meta(always);
        return Stream.of(
                reported("bagging", fit -> bagging.fitReported(TWO, fit), true),
                reported("vote of bags", fit -> bagging.combine(Combine.VOTE).fitReported(TWO, fit), true),
                reported("mean", fit -> voting.fitReported(TWO, fit), true),
                reported("vote", fit -> voting.hard().fitReported(TWO, fit), true),
                reported(
                        "weighted mean",
                        fit -> voting.weightedBy(Metric.ACCURACY).fitReported(TWO, fit),
                        true),
                reported("selection", fit -> selection.fitReported(TWO, fit), true),
                reported("stack", fit -> stack.fitReported(TWO, fit), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("reported")
    void report_measuresTheLabelsThatTheModelChooses(String name, Reported reported, boolean members) throws Exception {
        EnsembleReport report = reported.with(Fit.standard().seed(3));
        Column target = TWO.column("kind");
        int[] rows = report.heldOut().rows();
        double share =
                Arrays.stream(rows).filter(row -> "k1".equals(target.text(row))).count() / (double) rows.length;

        assertThat(share).isBetween(0.3, 0.7);
        assertThat(report.heldOut().metric(Metric.ACCURACY).orElseThrow()).isCloseTo(share, within(1e-12));
        assertThat(report.model().predict(TWO.row(0)).label()).isEqualTo("k1");
        for (EnsembleReport.Member member : report.members()) {
            Double accuracy = member.scores().get(Metric.ACCURACY);
            if (accuracy != null) {
                assertThat(Math.abs(accuracy - share) < 1e-12).isEqualTo(members);
            }
        }
    }

    /** The fallback is asked for its probabilities only; of parts by time the newest answers alone. */
    @Test
    void route_decidesAsThePartsThatAnswer() throws Exception {
        Learner decided = Decided.by(Linear.logistic()).threshold("k1", 0.2);
        Model model = Partitioned.by(Partition.byQuantiles("y", 2), decided)
                .combine(Combine.route().otherwise(Linear.logistic()))
                .fit(TWO);
        assertThat(decision(model)).isEqualTo(Decision.threshold(0.2));

        long[] days = new long[TWO.rows()];
        Arrays.setAll(days, row -> row * 86_400_000L);
        Table timed = TWO.with(Column.ofTimes("day", days));
        Learner newer = (table, fit) -> Decided.by(Linear.logistic())
                .threshold("k1", table.time().orElseThrow().millis(0) > 0 ? 0.1 : 0.7)
                .fit(table, fit);
        Model newest = Partitioned.by(Partition.byTime("day", 2), newer)
                .combine(Combine.route())
                .fit(timed);
        assertThat(decision(newest)).isEqualTo(Decision.threshold(0.1));
    }

    /** A member that lacks a class decides by the same costs as one that knows it. */
    @Test
    void average_ofOneRule_keepsIt_whereMembersLackAClass() {
        Output.Classes all = new Output.Classes("y", List.of("a", "b", "c"));
        Output.Classes full = all.decidedBy(Decision.costs(new double[][] {{0, 1, 0.1}, {5, 0, 1}, {1, 1, 0}}));
        Output.Classes ab = new Output.Classes("y", List.of("a", "b"), Decision.costs(new double[][] {{0, 1}, {5, 0}}));
        Output.Classes ac =
                new Output.Classes("y", List.of("a", "c"), Decision.costs(new double[][] {{0, 0.1}, {1, 0}}));

        assertThat(Decisions.averaged(all, List.of(ab, full, ac, ac))).isEqualTo(full);
        assertThat(Decisions.averaged(all, List.of(ab, ac)).decision())
                .as("1 for what no member knows")
                .isEqualTo(full.decision());
        Output.Classes other = ab.decidedBy(Decision.costs(new double[][] {{0, 1}, {4, 0}}));
        assertThat(Decisions.averaged(all, List.of(full, other))).isNotEqualTo(full);
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    static Stream<Arguments> misuse() {
        Decided decided = Decided.by(Linear.logistic());
        return Stream.of(
                refused(
                        () -> decided.cost("a", "b", -1),
                        "the cost of choosing \"b\" where \"a\" is true was -1.0 but must be finite and 0 or more"),
                refused(() -> decided.threshold("a", 1.5), "the threshold of \"a\" was 1.5 but must be from 0 to 1"),
                refused(() -> decided.recall("a", 0), "the recall of \"a\" was 0.0 but must be in (0, 1]"),
                refused(
                        () -> decided.cost("a", "b", 2).precision("a", 0.9),
                        "both costs and a precision were given, but a label is chosen by one of them; leave out cost(...) or"
                                + " precision(...)"),
                refused(
                        () -> decided.precision("a", 0.9).cost("a", "b", 2),
                        "both costs and a precision were given, but a label is chosen by one of them; leave out cost(...) or"
                                + " precision(...)"),
                refused(
                        () -> decided.cost("k9", "k0", 2).fit(TWO),
                        "the decision names [k9], of which \"kind\" has no row; its classes are [k0, k1]"),
                refused(
                        () -> decided.threshold("k0", 0.5).fit(THREE),
                        "a threshold is between two classes, but \"kind\" has 3: [k0, k1, k2]; use cost(...) without"
                                + " tuned(), around Calibrated.by(...)"),
                refused(
                        () -> decided.fit(Samples.numbers(20, 1)),
                        "the target \"amount\" is a number, but a decision is between classes; use " + Linear.logistic()
                                + " as it is"));
    }

    @ParameterizedTest
    @MethodSource
    void misuse(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfAny(IllegalArgumentException.class, TrainingException.class)
                .hasMessage(message);
    }

    @Test
    void values_areEqualAndSayWhatTheyAre() {
        Decided decided = Decided.by(Linear.logistic());
        assertThat(decided.cost("a", "b", 2))
                .isEqualTo(Decided.by(Linear.logistic()).cost("a", "b", 2));
        assertThat(decided.cost("a", "b", 2))
                .hasSameHashCodeAs(decided.cost("a", "b", 2))
                .isNotEqualTo(decided);
        assertThat(decided.precision("a", 0.9))
                .asString()
                .startsWith("decided(precision 0.9 of a, stratified(5), logistic regression (");
        assertThat(Calibrated.by(Linear.logistic()).isotonic())
                .asString()
                .startsWith("calibrated(isotonic, stratified(5), logistic regression (");
    }
}
