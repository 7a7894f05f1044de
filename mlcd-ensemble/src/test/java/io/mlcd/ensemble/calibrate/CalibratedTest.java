package io.mlcd.ensemble.calibrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Partition;
import io.mlcd.ensemble.learn.Partitioned;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class CalibratedTest {
    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    private static boolean[] truth(int... ones) {
        boolean[] truth = new boolean[ones.length];
        for (int i = 0; i < ones.length; i++) {
            truth[i] = ones[i] == 1;
        }
        return truth;
    }

    /** Outcomes that are drawn by a softmax of given scores divided by a temperature. */
    private static Predicted drawn(int rows, int classes, double temperature, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<String> labels = IntStream.range(0, classes).mapToObj(k -> "k" + k).toList();
        double[] probabilities = new double[rows * classes];
        int[] truth = new int[rows];
        for (int row = 0; row < rows; row++) {
            double[] scores = random.doubles(classes, -3, 3).toArray();
            double[] said = softmax(scores, 1);
            double[] meant = softmax(scores, temperature);
            System.arraycopy(said, 0, probabilities, row * classes, classes);
            double left = random.nextDouble();
            while (truth[row] < classes - 1 && left >= meant[truth[row]]) {
                left -= meant[truth[row]++];
            }
        }
        Model none = Recipe.constant(labels);
        return new Predicted(labels, none, probabilities, truth, ones(rows));
    }

    private static double[] softmax(double[] scores, double temperature) {
        double[] exp = Arrays.stream(scores).map(s -> Math.exp(s / temperature)).toArray();
        double sum = Arrays.stream(exp).sum();
        return Arrays.stream(exp).map(e -> e / sum).toArray();
    }

    private static double[] score(Form form, double... row) {
        double[] out = new double[form.outputs()];
        List<Feature> features = IntStream.range(0, form.inputs())
                .mapToObj(i -> Feature.number("p" + i))
                .toList();
        List<String> labels =
                IntStream.range(0, form.outputs()).mapToObj(k -> "k" + k).toList();
        Model.of(Signature.of(features, new Output.Classes("y", labels)), form).score(row, out);
        return out;
    }

    // Isotonic.

    @Test
    void isotonic_ofFewRows_isWhatPoolingByHandGives() {
        // Scores 1 1 2 3 4 4 5 6 7, outcomes 0 1 0 1 0 1 1 1 0 (weights 1 but for 2 at score 6).
        // By score: 1 -> 1/2, 2 -> 0, 3 -> 1, 4 -> 1/2, 5 -> 1, 6 -> 1 (weight 2), 7 -> 0.
        // Pooled: {1, 2} -> 1/3, {3, 4} -> 2/3, {5, 6, 7} -> 3/4.
        double[] scores = {1, 1, 2, 3, 4, 4, 5, 6, 7};
        double[] weights = ones(9);
        weights[7] = 2;
        Isotonic steps = Isotonic.of(scores, truth(0, 1, 0, 1, 0, 1, 1, 1, 0), weights);

        assertThat(steps.values()).containsExactly(new double[] {1 / 3.0, 2 / 3.0, 3 / 4.0}, within(1e-12));
        assertThat(steps.borders()).containsExactly(2.5, 4.5);
        assertThat(steps.at(2.5)).isCloseTo(1 / 3.0, within(1e-12));
        assertThat(steps.at(2.51)).isCloseTo(2 / 3.0, within(1e-12));
    }

    @Test
    void isotonic_weights_areAsRepeatedRows_andNoWeightIsNoRow() {
        double[] scores = {1, 2, 3, 4, 99};
        boolean[] truth = truth(0, 1, 0, 1, 0);
        Isotonic weighted = Isotonic.of(scores, truth, new double[] {1, 2, 3, 1, 0});
        Isotonic repeated = Isotonic.of(new double[] {1, 2, 2, 3, 3, 3, 4}, truth(0, 1, 1, 0, 0, 0, 1), ones(7));

        assertThat(weighted.values()).containsExactly(repeated.values());
        assertThat(weighted.borders()).containsExactly(repeated.borders());
    }

    /** Two rows that part the classes: 0 and 1 would be certain of what two rows cannot know. */
    @Test
    void isotonic_isNeverCertain() {
        Isotonic steps = Isotonic.of(new double[] {0.1, 0.9}, truth(0, 1), ones(2));
        assertThat(steps.values()).containsExactly(new double[] {1 / 3.0, 2 / 3.0}, within(1e-12));
    }

    @Test
    void isotonic_ofAnything_risesAndIsTheNearestByBruteForce() {
        SplittableRandom random = new SplittableRandom(5);
        for (int trial = 0; trial < 200; trial++) {
            int rows = random.nextInt(2, 9);
            double[] scores = random.ints(rows, 0, 5).asDoubleStream().toArray();
            boolean[] truth = new boolean[rows];
            truth[0] = true;
            for (int i = 2; i < rows; i++) {
                truth[i] = random.nextBoolean();
            }
            double[] weights = random.doubles(rows, 0.5, 3).toArray();
            Isotonic steps = Isotonic.of(scores, truth, weights);
            Platt.Targets targets = Platt.Targets.of(truth, weights);
            for (double score : scores) {
                // The max over lower ends of the min over upper ends of means.
                double best = Double.NEGATIVE_INFINITY;
                for (double low : scores) {
                    double least = Double.POSITIVE_INFINITY;
                    for (double high : scores) {
                        least = low <= score && high >= score
                                ? Math.min(least, mean(scores, truth, weights, low, high))
                                : least;
                    }
                    best = low <= score ? Math.max(best, least) : best;
                }
                assertThat(steps.at(score))
                        .isCloseTo(Math.min(Math.max(best, targets.low()), targets.high()), within(1e-12));
            }
            assertThat(steps.values()).isSorted();
        }
    }

    private static double mean(double[] scores, boolean[] truth, double[] weights, double low, double high) {
        double sum = 0;
        double weight = 0;
        for (int i = 0; i < scores.length; i++) {
            if (scores[i] >= low && scores[i] <= high) {
                sum += truth[i] ? weights[i] : 0;
                weight += weights[i];
            }
        }
        return sum / weight;
    }

    // Platt.

    @Test
    void platt_isWhereTheLikelihoodHasNoSlope_onPlattsTargets() {
        SplittableRandom random = new SplittableRandom(2);
        double[] scores = random.doubles(200, -4, 4).toArray();
        double[] weights = random.doubles(200, 0, 2).toArray();
        boolean[] truth = new boolean[200];
        for (int i = 0; i < 200; i++) {
            truth[i] = random.nextDouble() < 1 / (1 + Math.exp(-(0.5 * scores[i] - 1)));
        }
        Platt platt = Platt.of(scores, truth, weights);
        double step = 1e-6;
        double up = loss(scores, truth, weights, platt.slope() + step, platt.intercept());
        double down = loss(scores, truth, weights, platt.slope() - step, platt.intercept());
        double more = loss(scores, truth, weights, platt.slope(), platt.intercept() + step);
        double less = loss(scores, truth, weights, platt.slope(), platt.intercept() - step);

        assertThat((up - down) / (2 * step)).isCloseTo(0, within(1e-5));
        assertThat((more - less) / (2 * step)).isCloseTo(0, within(1e-5));
        assertThat(platt.slope()).isBetween(0.3, 0.8);
        assertThat(platt.intercept()).isBetween(-1.6, -0.5);
    }

    private static double loss(double[] scores, boolean[] truth, double[] weights, double slope, double intercept) {
        double positive = 0;
        double negative = 0;
        for (int i = 0; i < truth.length; i++) {
            positive += truth[i] ? weights[i] : 0;
            negative += truth[i] ? 0 : weights[i];
        }
        double sum = 0;
        for (int i = 0; i < truth.length; i++) {
            double target = truth[i] ? (positive + 1) / (positive + 2) : 1 / (negative + 2);
            double p = 1 / (1 + Math.exp(-(slope * scores[i] + intercept)));
            sum -= weights[i] * (target * Math.log(p) + (1 - target) * Math.log(1 - p));
        }
        return sum;
    }

    @Test
    void platt_onRowsThatAreParted_isFinite_andOfScoresTheWrongWayFlat() {
        Platt parted = Platt.of(new double[] {-2, -1, 1, 2}, truth(0, 0, 1, 1), ones(4));
        assertThat(parted.slope()).isBetween(0.1, 3.0);
        assertThat(parted.intercept()).isCloseTo(0, within(1e-9));

        Platt wrong = Platt.of(new double[] {-2, -1, 1, 2}, truth(1, 1, 1, 0), ones(4));
        assertThat(wrong.slope()).isZero();
        double rate = (3 * 4 / 5.0 + 1 / 3.0) / 4;
        assertThat(wrong.intercept()).isCloseTo(Math.log(rate / (1 - rate)), within(1e-9));
    }

    // Temperature.

    @ParameterizedTest
    @MethodSource
    void temperatures(int classes, double temperature) {
        Predicted predicted = drawn(20_000, classes, temperature, 7);
        double found = Temperature.of(predicted, 1e-9);

        assertThat(found).isCloseTo(temperature, within(0.06 * temperature));
    }

    static Stream<Arguments> temperatures() {
        return Stream.of(2, 3, 10).flatMap(k -> Stream.of(0.5, 1.0, 2.5).map(t -> Arguments.of(k, t)));
    }

    @ParameterizedTest
    @EnumSource
    void corrections_ofRightProbabilities_changeLittle_andOfWrongOnesALot(Calibrated.Method method) {
        for (int classes : new int[] {2, 4}) {
            Form right = method.correction(drawn(20_000, classes, 1, 3));
            Form wrong = method.correction(drawn(20_000, classes, 3, 4));
            double[] row = softmax(new double[] {2, 0, -1, 0.5}, 1);
            double[] given = classes == 2 ? new double[] {0.8, 0.2} : row;
            double[] meant = classes == 2
                    ? softmax(new double[] {Math.log(0.8), Math.log(0.2)}, 3)
                    : softmax(new double[] {2, 0, -1, 0.5}, 3);

            assertThat(score(right, given)).containsExactly(given, within(0.05));
            // Each class against the rest is not quite what a temperature does to all.
            assertThat(score(wrong, given)).containsExactly(meant, within(0.12));
        }
    }

    @ParameterizedTest
    @EnumSource
    void corrections_areProbabilities_riseWithTheClass_andAreNeverNaN(Calibrated.Method method) {
        for (int classes : new int[] {2, 3}) {
            Form form = method.correction(drawn(500, classes, 2, 5));
            double before = -1;
            for (double p : new double[] {0, 1e-300, 1e-9, 0.1, 0.3, 0.5, 0.7, 0.99, 1 - 1e-9, 1}) {
                double[] given = new double[classes];
                Arrays.fill(given, (1 - p) / (classes - 1));
                given[1] = p;
                double[] answer = score(form, given);
                assertThat(Arrays.stream(answer).sum()).isCloseTo(1, within(1e-9));
                assertThat(answer).doesNotContain(Double.NaN);
                assertThat(answer[1]).isGreaterThanOrEqualTo(before).isBetween(0.0, 1.0);
                before = answer[1];
            }
            assertThat(score(form, new double[classes])).doesNotContain(Double.NaN);
        }
    }

    // The learner.

    /** Overconfident: a few deep trees, each taken at its word. */
    private static Learner overconfident() {
        return Boosting.gradient().rounds(60).rate(0.5).depth(8).minLeafWeight(0.01);
    }

    /** The mean distance of what was said from what was, over 10 ranges of what was said, by their rows. */
    static double calibrationError(Evaluation evaluation) {
        Outcomes outcomes = evaluation.outcomes();
        double[] said = new double[10];
        double[] was = new double[10];
        for (int row = 0; row < outcomes.rows(); row++) {
            int range = (int) Math.min(9, 10 * outcomes.score(row, 1));
            said[range] += outcomes.score(row, 1);
            was[range] += outcomes.truth(row) == 1 ? 1 : 0;
        }
        return IntStream.range(0, 10)
                        .mapToDouble(i -> Math.abs(said[i] - was[i]))
                        .sum()
                / outcomes.rows();
    }

    @Test
    void fit_onAdult_makesTheCalibrationErrorAndTheLogLossFall() throws Exception {
        Table table = DataSets.adult().read(12_000);
        int[] order = Draw.shuffled(table.rows(), 3);
        Table train = table.rows(Arrays.copyOf(order, 8_000));
        Table test = table.rows(Arrays.copyOfRange(order, 8_000, order.length));
        Evaluation plain = Evaluation.of(overconfident().fit(train), test);
        System.out.printf("plain: calibration error %.4f, %s%n", calibrationError(plain), plain);
        for (Calibrated one : List.of(
                Calibrated.by(overconfident()),
                Calibrated.by(overconfident()).isotonic(),
                Calibrated.by(overconfident()).temperature(),
                Calibrated.by(overconfident()).holdOut(0.2))) {
            Evaluation evaluation = Evaluation.of(one.fit(train), test);
            System.out.printf(
                    "%s, held out %s: calibration error %.4f, %s%n",
                    one.method(), one.heldOut(), calibrationError(evaluation), evaluation);
            assertThat(calibrationError(evaluation)).isLessThan(0.5 * calibrationError(plain));
            assertThat(evaluation.metric(Metric.LOG_LOSS).orElseThrow())
                    .isLessThan(plain.metric(Metric.LOG_LOSS).orElseThrow());
        }
    }

    static Stream<Learner> learners() {
        List<Learner> learners = new ArrayList<>();
        for (Calibrated.Method method : Calibrated.Method.values()) {
            Learner base = RandomForest.standard().trees(5);
            Calibrated calibrated = new Calibrated(base, method, Folds.stratified(3), 0);
            learners.add(calibrated);
            learners.add(calibrated.holdOut(0.3));
            learners.add(Bagging.of(calibrated).members(2));
            learners.add(Partitioned.by(Partition.stratified(2), calibrated));
            learners.add(calibrated.folds(Folds.random(2).repeated(2)));
        }
        learners.add(Calibrated.by(Calibrated.by(Recipes.tree())).isotonic());
        learners.add(Calibrated.by(Bagging.of(Linear.logistic()).members(2)));
        return learners.stream();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_onAnyNumberOfThreads_givesTheSameBytes_andARoundTrip(Learner learner) throws Exception {
        for (Table table : List.of(Samples.classes(300, 2, 1), Samples.classes(300, 3, 1))) {
            Model model = learner.fit(table, Fit.standard().seed(5));
            Artifact artifact = Artifact.of(model);
            for (int threads : new int[] {2, 8}) {
                ExecutorService pool = Executors.newFixedThreadPool(threads);
                try {
                    Model same = learner.fit(table, Fit.standard().seed(5).executor(pool, threads));
                    assertThat(Artifact.of(same).id()).isEqualTo(artifact.id());
                } finally {
                    pool.shutdownNow();
                }
            }
            assertThat(Artifact.read(artifact.bytes()).model()).isEqualTo(model);
            assertThat(model.signature().output()).isInstanceOf(Output.Classes.class);
            Evaluation evaluation = Evaluation.of(model, table);
            assertThat(evaluation.metric(Metric.ROC_AUC).orElseThrow()).isGreaterThan(0.8);
        }
    }

    @Test
    void fit_withClassesThatAFoldLacks_stillKnowsThem() throws Exception {
        Table table = Samples.classes(100, 2, 1);
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < 100; row++) {
            labels.add(row == 50 ? "only" : table.column("kind").text(row));
        }
        Table rare = table.with(Column.ofCategories("kind", labels)).target("kind");
        for (Calibrated.Method method : Calibrated.Method.values()) {
            Calibrated calibrated = new Calibrated(RandomForest.standard().trees(5), method, Folds.stratified(3), 0);
            for (Calibrated one : List.of(calibrated, calibrated.holdOut(0.5))) {
                Model model = one.fit(rare);
                assertThat(((Output.Classes) model.signature().output()).labels())
                        .containsExactly("k0", "k1", "only");
                assertThat(Arrays.stream(model.scores(rare)).anyMatch(Double::isNaN))
                        .isFalse();
            }
        }
    }

    @Test
    void pieces_areAllTold() throws Exception {
        Calibrated calibrated =
                Calibrated.by(Bagging.of(Linear.logistic()).members(3)).folds(Folds.random(4));
        assertThat(calibrated.pieces()).isEqualTo(15);
        assertThat(calibrated.holdOut(0.1).pieces()).isEqualTo(3);
        long[] done = {0};
        calibrated.fit(
                Samples.classes(100, 2, 1),
                Fit.standard().progress(step -> done[0] = Math.max(done[0], step.done()), 15));
        assertThat(done[0]).isEqualTo(15);
    }

    private static Arguments refused(ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    static Stream<Arguments> misuse() {
        Calibrated calibrated = Calibrated.by(Linear.logistic());
        return Stream.of(
                refused(
                        () -> calibrated.holdOut(0),
                        "holdOut was NaN but must be above 0 and at most 0.5; or use folds(Folds.stratified(5))"),
                refused(
                        () -> calibrated.holdOut(0.6),
                        "holdOut was 0.6 but must be above 0 and at most 0.5; or use folds(Folds.stratified(5))"),
                refused(
                        () -> Calibrated.by(Recipes.regressionTree()).fit(Samples.numbers(20, 1)),
                        "the target \"amount\" is a number, which has no probabilities to calibrate or to decide by; use "
                                + Recipes.regressionTree() + " as it is"),
                refused(
                        () -> calibrated.holdOut(0.01).fit(Samples.classes(40, 2, 1)),
                        "holdOut(0.01) of 40 rows holds out none; give more rows, or use folds(Folds.stratified(5))"));
    }

    @ParameterizedTest
    @MethodSource
    void misuse(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfAny(IllegalArgumentException.class, TrainingException.class)
                .hasMessage(message);
    }

    @Test
    void holdOut_ofRowsOfOneKeyOnBothSides_isRefused() {
        Table keyed = Samples.classes(40, 2, 1)
                .with(Column.ofNumbers(
                        "who",
                        IntStream.range(0, 40).map(i -> i / 4).asDoubleStream().toArray()))
                .key("who");
        assertThatThrownBy(() -> Calibrated.by(Linear.logistic()).holdOut(0.2).fit(keyed))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("so the model would be corrected on whom it knows; use folds(Folds.grouped(5))");
    }

    /** A model that stands for the one that is served. */
    private static final class Recipe {
        private Recipe() {}

        static Model constant(List<String> labels) {
            return Model.of(
                    Signature.of(List.of(Feature.number("x")), new Output.Classes("y", labels)),
                    new io.mlcd.core.form.Linked(
                            io.mlcd.core.form.Linear.of(new double[labels.size()][1], new double[labels.size()]),
                            io.mlcd.core.form.Linked.Link.SOFTMAX));
        }
    }
}
