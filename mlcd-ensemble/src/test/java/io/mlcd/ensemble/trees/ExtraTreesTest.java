package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExtraTreesTest {
    private static ExtraTrees small() {
        return ExtraTrees.standard().trees(7);
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "two", "three"})
    void fit_sameSeed_sameBytesOnAnyNumberOfThreads(String target) throws Exception {
        Table table = RandomForestTest.table(5_000, target, 1);
        byte[] alone = Artifact.of(small().fit(table, Fit.standard().seed(7))).bytes();
        assertThat(Artifact.of(small().fit(table, Fit.standard().seed(8))).bytes())
                .isNotEqualTo(alone);
        ExecutorService executor = Executors.newFixedThreadPool(8);
        try {
            Fit fit = Fit.standard().seed(7).executor(executor, 8);
            assertThat(Artifact.of(small().fit(table, fit)).bytes()).isEqualTo(alone);
        } finally {
            executor.shutdownNow();
        }
    }

    /** Without a least size every row of some weight has a leaf of its own, or one of rows that differ in nothing. */
    @Test
    void fit_untilPure_answersTrainingRowsWithTheirTruth() throws Exception {
        Table table = RandomForestTest.table(600, "mean", 4); // a function of the features
        Model model = small().minLeafRows(1).features(3).fit(table);
        double[] scores = model.scores(table);
        int[] weighty = Arrays.stream(rows(600))
                .filter(row -> table.column("w").number(row) > 0)
                .toArray();
        for (int row : weighty) {
            assertThat(scores[row])
                    .as("row %s", row)
                    .isCloseTo(table.column("y").number(row), within(1e-9));
        }
    }

    private static int[] rows(int count) {
        int[] rows = new int[count];
        Arrays.setAll(rows, row -> row);
        return rows;
    }

    /** With every feature tried at each split a random forest's first cuts would be a few best ones. */
    @Test
    void fit_cutsAtRandomPlaces() throws Exception {
        Table table = RandomForestTest.table(3_000, "two", 1);
        Table one = Table.of(List.of(table.column("a"), table.column("y"))).target("y");
        assertThat(firstCuts(ExtraTrees.standard().trees(60).depth(1).fit(one)))
                .hasSizeGreaterThan(3
                        * firstCuts(RandomForest.standard().trees(60).depth(1).fit(one))
                                .size())
                .hasSizeGreaterThan(25);
    }

    private static Set<Double> firstCuts(Model model) {
        Set<Double> cuts = new HashSet<>();
        for (Tree tree : ((Trees) model.form()).trees()) {
            cuts.add(tree.threshold(0));
        }
        return cuts;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40})
    void fit_number_explainsWhatIsNotNoise_andRespectsMinLeafRows(int minLeafRows) throws Exception {
        Model model = ExtraTrees.standard()
                .trees(60)
                .features(3)
                .minLeafRows(minLeafRows)
                .fit(RandomForestTest.table(6_000, "number", 1));
        Table test = RandomForestTest.table(2_000, "mean", 2);
        double[] scores = model.scores(test);
        Column truth = test.column("y");
        double squares = 0;
        for (int row = 0; row < test.rows(); row++) {
            squares += Math.pow(scores[row] - truth.number(row), 2) / test.rows();
        }
        assertThat(Math.sqrt(squares)).isLessThan(1); // the noise alone has a spread of 1.15, the means one of 3.6
        for (Tree tree : ((Trees) model.form()).trees()) {
            assertThat(tree.leaves()).isLessThanOrEqualTo(6_000 / minLeafRows);
        }
    }

    @Test
    void settings_outOfRange_areRefused() {
        assertThatThrownBy(() -> small().trees(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("trees was 0 but must be at least 1");
    }

    @Test
    void equals_isByValue() {
        assertThat(small().features(2)).isEqualTo(small().features(2)).isNotEqualTo(small());
        assertThat(small()).hasToString("extra trees (7 trees)");
        assertThat(small().depth(3).minLeafRows(5).features(2).bins(99))
                .hasToString("extra trees (7 trees, depth 3, minLeafRows 5, 2 features at each split, 99 bins)");
        EqualsVerifier.forClass(ExtraTrees.class)
                .withNonnullFields("settings")
                .withPrefabValues(
                        ForestSettings.class,
                        new ForestSettings(1, 1, 1, 1, 9, ForestSettings.Drawing.ALL_CUT_AT_RANDOM),
                        new ForestSettings(2, 1, 1, 1, 9, ForestSettings.Drawing.ALL_CUT_AT_RANDOM))
                .verify();
    }
}
