package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Linear;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.learn.Preparation.Encode;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rare categories and the mean of the target, against numbers computed by hand. */
class CategoriesTest {
    private static final Preparation RARE = Preparation.standard().rareCategories(3);
    private static final Preparation TARGET = Preparation.standard().encode(Encode.TARGET);

    /** a 4 times, b 3, c 2, d once, one missing. */
    private static final List<@Nullable String> LETTERS =
            Arrays.asList("a", "a", "a", "a", "b", "b", "b", "c", "c", "d", null);

    private static final double[] TARGETS = {1, 2, 3, 6, 10, 11, 12, 20, 30, 40, 7};

    private static Table letters() {
        return Table.of(Column.ofCategories("c", LETTERS), Column.ofNumbers("y", TARGETS))
                .target("y");
    }

    private static Table prepared(Preparation preparation, Table table, long seed) {
        Training training = Training.of(table);
        return FittedPreparation.of(preparation, training, seed).prepare(training);
    }

    /** What a model reads of a raw row, by the names of its inputs. */
    private static Map<String, Double> served(Preparation preparation, Table table, Row row)
            throws InterruptedException {
        Map<String, Double> read = new HashMap<>();
        List<String> names = prepared(preparation, table, 0).features().stream()
                .map(Column::name)
                .toList();
        for (String name : names) {
            Learner one = (its, fit) -> Model.of(
                    Signature.of(
                            List.of(Feature.number(name)),
                            Training.of(its).signature().output()),
                    Linear.of(new double[][] {{1}}, new double[] {0}));
            read.put(name, Prepared.by(preparation, one).fit(table).predict(row).value());
        }
        return read;
    }

    // ---------------------------------------------------------------------- rare

    @Test
    void rare_oneHot_goTogether_andUnseenOnesWithThem() throws InterruptedException {
        Table prepared = prepared(RARE, letters(), 0);

        assertThat(prepared.features()).extracting(Column::name).containsExactly("c=a", "c=b", "c is rare");
        assertThat(prepared.column("c=b").toNumbers()).containsExactly(0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0);
        assertThat(prepared.column("c is rare").toNumbers()).containsExactly(0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0);
        assertThat(served(RARE, letters(), Row.of("c", "d")))
                .isEqualTo(Map.of("c=a", 0.0, "c=b", 0.0, "c is rare", 1.0));
        assertThat(served(RARE, letters(), Row.of("c", "zebra")))
                .isEqualTo(Map.of("c=a", 0.0, "c=b", 0.0, "c is rare", 1.0));
        assertThat(served(RARE, letters(), Row.of("c", null)))
                .isEqualTo(Map.of("c=a", 0.0, "c=b", 0.0, "c is rare", 0.0));
    }

    @Test
    void rare_ordinal_areTheLastPosition() throws InterruptedException {
        Preparation ordinal = RARE.encode(Encode.ORDINAL);

        assertThat(prepared(ordinal, letters(), 0).column("c").toNumbers())
                .containsExactly(0, 0, 0, 0, 1, 1, 1, 2, 2, 2, -1);
        assertThat(served(ordinal, letters(), Row.of("c", "zebra"))).isEqualTo(Map.of("c", 2.0));
        assertThat(served(ordinal.rareCategories(1), letters(), Row.of("c", "zebra")))
                .isEqualTo(Map.of("c", -1.0));
    }

    /** A share is of all rows: 2 of 11 are 18 %. */
    @Test
    void rareShare_isOfAllRows() {
        assertThat(prepared(Preparation.standard().rareShare(0.18), letters(), 0)
                        .features())
                .extracting(Column::name)
                .containsExactly("c=a", "c=b", "c=c", "c is rare");
        assertThat(prepared(Preparation.standard().rareShare(0.19), letters(), 0)
                        .features())
                .extracting(Column::name)
                .containsExactly("c=a", "c=b", "c is rare");
        assertThat(prepared(Preparation.standard().rareShare(0.99), letters(), 0)
                        .features())
                .as("all are rare")
                .extracting(Column::name)
                .containsExactly("c is rare");
        assertThat(prepared(Preparation.standard().rareShare(0), letters(), 0).features())
                .extracting(Column::name)
                .containsExactly("c=a", "c=b", "c=c", "c=d");
    }

    // -------------------------------------------------------------------- target

    /** The mean of all is 142 / 11; of c (20 + 30 + 2 x mean) / 4. */
    @Test
    void target_whenServing_isTheSmoothedMeanOfAllTrainingRows() throws InterruptedException {
        Preparation smooth = TARGET.smoothing(2);
        double prior = 142.0 / 11;

        assertThat(prepared(smooth, letters(), 0).features())
                .extracting(Column::name)
                .containsExactly("c");
        assertThat(served(smooth, letters(), Row.of("c", "a"))).isEqualTo(Map.of("c", (12 + 2 * prior) / 6));
        assertThat(served(smooth, letters(), Row.of("c", "c"))).isEqualTo(Map.of("c", (50 + 2 * prior) / 4));
        assertThat(served(smooth, letters(), Row.of("c", null))).isEqualTo(Map.of("c", (7 + 2 * prior) / 3));
        assertThat(served(smooth, letters(), Row.of("c", "zebra"))).isEqualTo(Map.of("c", prior));
        assertThat(served(TARGET.smoothing(0), letters(), Row.of("c", "b"))).isEqualTo(Map.of("c", 11.0));
        Preparation rare = smooth.rareCategories(3);
        assertThat(served(rare, letters(), Row.of("c", "d"))).isEqualTo(Map.of("c", (90 + 2 * prior) / 5));
        assertThat(served(rare, letters(), Row.of("c", "zebra"))).isEqualTo(Map.of("c", (90 + 2 * prior) / 5));
    }

    @Test
    void target_ofClasses_isAShareForEachButTheFirst_andWeightsCount() throws InterruptedException {
        Table table = Table.of(
                        Column.ofCategories("c", List.of("a", "a", "a", "b", "b", "b")),
                        Column.ofCategories("kind", List.of("x", "y", "z", "x", "x", "y")),
                        Column.ofNumbers("w", 1, 3, 2, 1, 1, 2))
                .target("kind")
                .weights("w");
        Table prepared = prepared(TARGET.smoothing(0), table, 0);

        assertThat(prepared.features()).extracting(Column::name).containsExactly("c: y", "c: z");
        Training training = Training.of(table);
        TargetEncoding encoding = TargetEncoding.of(
                training, table.column("c"), CategoryGroups.of(table.column("c"), 0), 0, new int[] {0, 1, 2, 3, 4, 0});
        assertThat(encoding.mean(0, 0)).isEqualTo(3.0 / 6);
        assertThat(encoding.mean(1, 0)).isEqualTo(2.0 / 6);
        assertThat(encoding.mean(0, 1)).isEqualTo(2.0 / 4);
        assertThat(encoding.prior(0)).isEqualTo(5.0 / 10);
        // Row 1 is alone in fold 1: of the others of a, 0 of weight 3 is y. Row 5 shares fold 0 with row 0.
        assertThat(encoding.outOfFold(0)).containsExactly(3.0 / 5, 0, 3.0 / 4, 2.0 / 3, 2.0 / 3, 0);
    }

    // ------------------------------------------------------------------- no leak

    /** Categories that say nothing of the target: the mean of the row's own category would tell it all the same. */
    private static Table meaningless(int rows) {
        SplittableRandom random = new SplittableRandom(3);
        List<String> many = new ArrayList<>();
        double[] target = new double[rows];
        double[] x = new double[rows];
        for (int row = 0; row < rows; row++) {
            many.add("c" + random.nextInt(rows / 3));
            target[row] = random.nextDouble();
            x[row] = random.nextDouble();
        }
        return Table.of(Column.ofCategories("many", many), Column.ofNumbers("x", x), Column.ofNumbers("y", target))
                .target("y");
    }

    private static double correlation(double[] a, double[] b) {
        return new PearsonsCorrelation().correlation(a, b);
    }

    @Test
    void target_ofTrainingRows_doesNotTellTheirOwnTarget() throws InterruptedException {
        Table table = meaningless(3_000);
        double[] target = table.column("y").toNumbers();
        Preparation plain = TARGET.smoothing(1);
        double[] outOfFold = prepared(plain, table, 5).column("many").toNumbers();
        Learner asIs = (its, fit) -> Model.of(
                Signature.of(
                        List.of(Feature.number("many")),
                        Training.of(its).signature().output()),
                Linear.of(new double[][] {{1}}, new double[] {0}));
        double[] ofAllRows = Prepared.by(plain, asIs).fit(table).scores(table);

        assertThat(correlation(ofAllRows, target))
                .as("with the row's own target")
                .isGreaterThan(0.4);
        assertThat(Math.abs(correlation(outOfFold, target))).isLessThan(0.06);
    }

    /** A row's own target may be anything: the number that the row gets stays, to the last bit. */
    @Test
    void target_changingOneRowsTarget_changesOtherRowsOnly() {
        Table table = meaningless(300);
        double[] before = prepared(TARGET, table, 5).column("many").toNumbers();
        for (int changed = 0; changed < 300; changed += 7) {
            double[] targets = table.column("y").toNumbers();
            targets[changed] += 1e9;
            double[] after = prepared(
                            TARGET, table.with(Column.ofNumbers("y", targets)).target("y"), 5)
                    .column("many")
                    .toNumbers();
            assertThat(after[changed]).isEqualTo(before[changed]);
            assertThat(after).isNotEqualTo(before);
        }
    }

    @Test
    void folds_keepKeysAndCopiesOfARowTogether() {
        Table table = meaningless(200);
        int[] rows = new int[400];
        Arrays.setAll(rows, i -> i % 200);
        int[] ofCopies = TargetEncoding.folds(table.rows(rows), 9);
        for (int row = 0; row < 200; row++) {
            assertThat(ofCopies[row + 200]).isEqualTo(ofCopies[row]);
        }
        List<String> keys = new ArrayList<>();
        for (int row = 0; row < 200; row++) {
            keys.add("k" + row % 20);
        }
        int[] ofKeys = TargetEncoding.folds(
                table.with(Column.ofCategories("key", keys)).key("key"), 9);
        Map<String, Set<Integer>> foldsOfKey = new HashMap<>();
        for (int row = 0; row < 200; row++) {
            foldsOfKey.computeIfAbsent(keys.get(row), its -> new HashSet<>()).add(ofKeys[row]);
        }
        assertThat(foldsOfKey.values()).allSatisfy(folds -> assertThat(folds).hasSize(1));
        for (int fold = 0; fold < 5; fold++) {
            assertThat(Collections.frequency(Arrays.stream(ofKeys).boxed().toList(), fold))
                    .isEqualTo(40);
        }
    }

    @Test
    void target_ofARowThatNobodyElseKnows_isTheMeanOfTheOthers() {
        Table two = Table.of(Column.ofCategories("c", List.of("a", "b")), Column.ofNumbers("y", 1, 5))
                .target("y");

        assertThat(prepared(TARGET, two, 0).column("c").toNumbers()).containsExactly(5, 1);
    }

    // ------------------------------------------------------------------- whole models

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void target_sameSeedSameModel_otherSeedAnother_andServedFromBytes(int classes) throws InterruptedException {
        Table table = Samples.classes(200, classes, 8);
        Learner learner =
                Prepared.by(TARGET.rareCategories(10), RandomForest.standard().trees(5));
        Model model = learner.fit(table, Fit.standard().seed(1));

        assertThat(learner.fit(table, Fit.standard().seed(1))).isEqualTo(model);
        assertThat(prepared(TARGET, table, 1).column("colour: k1").toNumbers())
                .isNotEqualTo(prepared(TARGET, table, 2).column("colour: k1").toNumbers());
        assertThat(Artifact.read(Artifact.of(model).bytes()).model().scores(table))
                .isEqualTo(model.scores(table));
        assertThat(Bagging.of(learner)
                        .members(3)
                        .fit(table)
                        .predict(Row.of("x", 0.1, "colour", "zebra"))
                        .probabilities())
                .doesNotContain(Double.NaN);
    }

    // ------------------------------------------------------------------- settings

    @Test
    void settingsThatMakeNoSense_areRefused() {
        assertThatThrownBy(() -> Preparation.standard().rareCategories(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rareCategories was 0 but must be at least 1 row; for a share use rareShare(0.01)");
        for (double share : new double[] {-0.1, 1, Double.NaN}) {
            assertThatThrownBy(() -> Preparation.standard().rareShare(share))
                    .hasMessage("rareShare was " + share
                            + " but must be in [0, 1); for a number of rows use rareCategories(20)");
        }
        for (double rows : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertThatThrownBy(() -> Preparation.standard().smoothing(rows))
                    .hasMessage("smoothing was " + rows
                            + " but must be a number of rows, 0 or more; for example smoothing(10)");
        }
        assertThat(Preparation.standard()
                        .rareCategories(5)
                        .smoothing(3)
                        .encode(Encode.TARGET)
                        .scale(Preparation.Scale.STANDARD)
                        .impute(Preparation.Impute.MEAN)
                        .flagMissing(true)
                        .dateParts(DatePart.YEAR)
                        .clip(0.1, 0.9))
                .isEqualTo(new Preparation(
                        Preparation.Impute.MEAN,
                        true,
                        0.1,
                        0.9,
                        Preparation.Scale.STANDARD,
                        Encode.TARGET,
                        5,
                        3,
                        List.of(DatePart.YEAR)));
    }
}
