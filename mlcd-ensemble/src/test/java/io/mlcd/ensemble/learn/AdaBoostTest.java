package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.Row;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.tribuo.Learners;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

class AdaBoostTest {
    /** A tree that gives each of the rows x = 0, 1, 2, ... what is said. */
    private static Model says(Table table, double[]... values) {
        Tree.Builder tree = Tree.builder(values[0].length);
        for (int x = 0; x < values.length - 1; x++) {
            tree.split(0, x + 0.5, true).leaf(values[x]);
        }
        return Model.of(
                Training.of(table).signature(),
                Trees.of(1, List.of(tree.leaf(values[values.length - 1]).build()), Trees.Sum.TOTAL));
    }

    /** A class for each row, by letter. */
    private static double[][] classes(int classes, String letters) {
        double[][] values = new double[letters.length()][classes];
        for (int row = 0; row < values.length; row++) {
            values[row][letters.charAt(row) - 'a'] = 1;
        }
        return values;
    }

    private static double[][] numbers(double... numbers) {
        return Arrays.stream(numbers).mapToObj(one -> new double[] {one}).toArray(double[][]::new);
    }

    /** Answers round by round as told, and remembers the weights. */
    private static Learner script(List<double[]> weights, double[][]... rounds) {
        AtomicInteger round = new AtomicInteger();
        return (table, fit) -> {
            weights.add(table.weights().orElseThrow().toNumbers());
            Table plain = table.select("x");
            return says(
                    plain.with(Column.ofNumbers("x", plain.column("x").toNumbers())), rounds[round.getAndIncrement()]);
        };
    }

    private static Table table(String letters) {
        return Table.of(
                        Column.ofNumbers(
                                "x",
                                IntStream.range(0, letters.length())
                                        .asDoubleStream()
                                        .toArray()),
                        Column.ofCategories("y", Arrays.asList(letters.split(""))))
                .target("y");
    }

    private static Table table(double... numbers) {
        return Table.of(
                        Column.ofNumbers(
                                "x",
                                IntStream.range(0, numbers.length)
                                        .asDoubleStream()
                                        .toArray()),
                        Column.ofNumbers("y", numbers))
                .target("y");
    }

    private static void assertWeights(double[] actual, double... expected) {
        assertThat(actual).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).isCloseTo(expected[i], offset(1e-12));
        }
    }

    // ------------------------------------------------------------ SAMME

    /**
     * Truth aabba. Round 1 says aabbb: error 1/5, weight ln 4; the last row counts 4 of 8, put to a sum of 5. Round 2 says baabb, wrong in
     * rows 0, 2 and 4: too much, error (0.625 + 0.625 + 2.5) / 5 = 0.75; never added.
     */
    @Test
    void samme_ofTwoClasses_byHand() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, classes(2, "aabbb"), classes(2, "bbbba"), classes(2, "baabb"));

        Model model = AdaBoost.of(script).rounds(10).fit(table("aabba"));

        assertWeights(weights.get(0), 1, 1, 1, 1, 1);
        assertWeights(weights.get(1), 0.625, 0.625, 0.625, 0.625, 2.5);
        // round 2 is wrong in rows 0 and 1: error 1.25 / 5 = 1/4, weight ln 3; they count 1.875 each, of 7.5
        assertWeights(weights.get(2), 1.25, 1.25, 1.25 / 3, 1.25 / 3, 5 / 3.0);
        assertThat(weights).as("round 3 is no better than chance").hasSize(3);
        assertThat(((Vote) model.form()).weights()).hasSize(2);
        assertThat(((Vote) model.form()).weights().get(0)).isCloseTo(StrictMath.log(4), offset(1e-12));
        assertThat(((Vote) model.form()).weights().get(1)).isCloseTo(StrictMath.log(3), offset(1e-12));
        assertThat(model.predict(Row.of("x", 4)).label()).isEqualTo("b");
        assertThat(model.predict(Row.of("x", 4)).probability("a"))
                .isCloseTo(StrictMath.log(3) / StrictMath.log(12), offset(1e-12));
    }

    /** With three classes an error of one half is better than chance, by ln 2 more. */
    @Test
    void samme_ofThreeClasses_byHand() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, classes(3, "abcabc"), classes(3, "aaaaaa"));

        Model model = AdaBoost.of(script).rounds(2).fit(table("abccca"));

        // wrong in rows 3, 4, 5: error 1/2, weight ln 1 + ln 2; they count 2 each, of 9
        assertWeights(weights.get(1), 2 / 3.0, 2 / 3.0, 2 / 3.0, 4 / 3.0, 4 / 3.0, 4 / 3.0);
        // then right in rows 0 and 5: error 4/6, which is chance
        assertThat(((Vote) model.form()).weights()).hasSize(1);
        assertThat(((Vote) model.form()).weights().get(0)).isCloseTo(StrictMath.log(2), offset(1e-12));
    }

    @Test
    void samme_rate_makesStepsSmaller() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, classes(2, "aabbb"), classes(2, "bbbba"));

        Model model = AdaBoost.of(script).rounds(2).rate(0.5).fit(table("aabba"));

        assertWeights(weights.get(1), 5 / 6.0, 5 / 6.0, 5 / 6.0, 5 / 6.0, 10 / 6.0); // the last counts 4^0.5
        assertThat(((Vote) model.form()).weights().get(0)).isCloseTo(StrictMath.log(2), offset(1e-12));
    }

    @Test
    void aMemberWithoutError_isTheLast_andDecides() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, classes(2, "aabbb"), classes(2, "aabba"));

        Model model = AdaBoost.of(script).rounds(50).fit(table("aabba"));

        assertThat(weights).hasSize(2);
        assertThat(((Vote) model.form()).weights().get(1)).isCloseTo(StrictMath.log((1 - 1e-10) / 1e-10), offset(1e-9));
        assertThat(model.predict(Row.of("x", 4)).label()).isEqualTo("a");
    }

    @Test
    void aFirstMemberNoBetterThanChance_isRefused() {
        Learner script = script(new ArrayList<>(), classes(2, "bbbba"));
        assertThatThrownBy(() -> AdaBoost.of(script).fit(table("aabbb")))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith(
                        "the first member of AdaBoost is wrong on 60.0 % of the weight of its own training rows,"
                                + " which is no better than chance among 2 classes, so there is nothing to boost; use a learner"
                                + " that finds out more than ");
    }

    /** Whatever the table's weights sum to: a least weight of a leaf means rows. */
    @Test
    void weightsOfTheTable_areTheFirstOnes_andSumToTheRows() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, classes(2, "aabbb"), classes(2, "bbbba"));
        Table table = table("aabba")
                .with(Column.ofNumbers("w", 0.1, 0.2, 0, 0.1, 0.1))
                .weights("w");

        Model model = AdaBoost.of(script).rounds(2).fit(table);

        assertWeights(weights.get(0), 1, 2, 0, 1, 1);
        assertWeights(weights.get(1), 5 / 8.0, 10 / 8.0, 0, 5 / 8.0, 20 / 8.0);
        assertThat(((Vote) model.form()).weights())
                .as("then wrong on 1.875 of 5")
                .hasSize(2);
    }

    // ------------------------------------------------------------ R2

    /**
     * Truth 0, 1, 2, 3. Round 1 says 0, 1, 2, 7: errors 0, 0, 0, 4, losses 0, 0, 0, 1; mean 1/4, b = 1/3, weight ln 3; the last row counts
     * three times. Round 2 says 2, 1, 2, 4: losses 1, 0, 0, 1/2 with weights 4/6, 4/6, 4/6, 2: mean (2/3 + 1) / 4 = 5/12.
     */
    @Test
    void r2_byHand() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, numbers(0, 1, 2, 7), numbers(2, 1, 2, 4), numbers(0, 1, 2, 3));

        Model model = AdaBoost.of(script).rounds(3).fit(table(0.0, 1, 2, 3));

        assertWeights(weights.get(1), 4 / 6.0, 4 / 6.0, 4 / 6.0, 2);
        double beta = 5 / 7.0; // (5 / 12) / (7 / 12)
        double[] third = {4 / 6.0 * 1, 4 / 6.0 * beta, 4 / 6.0 * beta, 2 * Math.sqrt(beta)}; // b^(1 - loss)
        double sum = Arrays.stream(third).sum();
        assertWeights(
                weights.get(2), Arrays.stream(third).map(one -> one * 4 / sum).toArray());
        Median median = (Median) model.form();
        assertThat(median.weights().get(0)).isCloseTo(StrictMath.log(3), offset(1e-12));
        assertThat(median.weights().get(1)).isCloseTo(StrictMath.log(7 / 5.0), offset(1e-12));
        assertThat(median.weights()).as("the last has no error").hasSize(3);
        assertThat(model.predict(Row.of("x", 3)).value()).isEqualTo(3);
    }

    /** The median, not the mean: one member of three that is far off moves nothing. */
    @Test
    void r2_answersByTheWeightedMedian() throws InterruptedException {
        Learner script = script(
                new ArrayList<>(),
                numbers(0, 1, 2, 900),
                numbers(0, 1, -700, 3),
                numbers(0, 800, 2, 3),
                numbers(5, 5, 5, 5));
        Model model = AdaBoost.of(script).rounds(3).fit(table(0.0, 1, 2, 3));
        assertThat(model.scores(table(0.0, 1, 2, 3))).containsExactly(0, 1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(AdaBoost.Loss.class)
    void r2_losses_countAShareOfTheLargestError(AdaBoost.Loss loss) throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, numbers(0, 1, 2, 3, 5, 9), numbers(0, 1, 2, 3, 4, 9));

        AdaBoost.of(script).rounds(2).loss(loss).fit(table(0.0, 1, 2, 3, 4, 5));

        double half = loss == AdaBoost.Loss.LINEAR ? 0.25 : loss == AdaBoost.Loss.SQUARE ? 0.0625 : 1 - Math.exp(-0.25);
        double whole = loss == AdaBoost.Loss.EXPONENTIAL ? 1 - Math.exp(-1) : 1;
        double mean = (half + whole) / 6;
        double beta = mean / (1 - mean);
        double[] next = {beta, beta, beta, beta, Math.pow(beta, 1 - half), Math.pow(beta, 1 - whole)};
        double sum = Arrays.stream(next).sum();
        assertWeights(
                weights.get(1), Arrays.stream(next).map(one -> 6 * one / sum).toArray());
    }

    /** As in scikit-learn: a first member whose mean loss is one half or more stays alone. */
    @Test
    void r2_aPoorFirstMember_staysAlone() throws InterruptedException {
        List<double[]> weights = new ArrayList<>();
        Learner script = script(weights, numbers(1, 2, 1, 2), numbers(0, 1, 2, 3));
        Model model = AdaBoost.of(script).fit(table(0.0, 1, 2, 3));
        assertThat(weights).hasSize(1);
        assertThat(((Median) model.form()).weights()).containsExactly(1.0);
    }

    // ------------------------------------------------------------ with learners

    @Test
    void boosting_makesStumpsBetter_onRowsTheyHaveNotSeen() throws InterruptedException {
        Learner stump = Prepared.by(Preparation.standard(), Learners.tribuo(new CARTClassificationTrainer(2)));
        Table train = Samples.classes(1000, 3, 1);
        Table test = Samples.classes(1000, 3, 2);
        double alone = accuracy(stump.fit(train), test);
        assertThat(accuracy(AdaBoost.of(stump).rounds(40).fit(train), test)).isGreaterThan(alone + 0.05);
        assertThat(accuracy(AdaBoost.of(stump).rounds(40).resampling().fit(train), test))
                .isGreaterThan(alone + 0.05);
    }

    @Test
    void boosting_makesRegressionTreesBetter_onRowsTheyHaveNotSeen() throws InterruptedException {
        Table train = Samples.numbers(1000, 1);
        Table test = Samples.numbers(1000, 2);
        double alone = rmse(Recipes.regressionTree().fit(train), test);
        assertThat(rmse(AdaBoost.of(Recipes.regressionTree()).fit(train), test)).isLessThan(0.8 * alone);
        assertThat(rmse(AdaBoost.of(Recipes.regressionTree()).resampling().fit(train), test))
                .isLessThan(0.8 * alone);
    }

    private static double accuracy(Model model, Table test) {
        return Evaluation.of(model, test).metric(Metric.ACCURACY).orElseThrow();
    }

    private static double rmse(Model model, Table test) {
        return Evaluation.of(model, test).metric(Metric.RMSE).orElseThrow();
    }

    @Test
    void aLearnerThatTakesNoWeights_isRefused_namingResampling() throws InterruptedException {
        Learner without = (table, fit) -> {
            if (table.weights().isPresent()) {
                throw new TrainingException(
                        TrainingException.Reason.BAD_COLUMN,
                        "the table has the weights \"" + table.weights().get().name() + "\", but I would ignore them");
            }
            return Recipes.tree().fit(table, fit);
        };
        Table table = Samples.classes(200, 2, 1);

        assertThatThrownBy(() -> AdaBoost.of(without).fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the table has the weights \"boosting weight\", but I would ignore them; AdaBoost weights its rows:"
                                + " for learners that take no weights there is AdaBoost.of(learner).resampling()");
        AdaBoost resampling = AdaBoost.of(without).rounds(3).resampling();
        assertThat(((Vote) resampling.fit(table).form()).members()).hasSize(3);
        Table weighted = table.with(Column.ofNumbers("w", new double[200])).weights("w");
        double[] w = new double[200];
        Arrays.fill(w, 2);
        assertThat(resampling.fit(weighted.with(Column.ofNumbers("w", w))))
                .as("equal weights are none")
                .isEqualTo(resampling.fit(table));
    }

    /** Row 1 counts 90 of 100: it comes into about nine tenths of a sample. What is shared is found out once. */
    @Test
    void resampling_drawsByTheWeights_fromSharedRows() throws InterruptedException {
        double[] weights = new double[200];
        Arrays.fill(weights, 10.0 / 199);
        weights[1] = 90;
        Spy spy = new Spy(Recipes.tree());
        Table table = Spy.withId(Samples.classes(200, 2, 1))
                .with(Column.ofNumbers("w", weights))
                .weights("w");

        AdaBoost.of(spy).resampling().rounds(1).fit(table);

        assertThat(spy.overs).hasValue(1);
        assertThat(spy.calls).hasSize(1);
        int[] ids = spy.calls.get(0).ids();
        assertThat(ids).hasSize(200);
        assertThat(Arrays.stream(ids).filter(id -> id == 1).count()).isBetween(165L, 194L);
        assertThat(spy.calls.get(0).table().has("w")).isFalse();
    }

    @Test
    void deadline_endsWithTheRoundsThereAre() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();
        Spy spy = new Spy(Spy.slow(Recipes.tree(), watch, 2));
        List<Integer> told = new ArrayList<>();
        AdaBoost boost = AdaBoost.of(spy).rounds(10);
        Fit fit = Fit.standard()
                .progress(step -> told.add((int) step.done()), boost.pieces())
                .deadline(Instant.EPOCH.plusSeconds(5), watch);

        Model model = boost.fit(Samples.classes(300, 2, 1), fit);

        assertThat(((Vote) model.form()).members()).hasSize(3);
        assertThat(told.get(told.size() - 1)).isEqualTo(10);
        Fit over = Fit.standard().deadline(Instant.EPOCH, watch);
        assertThatThrownBy(() -> boost.fit(Samples.classes(300, 2, 1), over))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("before one tree was done");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 1, rounds was 0 but must be at least 1",
        "5, 0, 'rate was 0.0 but must be in (0, 1]; 1 is the algorithm as published, less is slower'",
        "5, 1.5, 'rate was 1.5 but must be in (0, 1]; 1 is the algorithm as published, less is slower'"
    })
    void settingsOutOfRange_areRefused(int rounds, double rate, String message) {
        assertThatThrownBy(() -> AdaBoost.of(Recipes.tree()).rounds(rounds).rate(rate))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
