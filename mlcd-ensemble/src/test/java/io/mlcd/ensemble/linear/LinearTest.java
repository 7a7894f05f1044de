package io.mlcd.ensemble.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class LinearTest {
    /** Columns x0, x1, ... of normal numbers, the second ten thousand times as wide; the target y is a number. */
    private static Table numbers(int rows, int columns, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Column> all = new ArrayList<>();
        double[] target = new double[rows];
        for (int j = 0; j < columns; j++) {
            double[] values = new double[rows];
            for (int row = 0; row < rows; row++) {
                values[row] = (random.nextDouble() + random.nextDouble() - 1) * (j == 1 ? 1e4 : 1) + j;
                target[row] += (j % 3 - 1) * values[row] / (j == 1 ? 1e4 : 1);
            }
            all.add(Column.ofNumbers("x" + j, values));
        }
        for (int row = 0; row < rows; row++) {
            target[row] += 0.3 * random.nextDouble();
        }
        all.add(Column.ofNumbers("y", target));
        return Table.of(all).target("y");
    }

    /** The same with classes a, b, ... in equal ranges of the number. */
    private static Table classes(int rows, int columns, int classes, long seed) {
        Table table = numbers(rows, columns, seed);
        double[] y = table.column("y").toNumbers();
        SplittableRandom random = new SplittableRandom(~seed);
        double[] noisy = Arrays.stream(y).map(v -> v + random.nextDouble(-1, 1)).toArray();
        double[] sorted = noisy.clone();
        Arrays.sort(sorted);
        List<String> labels = new ArrayList<>();
        for (double value : noisy) {
            int rank = Arrays.binarySearch(sorted, value);
            labels.add(String.valueOf((char) ('a' + rank * classes / rows)));
        }
        return table.with(Column.ofCategories("y", labels)).target("y");
    }

    /** Gauss elimination with pivots of the normal equations with an intercept, in the raw unit of the columns. */
    private static double[] ridgeByElimination(Table table, double penalty) {
        int columns = table.features().size();
        int rows = table.rows();
        double[] means = new double[columns];
        double[] deviations = new double[columns];
        double[] y = table.column("y").toNumbers();
        double meanOfY = Arrays.stream(y).average().orElseThrow();
        double[][] x = new double[columns][];
        for (int j = 0; j < columns; j++) {
            double[] values = table.features().get(j).toNumbers();
            double mean = Arrays.stream(values).average().orElseThrow();
            means[j] = mean;
            deviations[j] = Math.sqrt(
                    Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum() / rows);
            double deviation = deviations[j];
            x[j] = Arrays.stream(values).map(v -> (v - mean) / deviation).toArray();
        }
        double[][] system = new double[columns][columns + 1];
        for (int j = 0; j < columns; j++) {
            for (int i = 0; i < columns; i++) {
                for (int row = 0; row < rows; row++) {
                    system[j][i] += x[j][row] * x[i][row] / rows;
                }
            }
            system[j][j] += penalty;
            for (int row = 0; row < rows; row++) {
                system[j][columns] += x[j][row] * (y[row] - meanOfY) / rows;
            }
        }
        double[] solved = eliminate(system);
        double[] raw = new double[columns + 1];
        raw[columns] = meanOfY;
        for (int j = 0; j < columns; j++) {
            raw[j] = solved[j] / deviations[j];
            raw[columns] -= raw[j] * means[j];
        }
        return raw;
    }

    private static double[] eliminate(double[][] system) {
        int n = system.length;
        for (int at = 0; at < n; at++) {
            int pivot = at;
            for (int row = at; row < n; row++) {
                pivot = Math.abs(system[row][at]) > Math.abs(system[pivot][at]) ? row : pivot;
            }
            double[] swapped = system[at];
            system[at] = system[pivot];
            system[pivot] = swapped;
            for (int row = 0; row < n; row++) {
                double factor = row == at ? 0 : system[row][at] / system[at][at];
                for (int i = at; i <= n; i++) {
                    system[row][i] -= factor * system[at][i];
                }
            }
        }
        double[] solved = new double[n];
        Arrays.setAll(solved, i -> system[i][n] / system[i][i]);
        return solved;
    }

    private static double answer(Model model, double... row) {
        double[] out = new double[model.signature().output().width()];
        model.score(row, out);
        return out[0];
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1e-3, 0.1, 10})
    void ridge_isTheSolutionOfTheNormalEquations(double penalty) throws Exception {
        Table table = numbers(50, 5, 1);
        double[] expected = ridgeByElimination(table, penalty);

        Model model = Linear.ridge().penalty(penalty).fit(table);

        for (int j = 0; j <= 5; j++) {
            double[] row = new double[5];
            double atZero = answer(model, row);
            if (j == 5) {
                assertThat(atZero).isCloseTo(expected[5], within(1e-9));
            } else {
                row[j] = 100;
                assertThat((answer(model, row) - atZero) / 100).as("x" + j).isCloseTo(expected[j], within(1e-9));
            }
        }
    }

    @Test
    void ridge_withMoreColumnsThanRows_andWithEqualColumns_isSolved() throws Exception {
        Table wide = numbers(20, 60, 2);
        Table twice = numbers(40, 3, 3);
        Table doubled = twice.with(twice.column("x1").named("again"))
                .with(twice.column("x0").named("more"));

        assertThat(Evaluation.of(Linear.ridge().fit(wide), wide)
                        .metric(Metric.R2)
                        .orElseThrow())
                .isGreaterThan(0.99);
        Model one = Linear.ridge().penalty(0).fit(twice);
        Model two = Linear.ridge().penalty(0).fit(doubled);
        for (int row = 0; row < twice.rows(); row++) {
            assertThat(two.predict(doubled.row(row)).value())
                    .isCloseTo(one.predict(twice.row(row)).value(), within(1e-8));
        }
    }

    /** The columns beyond what is solved exactly go to conjugate gradients: one column for each of many categories. */
    @Test
    void ridge_ofVeryManyColumns_isAsSolvedExactly() throws Exception {
        int rows = 6_000;
        int categories = LeastSquares.MOST_EXACT + 100;
        List<String> texts = new ArrayList<>();
        double[] y = new double[rows];
        for (int row = 0; row < rows; row++) {
            texts.add("c" + row % categories);
            y[row] = (row % categories) % 7 + (row * 31 % 11) / 10.0;
        }
        Table table = Table.of(Column.ofCategories("c", texts), Column.ofNumbers("y", y))
                .target("y");
        Model model = Linear.ridge().penalty(1e-3).tolerance(1e-12).fit(table);

        // With one group of switches each answer is intercept + sum of its residuals / (count + rows x penalty).
        double intercept = intercept(texts, y, categories, 1e-3);
        for (int c : new int[] {0, 1, 777, categories - 1}) {
            double sum = 0;
            int count = 0;
            for (int row = c; row < rows; row += categories) {
                sum += y[row] - intercept;
                count++;
            }
            assertThat(model.predict(io.mlcd.api.Row.of("c", "c" + c)).value())
                    .isCloseTo(intercept + sum / (count + rows * 1e-3), within(1e-6));
        }
    }

    /** The zero of the sum of what is left, by halving. */
    private static double intercept(List<String> texts, double[] y, int categories, double penalty) {
        double low = -10;
        double high = 20;
        for (int i = 0; i < 200; i++) {
            double middle = (low + high) / 2;
            double left = 0;
            for (int c = 0; c < categories; c++) {
                double sum = 0;
                int count = 0;
                for (int row = c; row < y.length; row += categories) {
                    sum += y[row] - middle;
                    count++;
                }
                left += sum - count * sum / (count + y.length * penalty);
            }
            low = left > 0 ? middle : low;
            high = left > 0 ? high : middle;
        }
        assertThat(texts).hasSize(y.length);
        return low;
    }

    static Stream<Arguments> logistic() {
        return Stream.of(
                Arguments.of(2, 0.0, 0.01),
                Arguments.of(2, 0.0, 1e-6),
                Arguments.of(2, 0.5, 0.01),
                Arguments.of(2, 1.0, 0.1),
                Arguments.of(4, 0.0, 0.01),
                Arguments.of(4, 0.5, 0.01),
                Arguments.of(4, 1.0, 0.05));
    }

    /** The objective is written anew here, from its definition; its slopes are taken by differences. */
    @ParameterizedTest
    @MethodSource
    void logistic(int classes, double l1Ratio, double penalty) throws Exception {
        Table table = classes(300, 5, classes, 4);
        double[] weights = new double[300];
        SplittableRandom random = new SplittableRandom(3);
        Arrays.setAll(weights, i -> random.nextInt(4));
        Training training = Training.of(table, weights);
        LinearSettings settings = LinearSettings.STANDARD
                .withPenalty(penalty)
                .withL1Ratio(l1Ratio)
                .withTolerance(1e-9);
        double[] found = training.search(settings, classes);

        int width = classes == 2 ? 1 : classes;
        int penalised = training.design.columns() * width;
        for (int i = 0; i < found.length; i++) {
            double slope = training.difference(found, i, classes, penalty * (1 - l1Ratio));
            double l1 = i < penalised ? penalty * l1Ratio : 0;
            if (found[i] == 0 && i < penalised) {
                assertThat(Math.abs(slope)).as("slope %s at 0", i).isLessThanOrEqualTo(l1 + 1e-6);
            } else {
                assertThat(slope + l1 * Math.signum(found[i])).as("slope %s", i).isCloseTo(0, within(1e-6));
            }
        }
        long zeros = IntStream.range(0, penalised).filter(i -> found[i] == 0).count();
        assertThat(zeros)
                .as("of %s weights", penalised)
                .isBetween(l1Ratio == 1 ? 1L : 0, l1Ratio == 0 ? 0 : penalised - 1L);
    }

    /** What the learners do before they search, and an objective that shares nothing with theirs. */
    private static final class Training {
        private final Table table;
        private final double[] weights;
        private final Design design;
        private final double[][] x;

        private Training(Table table, double[] weights, Design design) {
            this.table = table;
            this.weights = weights;
            this.design = design;
            x = design.numbers();
        }

        static Training of(Table table, double[] weights) {
            Encoding.normalise(weights);
            io.mlcd.ensemble.learn.Training checked = io.mlcd.ensemble.learn.Training.of(table);
            return new Training(
                    checked.table(),
                    weights,
                    Encoding.of(checked, weights, true).design());
        }

        double[] search(LinearSettings settings, int classes) throws InterruptedException {
            int[] codes = IntStream.range(0, table.rows())
                    .map(table.column("y")::code)
                    .toArray();
            Loss loss = classes == 2 ? new Loss.Sigmoid(codes, weights) : new Loss.Softmax(codes, classes, weights);
            return new Search(design, loss, settings.penaltyOf(1), settings, Fit.standard())
                    .from(loss.start(design.columns()), "a test");
        }

        double difference(double[] at, int i, int classes, double l2) {
            double step = 1e-5;
            double[] up = at.clone();
            up[i] += step;
            double[] down = at.clone();
            down[i] -= step;
            return (objective(up, classes, l2) - objective(down, classes, l2)) / (2 * step);
        }

        double objective(double[] w, int classes, double l2) {
            int width = classes == 2 ? 1 : classes;
            double sum = 0;
            for (int row = 0; row < table.rows(); row++) {
                double[] scores = new double[classes];
                for (int k = 0; k < width; k++) {
                    int to = classes == 2 ? 1 : k;
                    scores[to] = w[x.length * width + k];
                    for (int j = 0; j < x.length; j++) {
                        scores[to] += w[j * width + k] * x[j][row];
                    }
                }
                double total = Arrays.stream(scores).map(Math::exp).sum();
                sum -= weights[row] * Math.log(Math.exp(scores[table.column("y").code(row)]) / total);
            }
            for (int i = 0; i < x.length * width; i++) {
                sum += l2 / 2 * w[i] * w[i];
            }
            return sum;
        }
    }

    @Test
    void lasso_ofOneColumn_isItsCorrelationShrunk_andWithAPenaltyOf1Nothing() throws Exception {
        Table table = numbers(200, 1, 5).select("x0");
        double[] x = Spread.of(table.column("x0").toNumbers(), equal(200))
                .standardised(table.column("x0").toNumbers());
        // Give it a target with some correlation.
        double[] noisy = new double[200];
        SplittableRandom random = new SplittableRandom(8);
        Arrays.setAll(noisy, i -> 3 * x[i] + random.nextDouble(-5, 5));
        Table given = Table.of(table.column("x0"), Column.ofNumbers("y", noisy)).target("y");
        Spread spread = Spread.of(noisy, equal(200));
        double[] y = spread.standardised(noisy);
        double correlation =
                IntStream.range(0, 200).mapToDouble(i -> x[i] * y[i]).sum() / 200;

        double[] expected = Arrays.stream(x)
                .map(v -> spread.mean() + spread.deviation() * v * (correlation - 0.3))
                .toArray();
        Model model = Linear.lasso().penalty(0.3).fit(given);
        for (int row = 0; row < 200; row++) {
            assertThat(model.predict(given.row(row)).value()).isCloseTo(expected[row], within(1e-9));
        }
        Model nothing = Linear.lasso().penalty(1).fit(given);
        assertThat(nothing.predict(given.row(0)).value()).isCloseTo(spread.mean(), within(1e-12));
    }

    private static double[] equal(int rows) {
        double[] weights = new double[rows];
        Arrays.fill(weights, 1.0 / rows);
        return weights;
    }

    @Test
    void elasticNet_withNextToNoL1_isRidge() throws Exception {
        Table table = numbers(300, 6, 6);
        Model ridge = Linear.ridge().penalty(0.01).fit(table);
        Model net = Linear.elasticNet()
                .penalty(0.01)
                .l1Ratio(1e-12)
                .tolerance(1e-11)
                .fit(table);

        for (int row = 0; row < 300; row++) {
            assertThat(net.predict(table.row(row)).value())
                    .isCloseTo(ridge.predict(table.row(row)).value(), within(1e-7));
        }
    }

    static Stream<Arguments> learners() {
        return Stream.of(
                Arguments.of(Linear.ridge().penalty(1e-3), Samples.numbers(200, 1)),
                Arguments.of(Linear.elasticNet().penalty(1e-3).tolerance(1e-10), Samples.numbers(200, 1)),
                Arguments.of(Linear.logistic().penalty(1e-3).tolerance(1e-10), Samples.classes(200, 2, 1)),
                Arguments.of(Linear.logistic().penalty(1e-3).l1Ratio(0.5).tolerance(1e-10), Samples.classes(200, 3, 1)),
                Arguments.of(Linear.logistic().penalty(1e-3).tolerance(1e-10).balanced(), Samples.classes(200, 4, 1)));
    }

    private static void assertSameAnswers(Model one, Table rows, Model other, Table otherRows, double within) {
        double[] scores = one.scores(rows);
        double[] others = other.scores(otherRows);
        for (int i = 0; i < scores.length; i++) {
            assertThat(others[i]).isCloseTo(scores[i], within(within));
        }
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_withColumnsInOtherUnits_givesTheSameAnswers(Learner learner, Table table) throws Exception {
        Table scaled = table;
        for (String name : List.of("x", "y", "noise")) {
            double[] values = table.column(name).toNumbers();
            double by = name.equals("x") ? 1e-7 : 1e9;
            scaled = scaled.with(Column.ofNumbers(
                    name, Arrays.stream(values).map(v -> v * by).toArray()));
        }

        assertSameAnswers(learner.fit(table), table, learner.fit(scaled), scaled, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_withWeights_isAsWithRepeatedRows(Learner learner, Table table) throws Exception {
        double[] weights = new double[table.rows()];
        List<Integer> repeated = new ArrayList<>();
        for (int row = 0; row < weights.length; row++) {
            weights[row] = row % 4;
            for (int i = 0; i < row % 4; i++) {
                repeated.add(row);
            }
        }
        Table twice = table.rows(repeated.stream().mapToInt(Integer::intValue).toArray());
        Table weighted = table.with(Column.ofNumbers("w", weights)).weights("w");

        assertSameAnswers(learner.fit(weighted), table, learner.fit(twice), table, 1e-6);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_onAnyNumberOfThreads_andNested_givesTheSameBytes(Learner learner, Table small) throws Exception {
        Table table = small.rows(
                IntStream.range(0, 20_000).map(i -> i * 7 % small.rows()).toArray()); // several pieces
        String expected = Artifact.of(learner.fit(table)).id();
        String nested = Artifact.of(
                        Bagging.of(learner).members(3).fit(small, Fit.standard().seed(3)))
                .id();
        for (int threads : new int[] {2, 8}) {
            ExecutorService pool = Executors.newFixedThreadPool(threads);
            try {
                Fit fit = Fit.standard().seed(3).executor(pool, threads);
                assertThat(Artifact.of(learner.fit(table, fit)).id()).isEqualTo(expected);
                assertThat(Artifact.of(Bagging.of(learner).members(3).fit(small, fit))
                                .id())
                        .isEqualTo(nested);
            } finally {
                pool.shutdownNow();
            }
        }
        Model model = learner.fit(small);
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    @ParameterizedTest
    @MethodSource("learners")
    void predict_whatTrainingNeverShowed_isNeverNaN(Learner learner, Table table) throws Exception {
        Model model = learner.fit(table);
        double[] out = new double[model.signature().output().width()];
        for (double value : new double[] {
            Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.MAX_VALUE, -Double.MAX_VALUE
        }) {
            for (double code : new double[] {Double.NaN, -1}) {
                model.score(new double[] {value, value, -value, code}, out);
                assertThat(out).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
            }
        }
    }

    @Test
    void logistic_onRowsThatAPlaneParts_converges() throws Exception {
        Table table = Table.of(
                        Column.ofNumbers("x", 1, 2, 3, 4, 5, 6),
                        Column.ofCategories("y", List.of("a", "a", "a", "b", "b", "b")))
                .target("y");
        Model model = Linear.logistic().fit(table);

        assertThat(answer(model, 1)).isBetween(0.8, 0.9);
        assertThat(answer(model, 3.5)).isCloseTo(0.5, within(1e-6));
        Model unpenalised = Linear.logistic().penalty(0).maxIterations(20).fit(table);
        assertThat(answer(unpenalised, 3)).isGreaterThan(0.99);
    }

    @Test
    void logistic_withoutAnythingToLearnFrom_answersTheShares() throws Exception {
        Table table = Table.of(Column.ofNumbers("x", 2, 2, 2, 2), Column.ofCategories("y", List.of("a", "b", "b", "b")))
                .target("y");

        assertThat(answer(Linear.logistic().fit(table), 7)).isCloseTo(0.25, within(1e-9));
        assertThat(answer(Linear.logistic().balanced().fit(table), 7)).isCloseTo(0.5, within(1e-9));
        assertThat(answer(
                        Linear.logistic()
                                .classWeights(Map.of("a", 3.0, "b", 2.0))
                                .fit(table),
                        7))
                .isCloseTo(1.0 / 3, within(1e-9));
    }

    @Test
    void logistic_rareClasses_widerThanLong_andEqualColumns_converge() throws Exception {
        Table wide = classes(30, 100, 3, 9);
        Table rare = classes(500, 3, 25, 10);
        Table doubled = rare.with(rare.column("x1").named("again"));
        for (Table table : List.of(wide, rare, doubled)) {
            Evaluation evaluation = Evaluation.of(Linear.logistic().fit(table), table);
            double prior = StrictMath.log(table.column("y").categories().size());
            assertThat(evaluation.metric(Metric.LOG_LOSS).orElseThrow()).isLessThan(0.9 * prior);
        }
    }

    @Test
    void fit_missingNumbersAndCategories_areTakenAsTheyAre() throws Exception {
        Table table = Samples.classes(2_000, 2, 3);
        Model flagged = Linear.logistic().fit(table);
        Model unflagged = Linear.logistic().flagMissing(false).fit(table);

        assertThat(Evaluation.of(flagged, table).metric(Metric.ROC_AUC).orElseThrow())
                .isGreaterThan(0.93);
        assertThat(flagged).isNotEqualTo(unflagged);
        double[] out = new double[2];
        double[] mean = new double[2];
        double meanOfY = Arrays.stream(table.column("y").toNumbers())
                .filter(v -> !Double.isNaN(v))
                .average()
                .orElseThrow();
        unflagged.score(new double[] {0.1, Double.NaN, 3, 1}, out);
        unflagged.score(new double[] {0.1, meanOfY, 3, 1}, mean);
        assertThat(out[1]).isCloseTo(mean[1], within(1e-9));
    }

    /** A clock that is a second later each time it is asked. */
    private static final class Ticking extends Clock {
        private Instant now = Instant.EPOCH;

        @Override
        public java.time.ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            now = now.plus(Duration.ofSeconds(1));
            return now;
        }
    }

    @Test
    void fit_thatIsLate_givesWhatItHasAfterOneStep() throws Exception {
        Table table = classes(300, 5, 3, 4);
        Fit late = Fit.standard().deadline(Instant.EPOCH, new Ticking());
        Model model = Linear.logistic().fit(table, late);
        Model one = Linear.logistic().maxIterations(1).fit(table);

        double loss = Evaluation.of(model, table).metric(Metric.LOG_LOSS).orElseThrow();
        assertThat(loss).isLessThan(StrictMath.log(3));
        assertThat(Evaluation.of(one, table).metric(Metric.LOG_LOSS).orElseThrow())
                .isLessThan(StrictMath.log(3));
        assertThat(Linear.logistic().fit(table)).isNotEqualTo(model);
    }

    /** What the Javadoc of a deadline says of linear models. */
    @Test
    void fit_thatIsLate_endsSteps_butNotASingleOne() throws Exception {
        Table table = numbers(300, 4, 5);
        Instant over = Instant.EPOCH;

        assertThat(Linear.ridge().fit(table, Fit.standard().deadline(over, new Ticking())))
                .isEqualTo(Linear.ridge().fit(table));
        Model lasso = Linear.lasso().penalty(1e-4).fit(table, Fit.standard().deadline(over, new Ticking()));
        assertThat(lasso).isNotEqualTo(Linear.lasso().penalty(1e-4).fit(table));
        assertThat(Evaluation.of(lasso, table).metric(Metric.R2).orElseThrow()).isPositive();
    }

    @ParameterizedTest
    @MethodSource("learners")
    void fit_interrupted_throws(Learner learner, Table table) {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> learner.fit(table)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    private static Arguments refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        return Arguments.of(call, message);
    }

    static Stream<Arguments> misuse() {
        return Stream.of(
                refused(() -> Linear.logistic().penalty(-1), "penalty was -1.0 but must be finite, and 0 or more"),
                refused(() -> Linear.ridge().penalty(Double.NaN), "penalty was NaN but must be finite, and 0 or more"),
                refused(
                        () -> Linear.lasso().l1Ratio(1.5),
                        "l1Ratio was 1.5 but must be in [0, 1]: 0 for ridge, 1 for lasso"),
                refused(() -> Linear.logistic().maxIterations(0), "maxIterations was 0 but must be at least 1"),
                refused(() -> Linear.ridge().tolerance(0), "tolerance was 0.0 but must be above 0 and below 1"),
                refused(
                        () -> Linear.logistic().classWeights(Map.of("a", 0.0, "b", -1.0, "c", 1.0)),
                        "the class weight of \"a\" was 0.0, of \"b\" was -1.0 but must be finite and above 0"),
                refused(
                        () -> Linear.logistic().fit(Samples.numbers(20, 1)),
                        "the target \"amount\" is a number, but logistic regression predicts classes; use Linear.ridge(),"
                                + " or table.asCategory(\"amount\")"),
                refused(
                        () -> Linear.ridge().fit(Samples.classes(20, 2, 1)),
                        "the target \"kind\" is a category, but least squares predict numbers; use Linear.logistic()"),
                refused(
                        () -> Linear.logistic().classWeights(Map.of("k9", 2.0)).fit(Samples.classes(20, 2, 1)),
                        "the class weights name [k9], of which \"kind\" has no row; its classes are [k0, k1]"),
                refused(
                        () -> Linear.ridge()
                                .fit(Table.of(
                                                Column.ofNumbers("a", 1, Double.POSITIVE_INFINITY),
                                                Column.ofNumbers("b", 1, 2),
                                                Column.ofNumbers("c", 1, -1e301),
                                                Column.ofNumbers("y", 1, 2))
                                        .target("y")),
                        "numbers that are infinite, or beyond 1.0E300, are in the columns \"a\", \"c\"; make them missing"
                                + " (NaN), or smaller"));
    }

    @ParameterizedTest
    @MethodSource
    void misuse(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfAny(IllegalArgumentException.class, TrainingException.class)
                .hasMessage(message);
    }

    @Test
    void withers_inAnyOrder_makeEqualValues() {
        assertThat(Linear.logistic().penalty(0.1).balanced().l1Ratio(0.2))
                .isEqualTo(Linear.logistic().l1Ratio(0.2).balanced().penalty(0.1))
                .hasSameHashCodeAs(Linear.logistic().l1Ratio(0.2).balanced().penalty(0.1))
                .isNotEqualTo(Linear.logistic().l1Ratio(0.2).penalty(0.1))
                .hasToString("logistic regression (penalty=0.1, l1Ratio=0.2, maxIterations=100, tolerance=1.0E-7,"
                        + " balanced)");
        assertThat(Linear.lasso()).isEqualTo(Linear.ridge().penalty(0.01).l1Ratio(1));
        assertThat(Linear.ridge())
                .hasToString("least squares (penalty=one row, l1Ratio=0.0, maxIterations=100," + " tolerance=1.0E-7)");
    }
}
