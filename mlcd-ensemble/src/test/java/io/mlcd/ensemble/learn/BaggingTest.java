package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.trees.RandomForest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BaggingTest {
    @Test
    void nestedBags_shareWhatTheirLearnerFindsOutOnce() throws InterruptedException {
        Spy spy = new Spy(Recipes.tree());
        Table table = Spy.withId(Samples.classes(80, 2, 1));

        Model model = Bagging.of(Bagging.of(spy).members(3)).members(4).fit(table);

        assertThat(spy.overs).hasValue(1);
        assertThat(spy.calls).hasSize(12);
        assertThat(model.signature()).isEqualTo(Training.of(table).signature());
    }

    /** Positions are of the whole table: a bag over some rows draws from these alone. */
    @Test
    void overSomeRows_drawsFromThem() throws InterruptedException {
        Spy spy = new Spy(Recipes.tree());
        Table table = Spy.withId(Samples.classes(80, 2, 1));
        int[] rows = IntStream.range(0, 80).filter(row -> row % 3 == 1).toArray();

        Bagging.of(spy).members(6).over(table, Fit.standard()).fit(rows, Fit.standard());

        assertThat(spy.calls).hasSize(6).allSatisfy(call -> {
            assertThat(call.ids()).hasSameSizeAs(rows);
            assertThat(Arrays.stream(call.ids()).allMatch(id -> id % 3 == 1)).isTrue();
        });
    }

    @Test
    void overAllRows_isTheFit() throws InterruptedException {
        Table table = Samples.classes(120, 3, 1);
        Bagging bagging = Bagging.of(RandomForest.standard().trees(3)).members(3);

        Model over = bagging.over(table, Fit.standard().seed(5))
                .fit(Draw.ascending(120), Fit.standard().seed(5));

        assertThat(over).isEqualTo(bagging.fit(table, Fit.standard().seed(5)));
    }

    // ------------------------------------------------------------ features

    @Test
    void featureFraction_givesEachMemberItsOwnFeatures() throws InterruptedException {
        Spy spy = new Spy(RandomForest.standard().trees(2));
        Table table = Samples.classes(100, 2, 1).with(Column.ofNumbers("empty", nans(100)));

        Model model = Bagging.of(spy)
                .members(30)
                .featureFraction(0.5)
                .fit(table, Fit.standard().member(0));

        Set<List<String>> seen = new HashSet<>();
        Set<String> features = new LinkedHashSet<>();
        for (Spy.Call call : spy.calls) {
            List<String> names =
                    call.table().features().stream().map(Column::name).toList();
            assertThat(names).hasSize(2);
            assertThat(call.model().signature().features().stream().map(Feature::name))
                    .isEqualTo(names);
            seen.add(names);
            features.addAll(names);
        }
        assertThat(features).containsExactlyInAnyOrder("x", "y", "noise", "colour");
        assertThat(seen).as("of the six pairs").hasSizeGreaterThan(4);
        assertThat(model.signature().features()).hasSize(5);
        assertThat(Artifact.read(Artifact.of(model).bytes()).model().scores(table))
                .isEqualTo(model.scores(table));
    }

    @Test
    void featureFraction_ofOne_changesNothing() throws InterruptedException {
        Table table = Samples.classes(100, 2, 1);
        assertThat(Bagging.of(Recipes.tree()).featureFraction(1).fit(table))
                .isEqualTo(Bagging.of(Recipes.tree()).fit(table));
    }

    /** The smallest fraction is still one feature. */
    @Test
    void featureFraction_isAtLeastOneFeature() throws InterruptedException {
        Spy spy = new Spy(RandomForest.standard().trees(2));
        Bagging.of(spy).members(5).featureFraction(1e-9).fit(Samples.classes(100, 2, 1));
        assertThat(spy.calls)
                .allSatisfy(call -> assertThat(call.table().features()).hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -0.5, 1.5, Double.NaN})
    void featureFraction_outOfRange_isRefused(double fraction) {
        assertThatThrownBy(() -> Bagging.of(Recipes.tree()).featureFraction(fraction))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("featureFraction was " + fraction
                        + " but must be in (0, 1]; to leave out features for all members use Table.drop(String...)");
    }

    // ------------------------------------------------------------ balance

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void balanced_drawsEachClassAsOftenAsTheRarest(boolean replacement) throws InterruptedException {
        Spy spy = new Spy(Recipes.tree());
        Bagging bagging = Bagging.of(spy).members(8).balanced().rowFraction(0.5);

        (replacement ? bagging : bagging.withoutReplacement()).fit(rare(90, 20));

        assertThat(spy.calls).hasSize(8).allSatisfy(call -> {
            List<String> labels = texts(call.table().column("kind"));
            assertThat(labels).hasSize(20);
            assertThat(Collections.frequency(labels, "common")).isEqualTo(10);
            assertThat(Arrays.stream(call.ids()).distinct().count() == 20).isNotEqualTo(replacement);
        });
    }

    /** One row in forty is of the rare class, and three others look the same: plain trees seldom say it, balanced ones do. */
    @Test
    void balanced_findsARareClass() throws InterruptedException {
        Table table = Samples.classes(1500, 2, 3);
        List<String> labels = new ArrayList<>();
        for (int row = 0; row < 1500; row++) {
            boolean rare = table.column("x").number(row) > 0.8 && row % 4 == 0;
            labels.add(rare ? "rare" : "common");
        }
        Table rare = table.with(Column.ofCategories("kind", labels)).target("kind");

        double plain = recall(Bagging.of(Recipes.tree()).fit(rare), rare);
        double balanced = recall(Bagging.of(Recipes.tree()).balanced().fit(rare), rare);

        assertThat(plain).isLessThan(0.3);
        assertThat(balanced).isGreaterThan(0.9);
    }

    private static double recall(Model model, Table table) {
        int found = 0;
        int all = 0;
        List<String> truth = texts(table.column("kind"));
        for (int row = 0; row < table.rows(); row++) {
            if (truth.get(row).equals("rare")) {
                all++;
                found += model.predict(table.row(row)).label().equals("rare") ? 1 : 0;
            }
        }
        return (double) found / all;
    }

    @Test
    void balanced_onNumbers_isRefused() {
        assertThatThrownBy(() -> Bagging.of(Recipes.regressionTree()).balanced().fit(Samples.numbers(50, 1)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("the target \"amount\" is a number, which has no classes to balance; leave out balanced()");
    }

    // ------------------------------------------------------------ out of bag

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void outOfBag_isWhatTheMembersThatDoNotKnowTheRowSay(boolean vote) throws InterruptedException {
        Combine combine = vote ? Combine.VOTE : Combine.AVERAGE;
        Table table = Spy.withId(Samples.classes(70, 3, 4));
        Spy spy = new Spy(Recipes.tree());
        Fit fit = Fit.standard().seed(9);

        EnsembleReport report = Bagging.of(spy).members(4).combine(combine).fitReported(table, fit);

        List<Integer> rows = new ArrayList<>();
        List<double[]> expected = new ArrayList<>();
        for (int row = 0; row < 70; row++) {
            double[] sum = new double[3];
            int count = 0;
            for (int member = 0; member < 4; member++) {
                Spy.Call call = spy.call(fit.member(member).seed());
                int id = row;
                if (Arrays.stream(call.ids()).noneMatch(one -> one == id)) {
                    double[] its = labelled(call.model(), table, row);
                    int best = Largest.first(its, 0, 3);
                    for (int k = 0; k < 3; k++) {
                        sum[k] += vote ? (k == best ? 1 : 0) : its[k];
                    }
                    count++;
                }
            }
            if (count > 0) {
                rows.add(row);
                expected.add(sum);
                for (int k = 0; k < 3; k++) {
                    sum[k] /= count;
                }
            }
        }
        HeldOut heldOut = report.heldOut();
        assertThat(heldOut.rows())
                .containsExactly(rows.stream().mapToInt(Integer::intValue).toArray());
        assertThat(heldOut.leftOut()).isEqualTo(70 - rows.size()).isBetween(1, 40);
        double[] all = new double[3 * rows.size()];
        for (int i = 0; i < rows.size(); i++) {
            System.arraycopy(expected.get(i), 0, all, 3 * i, 3);
            assertThat(score(heldOut.outcomes(), i)).isEqualTo(expected.get(i));
        }
        int[] truth =
                rows.stream().mapToInt(row -> table.column("kind").code(row)).toArray();
        double[] ones = new double[rows.size()];
        Arrays.fill(ones, 1);
        Outcomes outcomes = Outcomes.ofClasses(
                (io.mlcd.api.Output.Classes) report.model().signature().output(), truth, all, ones);
        assertThat(heldOut.metrics())
                .containsKeys(Metric.ACCURACY, Metric.ROC_AUC, Metric.LOG_LOSS, Metric.MACRO_F1, Metric.BRIER);
        heldOut.metrics()
                .forEach((metric, value) -> assertThat(metric.of(outcomes)).hasValue(value));
        assertThat(report.members()).hasSize(4);
        assertThat(report.model())
                .isEqualTo(
                        Bagging.of(Recipes.tree()).members(4).combine(combine).fit(table, fit));
    }

    private static double[] labelled(Model model, Table table, int row) {
        double[] by = new double[3];
        List<String> all = table.column("kind").categories();
        List<String> own = ((io.mlcd.api.Output.Classes) model.signature().output()).labels();
        double[] its = model.predict(table.row(row)).probabilities();
        for (int k = 0; k < own.size(); k++) {
            by[all.indexOf(own.get(k))] = its[k];
        }
        return by;
    }

    private static double[] score(Outcomes outcomes, int row) {
        return IntStream.range(0, 3).mapToDouble(k -> outcomes.score(row, k)).toArray();
    }

    /** All rows of a key go into the bag with the first. */
    @Test
    void outOfBag_withAKey_knowsWholeKeys() throws InterruptedException {
        Table table = Spy.withId(Samples.classes(60, 2, 4))
                .with(Column.ofNumbers(
                        "who",
                        IntStream.range(0, 60)
                                .map(row -> row / 6)
                                .asDoubleStream()
                                .toArray()));
        Spy spy = new Spy(Recipes.tree());

        Table keyed = table.key("who");
        HeldOut heldOut = Bagging.of(spy)
                .members(1)
                .rowFraction(0.1)
                .fitReported(keyed, Fit.standard())
                .heldOut();

        Set<Integer> known = new HashSet<>();
        Arrays.stream(spy.calls.get(0).ids()).forEach(id -> known.add(id / 6));
        assertThat(heldOut.rows())
                .isEqualTo(IntStream.range(0, 60)
                        .filter(row -> !known.contains(row / 6))
                        .toArray())
                .isNotEmpty();
        assertThat(heldOut.leftOut()).isEqualTo(6 * known.size());
    }

    @Test
    void outOfBag_weighsRows_andTakesNumbers() throws InterruptedException {
        Table table = Samples.numbers(200, 3)
                .with(Column.ofNumbers(
                        "w", IntStream.range(0, 200).mapToDouble(row -> row % 2).toArray()))
                .weights("w");
        HeldOut heldOut = Bagging.of(RandomForest.standard().trees(5))
                .members(8)
                .fitReported(table, Fit.standard())
                .heldOut();
        assertThat(heldOut.metric(Metric.R2).orElseThrow()).isBetween(0.5, 1.0);
        assertThat(heldOut.metric(Metric.ROC_AUC)).isEmpty();
        for (int i = 0; i < heldOut.rows().length; i++) {
            assertThat(heldOut.outcomes().weight(i)).isEqualTo(heldOut.rows()[i] % 2);
        }
        assertThat(heldOut.toString())
                .startsWith(heldOut.rows().length + " rows")
                .contains(", RMSE ");
    }

    /** More rows than one block, on several threads. */
    @Test
    void outOfBag_isTheSameOnAnyThreadCount() throws InterruptedException {
        Table table = Samples.classes(5000, 2, 3);
        Bagging bagging = Bagging.of(RandomForest.standard().trees(2).depth(5)).members(5);
        var pool = java.util.concurrent.Executors.newFixedThreadPool(3);
        try {
            EnsembleReport one = bagging.fitReported(table, Fit.standard());
            EnsembleReport other = bagging.fitReported(table, Fit.standard().executor(pool, 4));
            assertThat(other.heldOut().rows()).isEqualTo(one.heldOut().rows());
            assertThat(other.heldOut().metrics()).isEqualTo(one.heldOut().metrics());
            assertThat(other.model()).isEqualTo(one.model());
            assertThat(one.heldOut().metric(Metric.ROC_AUC).orElseThrow()).isBetween(0.8, 0.999);
        } finally {
            pool.shutdown();
        }
    }

    @Test
    void outOfBag_whereEachSampleHoldsAllRows_isRefused() {
        Bagging all = Bagging.of(Recipes.tree()).withoutReplacement();
        assertThatThrownBy(() -> all.fitReported(Samples.classes(50, 2, 1), Fit.standard()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "samples of all rows, each once, leave no row out of bag; use rowFraction below 1, leave out"
                                + " withoutReplacement(), or call fit, which makes no report");
    }

    // ------------------------------------------------------------ time

    @Test
    void deadline_leavesOutMembersThatAreNotBegun() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();
        Spy spy = new Spy(Spy.slow(Recipes.tree(), watch, 2));
        List<Integer> told = new ArrayList<>();
        Bagging bagging = Bagging.of(spy).members(10);
        Fit fit = Fit.standard()
                .progress(step -> told.add((int) step.done()), bagging.pieces())
                .deadline(Instant.EPOCH.plusSeconds(7), watch);

        EnsembleReport report = bagging.fitReported(Samples.classes(60, 2, 1), fit);

        assertThat(spy.calls).as("begun at 0, 2, 4 and 6 of 7 seconds").hasSize(4);
        assertThat(report.members()).hasSize(4);
        assertThat(told.get(told.size() - 1)).as("the rest is told as done").isEqualTo(10);
    }

    @Test
    void deadline_tooShortForOneMember_isRefused() {
        Spy.Watch watch = new Spy.Watch();
        Fit fit = Fit.standard().deadline(Instant.EPOCH, watch);
        assertThatThrownBy(() -> Bagging.of(Spy.slow(Recipes.tree(), watch, 1)).fit(Samples.classes(60, 2, 1), fit))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the time given ended, at 1970-01-01T00:00:00Z, before one tree was done; give more time, fewer"
                                + " rows, or a learner that is faster");
    }

    private static double[] nans(int count) {
        double[] nans = new double[count];
        Arrays.fill(nans, Double.NaN);
        return nans;
    }

    private static Table rare(int common, int rare) {
        List<String> labels = new ArrayList<>(Collections.nCopies(common, "common"));
        labels.addAll(Collections.nCopies(rare, "rare"));
        return Spy.withId(Table.of(Column.ofCategories("kind", labels))).target("kind");
    }

    private static List<String> texts(Column column) {
        return IntStream.range(0, column.size())
                .mapToObj(row -> String.valueOf(column.text(row)))
                .toList();
    }
}
