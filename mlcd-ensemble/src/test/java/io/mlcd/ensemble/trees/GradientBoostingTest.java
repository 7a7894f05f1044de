package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Row;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GradientBoostingTest {
    private static final String[] COLOURS = {"red", "green", "blue", "black", "white", "pink", "grey"};

    /** Numbers with and without missing values, few and many distinct ones, few and many categories, and three targets. */
    private static Table table(int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] dense = new double[rows];
        double[] sparse = new double[rows];
        double[] coarse = new double[rows];
        String[] colour = new String[rows];
        String[] town = new String[rows];
        double[] mean = new double[rows];
        double[] number = new double[rows];
        String[] two = new String[rows];
        String[] many = new String[rows];
        for (int r = 0; r < rows; r++) {
            dense[r] = random.nextDouble() * 10 - 5;
            sparse[r] = random.nextInt(4) == 0 ? Double.NaN : random.nextDouble();
            coarse[r] = random.nextInt(5);
            int c = random.nextInt(COLOURS.length);
            colour[r] = random.nextInt(9) == 0 ? null : COLOURS[c];
            int t = random.nextInt(300);
            town[r] = "t" + t * t / 300;
            double gap = Double.isNaN(sparse[r]) ? 1.5 : sparse[r];
            mean[r] = 3 + Math.sin(dense[r]) + gap * coarse[r] / 2 + (colour[r] != null && c % 3 == 1 ? 1 : 0);
            number[r] = mean[r] + random.nextDouble();
            two[r] = number[r] > 4.8 ? "yes" : "no";
            many[r] = number[r] > 5.5 ? "high" : number[r] > 4 ? "middle" : "low";
        }
        return Table.of(List.of(
                Column.ofNumbers("dense", dense),
                Column.ofNumbers("sparse", sparse),
                Column.ofNumbers("coarse", coarse),
                Column.ofCategories("colour", Arrays.asList(colour)),
                Column.ofCategories("town", Arrays.asList(town)),
                Column.ofNumbers("mean", mean),
                Column.ofNumbers("number", number),
                Column.ofCategories("two", Arrays.asList(two)),
                Column.ofCategories("many", Arrays.asList(many))));
    }

    private static Table of(Table table, String target) {
        List<String> others = new ArrayList<>(List.of("mean", "number", "two", "many"));
        others.remove(target);
        return table.drop(others.toArray(new String[0])).target(target);
    }

    private static GradientBoosting small() {
        return Boosting.gradient().rounds(12).depth(5);
    }

    static Stream<Arguments> recipes() {
        return Stream.of(
                Arguments.of("number", small()),
                Arguments.of("two", small()),
                Arguments.of("many", small().rounds(5)),
                Arguments.of("two", small().leaves(20)),
                Arguments.of("two", small().rowFraction(0.5).featureFraction(0.6)),
                Arguments.of("many", small().rounds(20).earlyStopping(2, 0.3).leaves(9)),
                Arguments.of("two", small().balanced()),
                Arguments.of("many", small().classWeights(Map.of("high", 3.0))),
                Arguments.of("two", small().nodeFeatureFraction(0.4)),
                Arguments.of("number", small().randomThresholds()),
                Arguments.of(
                        "two", small().increasing("dense").decreasing("sparse").leaves(12)),
                Arguments.of("number", small().loss(Loss.absolute())),
                Arguments.of("number", small().loss(Loss.huber(0.5)).rowFraction(0.7)),
                Arguments.of("number", small().loss(Loss.gamma())));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void fit_sameSeed_sameBytesOnAnyNumberOfThreads(String target, GradientBoosting recipe) throws Exception {
        Table table = of(table(40_000, 1), target);
        byte[] alone = Artifact.of(recipe.fit(table, Fit.standard().seed(7))).bytes();
        for (int threads : new int[] {2, 8}) {
            ExecutorService executor = Executors.newFixedThreadPool(threads);
            try {
                Fit fit = Fit.standard().seed(7).executor(executor, threads);
                assertThat(Artifact.of(recipe.fit(table, fit)).bytes()).isEqualTo(alone);
            } finally {
                executor.shutdownNow();
            }
        }
    }

    @Test
    void fit_otherSeed_otherTrees() throws Exception {
        Table table = of(table(2_000, 1), "two");
        GradientBoosting recipe = small().rowFraction(0.5);
        assertThat(recipe.fit(table, Fit.standard().seed(1)))
                .isNotEqualTo(recipe.fit(table, Fit.standard().seed(2)));
    }

    /** The bins of training and the thresholds and sets of the model must say the same, or this fails. */
    @ParameterizedTest
    @ValueSource(ints = {200, 3_000})
    void fit_withoutRestraint_answersEachTrainingRowWithItsTruth(int rows) throws Exception {
        Table table = of(table(rows, 3), "number");
        Model model = Boosting.gradient()
                .rounds(60)
                .rate(1)
                .depth(40)
                .minLeafWeight(0)
                .l2(0)
                .fit(table);
        double[] scores = model.scores(table);
        for (int row = 0; row < rows; row++) {
            assertThat(scores[row])
                    .as("row %s", row)
                    .isCloseTo(table.column("number").number(row), within(0.02));
        }
    }

    @Test
    void fit_twoClasses_isAsGoodOnNewRowsAsTheNoiseAllows() throws Exception {
        Table whole = table(4_000, 12);
        Table test = of(whole, "two");
        double best = 0;
        for (int row = 0; row < whole.rows(); row++) {
            double yes =
                    Math.max(0, Math.min(1, whole.column("mean").number(row) - 3.8)); // the rest is uniform in (0, 1)
            best += Math.max(yes, 1 - yes) / whole.rows();
        }
        for (GradientBoosting recipe : List.of(
                Boosting.gradient().rounds(60), Boosting.gradient().rounds(60).leaves(16))) {
            double[] scores = recipe.fit(of(table(8_000, 11), "two")).scores(test);
            int right = 0;
            for (int row = 0; row < test.rows(); row++) {
                boolean yes = scores[2 * row + 1] > 0.5;
                right += yes == "yes".equals(test.column("two").text(row)) ? 1 : 0;
            }
            assertThat(right / 4_000.0).isGreaterThan(best - 0.04);
        }
    }

    @Test
    void fit_manyClasses_givesAProbabilityToEach() throws Exception {
        Table table = of(table(3_000, 5), "many");
        Model model = small().rounds(30).fit(table);
        double[] scores = model.scores(table);
        int right = 0;
        for (int row = 0; row < table.rows(); row++) {
            double[] its = Arrays.copyOfRange(scores, 3 * row, 3 * row + 3);
            assertThat(Arrays.stream(its).sum()).isCloseTo(1, within(1e-9));
            int best = 0;
            for (int k = 1; k < 3; k++) {
                best = its[k] > its[best] ? k : best;
            }
            right += best == table.column("many").code(row) ? 1 : 0;
        }
        assertThat(right / 3_000.0).isGreaterThan(0.85);
    }

    @Test
    void loss_quantile_liesAboveItsShareOfTheTruths() throws Exception {
        Table table = of(table(6_000, 8), "number");
        for (double level : new double[] {0.1, 0.5, 0.9}) {
            double[] scores =
                    small().rounds(40).loss(Loss.quantile(level)).fit(table).scores(table);
            int below = 0;
            for (int row = 0; row < table.rows(); row++) {
                below += table.column("number").number(row) < scores[row] ? 1 : 0;
            }
            assertThat(below / 6_000.0).isCloseTo(level, within(0.03));
        }
    }

    @Test
    void loss_robustOnes_areNotMovedByAFewWildTruths() throws Exception {
        double[] x = new double[1_000];
        double[] y = new double[1_000];
        for (int row = 0; row < 1_000; row++) {
            x[row] = row % 10;
            y[row] = row % 10 + (row % 50 == 7 ? 1e6 : 0);
        }
        Table table = Table.of(List.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y)))
                .target("y");
        for (Loss loss : List.of(Loss.absolute(), Loss.huber(1))) {
            Model model = small().rounds(200).loss(loss).fit(table);
            assertThat(model.predict(Row.of("x", 3)).value()).as("%s", loss).isCloseTo(3, within(0.1));
            assertThat(model.predict(Row.of("x", 7)).value()).as("%s", loss).isCloseTo(7, within(1.2));
        }
        assertThat(small().rounds(200).fit(table).predict(Row.of("x", 7)).value())
                .isGreaterThan(1e5);
    }

    /** With a link the mean of each group is met, and no prediction is below 0. */
    @Test
    void loss_deviances_meetTheMeansOfGroups() throws Exception {
        SplittableRandom random = new SplittableRandom(2);
        double[] x = new double[3_000];
        double[] y = new double[3_000];
        double[] sums = new double[6];
        for (int row = 0; row < x.length; row++) {
            int group = row % 6;
            x[row] = group;
            y[row] = random.nextInt(1 + (1 << group)) + 0.25;
            sums[group] += y[row];
        }
        Table table = Table.of(List.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y)))
                .target("y");
        for (Loss loss : List.of(Loss.poisson(), Loss.gamma(), Loss.tweedie(1.5), Loss.squared())) {
            Model model =
                    Boosting.gradient().rounds(300).depth(3).l2(0).loss(loss).fit(table);
            for (int group = 0; group < 6; group++) {
                assertThat(model.predict(Row.of("x", group)).value())
                        .as("%s of %s", loss, group)
                        .isCloseTo(sums[group] / 500, within(0.01 * sums[group] / 500));
            }
        }
    }

    @Test
    void earlyStopping_onNoise_keepsFewRounds_andNeverMoreThanAsked() throws Exception {
        SplittableRandom random = new SplittableRandom(4);
        double[] x = random.doubles(3_000).toArray();
        double[] y = random.doubles(3_000).toArray();
        Table noise = Table.of(List.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y)))
                .target("y");
        assertThat(trees(Boosting.gradient().rounds(500).earlyStopping(5, 0.3).fit(noise)))
                .isLessThan(30);
        assertThat(trees(Boosting.gradient().rounds(500).fit(noise))).isEqualTo(500);
        Table plain = of(table(3_000, 1), "two");
        assertThat(trees(Boosting.gradient().rounds(25).earlyStopping(20, 0.2).fit(plain)))
                .isBetween(20, 25);
    }

    /** Every fifth row by the target is held out, the last among them. */
    private static Table onlyLast(double last, double... weights) {
        return Table.of(
                        Column.ofNumbers("x", 1, 2, 3, 4, 5, 6, 7, 8),
                        Column.ofNumbers("y", 0, 0, 0, 0, 0, 0, 0, last),
                        Column.ofNumbers("w", weights))
                .target("y")
                .weights("w");
    }

    @Test
    void earlyStopping_allThatIsNotZeroHeldOut_startsAboveZero() throws Exception {
        Table table = onlyLast(3, 1, 1, 1, 1, 1, 1, 1, 1);
        for (Loss loss : List.of(Loss.poisson(), Loss.tweedie(1.5))) {
            Model model = Boosting.gradient().loss(loss).earlyStopping(10, 0.2).fit(table);
            assertThat(model.predict(Row.of("x", 8)).value()).as("%s", loss).isBetween(1e-6, 0.1);
        }
    }

    @Test
    void earlyStopping_allThatWeighsHeldOut_isRefused() {
        Table table = onlyLast(3, 0, 0, 0, 0, 0, 0, 0, 1).with(Column.ofNumbers("y", 1, 2, 3, 4, 5, 6, 7, 8));
        Table two = table.with(Column.ofNumbers("w", 0, 0, 1, 0, 0, 0, 0, 1));
        for (Loss loss : List.of(Loss.poisson(), Loss.gamma(), Loss.squared())) {
            assertThatThrownBy(() -> Boosting.gradient()
                            .loss(loss)
                            .earlyStopping(10, 0.2)
                            .fit(two))
                    .isInstanceOf(TrainingException.class)
                    .hasMessage("earlyStopping() holds out all rows that weigh anything, so the 6 that are left train"
                            + " nothing; give more rows of some weight, or a smaller share to hold out");
        }
    }

    private static int trees(Model model) {
        return (model.form() instanceof Linked linked ? (Trees) linked.form() : (Trees) model.form())
                .trees()
                .size();
    }

    @Test
    void predict_whatNoTrainingRowShowed_goesWhereMostRowsWent() throws Exception {
        Table table = Table.of(List.of(
                        Column.ofNumbers("x", 1, 1, 1, 1, 1, 1, 2, 2, 2),
                        Column.ofCategories("c", List.of("a", "a", "a", "a", "a", "a", "b", "b", "b")),
                        Column.ofNumbers("y", 5, 5, 5, 5, 5, 5, 8, 8, 8)))
                .target("y");
        GradientBoosting recipe = Boosting.gradient().rounds(1).rate(1).l2(0);
        Model byNumber = recipe.fit(table.drop("c"));
        assertThat(byNumber.predict(Row.of("x", null)).value()).isCloseTo(5, within(1e-9));
        assertThat(byNumber.predict(Row.of("x", 1.7)).value()).isCloseTo(8, within(1e-9));
        Model byCategory = recipe.fit(table.drop("x"));
        assertThat(byCategory.predict(Row.of("c", "z")).value()).isCloseTo(5, within(1e-9));
        assertThat(byCategory.predict(Row.of("c", null)).value()).isCloseTo(5, within(1e-9));
        assertThat(byCategory.predict(Row.of("c", "b")).value()).isCloseTo(8, within(1e-9));
    }

    @Test
    void weights_ofRows_countAsOftenAsTheRows() throws Exception {
        Table once = Table.of(List.of(
                        Column.ofNumbers("x", 1, 1, 2, 2),
                        Column.ofNumbers("y", 0, 10, 4, 8),
                        Column.ofNumbers("w", 3, 1, 1, 1)))
                .target("y")
                .weights("w");
        Model model = Boosting.gradient().rounds(1).rate(1).l2(0).fit(once);
        assertThat(model.predict(Row.of("x", 1)).value()).isCloseTo(2.5, within(1e-9));
        assertThat(model.predict(Row.of("x", 2)).value()).isCloseTo(6, within(1e-9));
    }

    @Test
    void balanced_rareClass_isPredictedAsOftenAsItWeighs() throws Exception {
        double[] x = new double[1_000];
        String[] y = new String[1_000];
        for (int row = 0; row < 1_000; row++) {
            x[row] = 0;
            y[row] = row % 20 == 0 ? "rare" : "usual";
        }
        Table table = Table.of(List.of(Column.ofNumbers("x", x), Column.ofCategories("y", List.of(y))))
                .target("y");
        assertThat(small().fit(table).predict(Row.of("x", 0)).probability("rare"))
                .isCloseTo(0.05, within(1e-6));
        assertThat(small().balanced().fit(table).predict(Row.of("x", 0)).probability("rare"))
                .isCloseTo(0.5, within(1e-6));
    }

    static Stream<Arguments> refusedSettings() {
        return Stream.of(
                refused(() -> small().rounds(0), "rounds was 0 but must be at least 1"),
                refused(() -> small().rate(0), "rate was 0.0 but must be in (0, 1]"),
                refused(() -> small().rate(Double.NaN), "rate was NaN but must be in (0, 1]"),
                refused(() -> small().rowFraction(1.5), "rowFraction was 1.5 but must be in (0, 1]"),
                refused(() -> small().featureFraction(0), "featureFraction was 0.0 but must be in (0, 1]"),
                refused(() -> small().earlyStopping(0, 0.2), "patience was 0 but must be at least 1 round"),
                refused(
                        () -> small().earlyStopping(5, 0.7),
                        "validationFraction was 0.7 but must be above 0 and at most 0.5"),
                refused(() -> small().bins(256), "bins was 256 but must be from 2 to 255"),
                refused(() -> small().depth(0), "depth was 0 but must be from 1 to 64"),
                refused(() -> small().leaves(1), "leaves was 1 but must be at least 2"),
                refused(
                        () -> small().minLeafWeight(-1),
                        "minLeafWeight was -1.0 but must be a finite number of 0 or more"),
                refused(() -> small().l2(Double.NaN), "l2 was NaN but must be a finite number of 0 or more"),
                refused(
                        () -> Loss.quantile(1),
                        "the parameter of the loss quantile was 1.0 but must be between 0 and 1"),
                refused(() -> Loss.huber(0), "the parameter of the loss huber was 0.0 but must be above 0"),
                refused(() -> Loss.tweedie(2), "the parameter of the loss tweedie was 2.0 but must be between 1 and 2"),
                refused(
                        () -> new Loss(Loss.Kind.SQUARED, 3),
                        "the parameter of the loss SQUARED was 3.0 but must be 0, since it has none"));
    }

    private static Arguments refused(Supplier<Object> call, String message) {
        return Arguments.of(call, message);
    }

    @ParameterizedTest
    @MethodSource("refusedSettings")
    void settings_outOfRange_areRefused(Supplier<Object> call, String message) {
        assertThatThrownBy(call::get)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    static Stream<Arguments> refusedTables() {
        Table table = table(50, 1);
        Column bad = Column.ofNumbers("bad", infinite(50));
        return Stream.of(
                Arguments.of(
                        small().loss(Loss.squared()),
                        of(table, "two"),
                        Reason.BAD_TARGET,
                        "the loss SQUARED is one of numbers, but the target \"two\" holds classes; use Loss.logLoss()"),
                Arguments.of(
                        small().loss(Loss.logLoss()),
                        of(table, "number"),
                        Reason.BAD_TARGET,
                        "the loss LOG_LOSS is one of classes, but the target \"number\" holds numbers; use Loss.squared() or"
                                + " another of numbers, or make it a category: table.asCategory(name)"),
                Arguments.of(
                        small().loss(Loss.gamma()),
                        of(table, "number").with(Column.ofNumbers("number", rising(50))),
                        Reason.BAD_TARGET,
                        "the loss GAMMA takes numbers above 0, but \"number\" goes down to 0.0; use Loss.squared(), or leave"
                                + " these rows out"),
                Arguments.of(
                        small().balanced(),
                        of(table, "number"),
                        Reason.BAD_TARGET,
                        "balanced() weighs classes, but the target \"number\" holds numbers; use Table.weights(String) for"
                                + " weights of your own"),
                Arguments.of(
                        small(),
                        of(table, "two").with(bad),
                        Reason.BAD_COLUMN,
                        "column \"bad\" is infinite in 2 of 50 rows, first in row 3; give NaN where a number is missing, or"
                                + " leave these rows out"));
    }

    private static double[] infinite(int rows) {
        double[] values = rising(rows);
        values[3] = Double.POSITIVE_INFINITY;
        values[9] = Double.NEGATIVE_INFINITY;
        return values;
    }

    private static double[] rising(int rows) {
        double[] values = new double[rows];
        Arrays.setAll(values, row -> row);
        return values;
    }

    @ParameterizedTest
    @MethodSource("refusedTables")
    void fit_whatCannotBeLearned_isRefused(GradientBoosting recipe, Table table, Reason reason, String message) {
        assertThatThrownBy(() -> recipe.fit(table))
                .isInstanceOfSatisfying(
                        TrainingException.class, e -> assertThat(e.reason()).isEqualTo(reason))
                .hasMessage(message);
    }

    @Test
    void fit_aColumnWithoutAnyValue_isLearnedAroundByMembers() throws Exception {
        double[] nothing = new double[300];
        Arrays.fill(nothing, Double.NaN);
        Table table = of(table(300, 1), "two").with(Column.ofNumbers("nothing", nothing));
        Model model = small().fit(table, Fit.standard().member(0));
        assertThat(model.predict(Row.of("nothing", 5)).label()).isIn("yes", "no");
    }

    @Test
    void fit_interrupted_ends() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> small().fit(of(table(300, 1), "two"))).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void equals_isByValue() {
        assertThat(small().rate(0.2)).isEqualTo(small().rate(0.2)).isNotEqualTo(small());
        assertThat(small())
                .asString()
                .startsWith("gradient boosting (12 rounds, rate ")
                .contains("depth 5");
        assertThat(small().loss(Loss.quantile(0.9))).asString().contains(", loss quantile(0.9), ");
        assertThat(small().loss(Loss.logLoss())).asString().contains(", loss logLoss, ");
        EqualsVerifier.forClass(GradientBoosting.class)
                .withNonnullFields("settings", "tree")
                .withPrefabValues(
                        BoostingSettings.class,
                        BoostingSettings.standard(),
                        BoostingSettings.standard().withRounds(2))
                .withPrefabValues(
                        TreeSettings.class,
                        TreeSettings.standard(),
                        TreeSettings.standard().depth(2))
                .verify();
    }
}
