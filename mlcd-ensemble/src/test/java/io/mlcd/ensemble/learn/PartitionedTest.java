package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.TrainingException;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.SharedData;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.trees.Boosting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PartitionedTest {
    /** Bins the rows of each part anew, as a fit of the part alone does, where the learner itself would share those of all rows. */
    private static final Learner BOOSTED =
            (table, fit) -> Boosting.gradient().rounds(5).depth(3).fit(table, fit);

    // -------------------------------------------------------------------- routing

    static List<Object[]> routed() {
        List<Object[]> cases = new ArrayList<>();
        for (Table table : List.of(Samples.classes(600, 3, 2), Samples.numbers(600, 2))) {
            for (Partition partition : List.of(
                    Partition.byCategory("colour").minRows(100),
                    Partition.byQuantiles("x", 4),
                    Partition.byQuantiles("y", 3),
                    Partition.byTime("noise", 3),
                    Partition.byClusters(3))) {
                cases.add(new Object[] {partition, table});
            }
        }
        return cases;
    }

    /** Each row is answered, to the last bit, as the model of its part answers it, which a fit of that part alone gives. */
    @ParameterizedTest
    @MethodSource("routed")
    void route_answersAsThePartsOwnModel(Partition partition, Table table) throws InterruptedException {
        Fit fit = Fit.standard().seed(11);
        List<int[]> parts = partition.divide(table, 11);

        Model model =
                Partitioned.by(partition, BOOSTED).combine(Combine.route()).fit(table, fit);

        double[] scores = model.scores(table);
        int width = model.signature().output().width();
        int compared = 0;
        for (int part = 0; part < parts.size(); part++) {
            int[] rows = parts.get(part);
            Model its = BOOSTED.fit(table.rows(rows), fit.member(part));
            double[] own = its.scores(table.rows(rows));
            int[] places = places(its, model);
            for (int i = 0; i < rows.length; i++) {
                if (belongsNowhere(partition, table, rows[i])) {
                    continue;
                }
                double[] expected = new double[width];
                for (int k = 0; k < places.length; k++) {
                    expected[places[k]] = own[i * places.length + k];
                }
                assertThat(Arrays.copyOfRange(scores, rows[i] * width, (rows[i] + 1) * width))
                        .isEqualTo(expected);
                compared++;
            }
        }
        assertThat(compared).isGreaterThan(500);
        Model read = Artifact.read(Artifact.of(model).bytes()).model();
        assertThat(read.scores(table)).isEqualTo(scores);
        for (int row = 0; row < 50; row++) {
            double[] one = new double[width];
            Model.of(model.signature(), model.form()).score(values(model, table, row), one);
            assertThat(one).isEqualTo(Arrays.copyOfRange(scores, row * width, (row + 1) * width));
        }
    }

    /** Where a member's scores are among those of the whole, which may know more classes. */
    private static int[] places(Model member, Model whole) {
        return member.signature().output() instanceof Output.Classes its
                        && whole.signature().output() instanceof Output.Classes all
                ? its.labels().stream().mapToInt(all.labels()::indexOf).toArray()
                : new int[1];
    }

    private static boolean belongsNowhere(Partition partition, Table table, int row) {
        return (partition.toString().startsWith("byCategory")
                        && table.column("colour").isMissing(row))
                || (partition.toString().startsWith("byQuantiles(\"y\"")
                        && table.column("y").isMissing(row));
    }

    private static double[] values(Model model, Table table, int row) {
        return model.signature().features().stream()
                .mapToDouble(feature -> {
                    Column column = table.column(feature.name());
                    return column.type() == Column.Type.NUMBER
                            ? column.number(row)
                            : column.isMissing(row) ? Double.NaN : feature.code(column.text(row));
                })
                .toArray();
    }

    @Test
    void rowsThatBelongNowhere_areAnsweredByTheMean_orByAModelOfAllRows() throws InterruptedException {
        Table table = Samples.classes(600, 2, 3);
        Partition partition = Partition.byCategory("colour");
        Fit fit = Fit.standard().seed(4);
        List<Model> members = new ArrayList<>();
        List<int[]> parts = partition.divide(table, 4);
        for (int part = 0; part < parts.size(); part++) {
            members.add(BOOSTED.fit(table.rows(parts.get(part)), fit.member(part)));
        }
        Model all = Recipes.tree().fit(table, fit.member(parts.size()));

        Model mean = Partitioned.by(partition, BOOSTED).combine(Combine.route()).fit(table, fit);
        Model other = Partitioned.by(partition, BOOSTED)
                .combine(Combine.route().otherwise(Recipes.tree()))
                .fit(table, fit);

        for (Row row : List.of(
                Row.of("x", 0.3, "y", 0.1, "noise", 7),
                Row.of("x", -0.3, "y", 0.1, "noise", 7, "colour", "never seen"))) {
            double expected = members.stream()
                    .mapToDouble(member -> member.predict(row).probability("k1"))
                    .average()
                    .orElseThrow();
            assertThat(mean.predict(row).probability("k1")).isCloseTo(expected, offset(1e-15));
            assertThat(other.predict(row).probability("k1"))
                    .isEqualTo(all.predict(row).probability("k1"));
        }
        assertThat(mean.form()).isInstanceOf(Routed.class);
    }

    @Test
    void clusters_haveNoNowhere_soMissingValuesAreNearToTheMean() throws InterruptedException {
        Model model = Partitioned.by(Partition.byClusters(3), BOOSTED)
                .combine(Combine.route().otherwise((table, fit) -> {
                    throw new AssertionError("no row belongs nowhere");
                }))
                .fit(Samples.classes(300, 2, 3));

        assertThat(model.form()).isInstanceOf(Stacked.class);
        assertThat(model.predict(Row.of(Map.of())).probabilities()[0]).isBetween(0.0, 1.0);
    }

    @Test
    void aTime_routesToTheNewestPart() throws InterruptedException {
        Table table = withDays(Samples.numbers(400, 6));
        Fit fit = Fit.standard().seed(2);

        Model model = Partitioned.by(Partition.byTime("day", 4), BOOSTED)
                .combine(Combine.route())
                .fit(table, fit);

        Table newest = table.time("day").rows(IntStream.range(300, 400).toArray());
        assertThat(model.scores(table))
                .isEqualTo(BOOSTED.fit(newest, fit.member(3)).scores(table));
    }

    private static Table withDays(Table table) {
        return table.with(Column.ofTimes(
                "day",
                IntStream.range(0, table.rows())
                        .mapToLong(row -> row * 86_400_000L)
                        .toArray()));
    }

    static List<Object[]> unroutable() {
        return List.of(
                new Object[] {Partition.random(2), "which random part a row belongs to, its features do not tell; use"},
                new Object[] {
                    Partition.stratified(2), "which stratified part a row belongs to, its features do not tell"
                },
                new Object[] {Partition.byHash("id", 2), "the key \"id\" is no feature, and a key that was not trained"
                },
                new Object[] {
                    Partition.by("f", (table, row) -> "p" + row % 2), "a function is no data, so a model cannot"
                },
                new Object[] {
                    (Partition) (table, seed) -> List.of(
                            IntStream.range(0, 50).toArray(),
                            IntStream.range(50, 100).toArray()),
                    "does not tell how a row that was not among those it divided finds its part"
                });
    }

    @ParameterizedTest
    @MethodSource("unroutable")
    void routes_thatARowDoesNotTell_areRefused_beforeAnythingIsFitted(Partition partition, String message) {
        Table table = Samples.classes(100, 2, 1)
                .with(Column.ofNumbers(
                        "id", IntStream.range(0, 100).asDoubleStream().toArray()));
        Learner never = (given, fit) -> {
            throw new AssertionError("nothing may be fitted");
        };

        assertThatThrownBy(() -> Partitioned.by(partition, never)
                        .combine(Combine.route())
                        .fit(table))
                .isInstanceOf(TrainingException.class)
                .hasMessageStartingWith("rows cannot be routed to their parts: ")
                .hasMessageContaining(message);
    }

    @Test
    void aCategoryThatIsNoFeature_cannotRoute() {
        Table table = Samples.classes(200, 2, 1);
        List<String> customers =
                IntStream.range(0, 200).mapToObj(i -> "c" + i % 5).toList();
        Table keyed = table.with(Column.ofCategories("customer", customers)).key("customer");

        assertThatThrownBy(() -> Partitioned.by(Partition.byGroup("customer", 2), BOOSTED)
                        .combine(Combine.route())
                        .fit(keyed))
                .hasMessageContaining(
                        "\"customer\" is no feature, so a row that is asked about does not have it; let it be");
    }

    /** A part may lack a class when it answers for its own rows alone; one class only is refused, with the remedy. */
    @Test
    void aRoutedPart_mayLackAClass_butNotHaveOneOnly() throws InterruptedException {
        List<String> shops = new ArrayList<>();
        List<String> kinds = new ArrayList<>();
        for (int row = 0; row < 120; row++) {
            shops.add(row % 2 == 0 ? "town" : "village");
            kinds.add(row % 3 == 0 ? "a" : row % 2 == 0 && row % 5 == 0 ? "c" : "b");
        }
        Table table = Table.of(
                        Column.ofNumbers(
                                "x",
                                IntStream.range(0, 120)
                                        .mapToDouble(row -> row % 3)
                                        .toArray()),
                        Column.ofCategories("shop", shops),
                        Column.ofCategories("kind", kinds))
                .target("kind");
        Partitioned byShop = Partitioned.by(Partition.byCategory("shop"), Recipes.tree());

        Model model = byShop.combine(Combine.route()).fit(table);

        assertThat(model.predict(Row.of("x", 0, "shop", "village")).probability("c"))
                .isZero();
        assertThatThrownBy(() -> byShop.fit(table))
                .hasMessage(
                        "shop \"village\", 60 rows, has no row of the class \"c\"; raise minRows, so that rare values"
                                + " go together, or give more rows of the rare values");
        Table constant = table.rows(IntStream.range(0, 120)
                .filter(row -> row % 2 == 0 || row % 3 == 0)
                .toArray());
        assertThatThrownBy(() -> byShop.combine(Combine.route()).fit(constant))
                .hasMessageStartingWith("shop \"village\", 20 rows, has only the value a of \"kind\"; raise minRows");
    }

    // -------------------------------------------------------------------- weights

    /** A part of noise counts less than parts of sense, by the inverse of the losses on the rows held out. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void weighted_weighsByInverseLoss_onRowsThatTrainNothing(boolean classes) throws InterruptedException {
        Table given = classes ? Samples.classes(900, 2, 5) : Samples.numbers(900, 5);
        Table table = withId(spoiled(given));
        List<double[]> trained = Collections.synchronizedList(new ArrayList<>());
        Map<Long, Model> members = new ConcurrentHashMap<>();
        Learner spy = (part, fit) -> {
            trained.add(part.column("id").toNumbers());
            Model model = BOOSTED.fit(part.drop("id"), fit);
            members.put(fit.seed(), model);
            return model;
        };
        Partition thirds = Partition.by(
                "id", (rows, row) -> "part " + (int) (rows.column("id").number(row) / 300));
        Fit fit = Fit.standard().seed(3);

        Model model = Partitioned.by(thirds, spy)
                .combine(Combine.weighted())
                .validation(0.25)
                .fit(table, fit);

        HashSet<Double> seen = new HashSet<>();
        trained.forEach(ids -> Arrays.stream(ids).forEach(seen::add));
        assertThat(seen).hasSize(675);
        Table heldOut = table.rows(IntStream.range(0, 900)
                .filter(row -> !seen.contains((double) row))
                .toArray());
        double[] inverse = new double[3];
        for (int part = 0; part < 3; part++) {
            inverse[part] = 1 / HeldOutScore.loss(members.get(fit.member(part).seed()), heldOut);
        }
        List<Double> weights = ((Average) model.form()).weights();
        double sum = Arrays.stream(inverse).sum();
        for (int part = 0; part < 3; part++) {
            assertThat(weights.get(part)).isCloseTo(inverse[part] / sum, offset(1e-12));
        }
        assertThat(weights.get(2)).as("of the spoiled part").isLessThan(Math.min(weights.get(0), weights.get(1)));
    }

    private static Table withId(Table table) {
        return table.with(Column.ofNumbers(
                "id", IntStream.range(0, table.rows()).asDoubleStream().toArray()));
    }

    /** The targets of the last third of the rows turned round. */
    private static Table spoiled(Table table) {
        int rows = table.rows();
        int third = rows / 3;
        int[] from = IntStream.range(0, rows)
                .map(row -> row < rows - third ? row : rows - 1 - (row - (rows - third)))
                .toArray();
        Column target = table.target().orElseThrow();
        Column turned = table.rows(from).column(target.name());
        Column fresh = target.type() == Column.Type.NUMBER
                ? Column.ofNumbers(target.name(), turned.toNumbers())
                : Column.ofCategories(
                        target.name(),
                        IntStream.range(0, rows).mapToObj(turned::text).toList());
        return table.with(fresh);
    }

    @Test
    void heldOutRows_areWholeKeys_orTheNewest() {
        Table table = withDays(Samples.classes(400, 2, 9));
        List<String> customers =
                IntStream.range(0, 400).mapToObj(i -> "c" + i % 37).toList();
        Table keyed = table.drop("day")
                .with(Column.ofCategories("customer", customers))
                .key("customer");

        Holdout byKey = Holdout.of(Training.of(keyed), 0.2, 1);
        Holdout byTime = Holdout.of(Training.of(table.time("day")), 0.2, 1);

        assertThat(byTime.out()).isEqualTo(IntStream.range(320, 400).toArray());
        assertThat(byKey.out().length).isBetween(60, 100);
        assertThat(Arrays.stream(byKey.out()).mapToObj(customers::get).distinct())
                .doesNotContainAnyElementsOf(
                        Arrays.stream(byKey.train()).mapToObj(customers::get).toList());
        assertThat(byKey.train().length + byKey.out().length).isEqualTo(400);
    }

    @Test
    void aTimeOfCategories_orWithoutOne_holdsNoRowsOut() {
        Table table = withDays(Samples.classes(400, 2, 9));

        assertThatThrownBy(() -> Holdout.of(Training.of(table.time("colour")), 0.2, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "rows cannot be ordered by \"colour\": it holds categories; name a column of times or numbers,"
                                + " table.time(name)");
        assertThatThrownBy(() -> Holdout.of(Training.of(table.time("y")), 0.2, 1))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining(
                        " has no time in \"y\", so the newest rows cannot be held out; leave such rows out");
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -0.1, Double.NaN})
    void validationOutsideItsRange_isRefused(double fraction) {
        assertThatThrownBy(() -> Partitioned.by(Partition.random(2), BOOSTED).validation(fraction))
                .hasMessage("validation was " + fraction + " but must be above 0 and below 1");
    }

    @Test
    void tooFewRowsToHoldOut_areRefused() {
        Table table = Samples.classes(400, 2, 9);
        Table oneKey = table.with(Column.ofCategories("k", Collections.nCopies(400, "same")))
                .key("k");

        assertThatThrownBy(() -> Partitioned.by(Partition.random(2), BOOSTED)
                        .combine(Combine.weighted())
                        .fit(oneKey))
                .hasMessage(
                        "validation(0.2) of 400 rows holds out 0; there must be rows on both sides: give more rows, more"
                                + " different keys or times, or another fraction");
    }

    // ------------------------------------------------------------------- stacking

    /** The meta learner gets the scores of the rows held out, and the stack answers as the meta model of these scores. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void stacked_trainsItsMetaLearner_onRowsHeldOutFromTheParts(boolean passThrough) throws InterruptedException {
        Table table = withId(Samples.classes(600, 3, 5));
        List<Double> trained = Collections.synchronizedList(new ArrayList<>());
        List<Table> metaTables = new ArrayList<>();
        List<Model> metaModels = new ArrayList<>();
        Learner spy = (part, fit) -> {
            Arrays.stream(part.column("id").toNumbers()).forEach(trained::add);
            return BOOSTED.fit(part, fit);
        };
        Learner meta = (scores, fit) -> {
            metaTables.add(scores);
            metaModels.add(Recipes.tree().fit(scores, fit));
            return metaModels.get(0);
        };
        Combine combine = passThrough ? Combine.stacked(meta).passThrough() : Combine.stacked(meta);

        Model model = Partitioned.by(Partition.stratified(2), spy)
                .combine(combine)
                .fit(table, Fit.standard().seed(1));

        assertThat(trained).hasSize(480).doesNotHaveDuplicates();
        Table read = metaTables.get(0);
        assertThat(read.rows()).isEqualTo(120);
        assertThat(read.names())
                .startsWith("score 1 k0", "score 1 k1", "score 1 k2", "score 2 k0", "score 2 k1", "score 2 k2");
        assertThat(read.has("colour")).isEqualTo(passThrough);
        Table heldOut = table.rows(IntStream.range(0, 600)
                .filter(row -> !trained.contains((double) row))
                .toArray());
        assertThat(read.target()).isEqualTo(heldOut.target());
        assertThat(model.scores(heldOut)).isEqualTo(metaModels.get(0).scores(read));
        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
    }

    /** Few rounds stop far before the target; a linear learner that reads their scores makes up for it. */
    @Test
    void stacked_ofNumbers_makesUpForMembersThatFallShort() throws InterruptedException {
        Table table = Samples.numbers(1200, 5);
        Table test = Samples.numbers(400, 77);
        Partitioned partitioned = Partitioned.by(Partition.random(3), BOOSTED);

        Model mean = partitioned.fit(table);
        Model stacked = partitioned
                .combine(Combine.stacked(Recipes.ofNumbers().get("elastic net")))
                .fit(table);

        assertThat(HeldOutScore.loss(stacked, test)).isLessThan(0.5 * HeldOutScore.loss(mean, test));
    }

    @Test
    void weighted_isBetterThanTheMean_whenOnePartIsSpoiled() throws InterruptedException {
        Table table = withId(spoiled(Samples.numbers(1200, 5)));
        Table test = withId(Samples.numbers(400, 77));
        Partition thirds = Partition.by(
                "id", (rows, row) -> "part " + (int) (rows.column("id").number(row) / 400));
        Partitioned partitioned = Partitioned.by(thirds, Boosting.gradient().rounds(30));

        Model mean = partitioned.fit(table);
        Model weighted = partitioned.combine(Combine.weighted()).fit(table);

        double meanLoss = HeldOutScore.loss(mean, test);
        assertThat(HeldOutScore.loss(weighted, test)).isLessThan(meanLoss);
    }

    @Test
    void combinations_areValues_thatPrintAsTheirCalls_andRefuseWhatIsNotTheirs() {
        assertThat(Combine.route().otherwise(BOOSTED)).isEqualTo(Combine.route().otherwise(BOOSTED));
        assertThat(Combine.route()).isNotEqualTo(Combine.weighted()).hasToString("route()");
        assertThat(Combine.stacked(BOOSTED).passThrough()).hasToString("stacked(" + BOOSTED + ").passThrough()");
        assertThatThrownBy(() -> Combine.AVERAGE.otherwise(BOOSTED))
                .hasMessage("otherwise belongs to Combine.route(), but this is Combine.AVERAGE; begin with that");
        assertThatThrownBy(() -> Combine.route().passThrough())
                .hasMessage(
                        "passThrough belongs to Combine.stacked(meta), but this is Combine.route(); begin with that");
        assertThatThrownBy(() -> Bagging.of(BOOSTED).combine(Combine.weighted()).fit(Samples.classes(50, 2, 1)))
                .hasMessage(
                        "Combine.weighted() is for the parts of Partitioned; other ensembles take Combine.AVERAGE or"
                                + " Combine.VOTE");
    }

    // --------------------------------------------------------------------- report

    @Test
    void aReport_measuresEachPart_andTheWhole_besideOneModel() throws InterruptedException {
        Table table = withId(Samples.classes(900, 2, 6));
        List<Double> trained = Collections.synchronizedList(new ArrayList<>());
        Learner spy = (part, fit) -> {
            Arrays.stream(part.column("id").toNumbers()).forEach(trained::add);
            return BOOSTED.fit(part, fit);
        };

        Partitioned.Reported reported = Partitioned.by(Partition.byCategory("colour"), spy)
                .combine(Combine.route())
                .validation(0.3)
                .compared(true)
                .fitReported(table, Fit.standard().seed(2));

        PartitionReport report = reported.report();
        assertThat(report.heldOut()).isEqualTo(270);
        assertThat(new HashSet<>(trained)).as("of parts and of one").hasSize(630);
        Table heldOut = table.rows(IntStream.range(0, 900)
                .filter(row -> !trained.contains((double) row))
                .toArray());
        assertThat(report.metric()).isEqualTo(Metric.LOG_LOSS);
        assertThat(report.parts()).hasSize(5);
        assertThat(report.parts().stream().mapToInt(PartitionReport.Part::rows).sum())
                .isEqualTo(630);
        assertThat(report.whole().score()).isEqualTo(HeldOutScore.of(reported.model(), heldOut));
        assertThat(report.one().orElseThrow().score()).isPresent();
        Column colour = heldOut.column("colour");
        for (PartitionReport.Part part : report.parts()) {
            assertThat(part.balance().values().stream()
                            .mapToDouble(share -> share)
                            .sum())
                    .isCloseTo(1, offset(1e-12));
            assertThat(part.mean()).isEmpty();
            Table own = heldOut.rows(IntStream.range(0, 270)
                    .filter(row -> part.name().equals("colour \"" + colour.text(row) + "\""))
                    .toArray());
            assertThat(part.ownRows()).isEqualTo(own.rows()).isPositive();
            assertThat(part.ownScore().orElseThrow())
                    .isEqualTo(HeldOutScore.of(reported.model(), own).orElseThrow());
        }
        assertThat(report.toString().lines().toList()).hasSize(9).satisfies(lines -> {
            assertThat(lines.get(0)).matches("part +rows +seconds +LOG_LOSS +on its own +weight +balance");
            assertThat(lines.get(1))
                    .matches("colour \"amber\" +\\d+ +[\\d.]+ +[\\d.]+ +[\\d.]+ +0.200  k0 .*%, k1 .*%");
            assertThat(lines.get(6)).matches("together +630 +[\\d.]+ +[\\d.]+");
            assertThat(lines.get(7)).matches("one model +630 +[\\d.]+ +[\\d.]+");
            assertThat(lines.get(8)).isEqualTo("LOG_LOSS on 270 rows held out; less is better");
        });
    }

    @Test
    void aReportOfNumbers_tellsMeans_andWeights() throws InterruptedException {
        Table table = Samples.numbers(500, 6);

        PartitionReport report = Partitioned.by(Partition.random(3), BOOSTED)
                .combine(Combine.weighted())
                .fitReported(table, Fit.standard())
                .report();

        assertThat(report.metric()).isEqualTo(Metric.RMSE);
        assertThat(report.one()).isEmpty();
        assertThat(report.parts().stream().mapToInt(PartitionReport.Part::rows).sum())
                .as("what neither the report nor the weights hold out")
                .isEqualTo(320);
        assertThat(report.parts().stream()
                        .mapToDouble(PartitionReport.Part::weight)
                        .sum())
                .isCloseTo(1, offset(1e-12));
        assertThat(report.parts()).allSatisfy(part -> {
            assertThat(part.mean()).isPresent();
            assertThat(part.ownScore()).isEmpty();
        });
    }

    /** The category "a" is in rows that are held out from the parts only, and before the others, so that these have other codes. */
    @Test
    void aReportOverClusters_knowsItsRowsByTheTextsOfCategories() throws InterruptedException {
        List<String> shapes = new ArrayList<>();
        double[] age = new double[100];
        for (int row = 0; row < 100; row++) {
            boolean rare = row == 0 || (row >= 20 && row < 36);
            shapes.add(rare ? "a" : (row < 20 ? row <= 12 : row % 2 == 0) ? "flat" : "round");
            age[row] = -row;
        }
        Table table = Table.of(
                        Column.ofCategories("shape", shapes),
                        Column.ofNumbers("age", age),
                        Column.ofNumbers("amount", age))
                .time("age")
                .target("amount");
        Fit fit = Fit.standard().seed(1);
        for (Combine combine : List.of(Combine.weighted(), Combine.stacked(Recipes.regressionTree()))) {
            Spy spy = new Spy(mean());

            List<PartitionReport.Part> parts = Partitioned.by(Partition.byClusters(2), spy)
                    .combine(combine)
                    .fitReported(table, fit)
                    .report()
                    .parts();

            assertThat(parts).hasSize(2);
            for (int part = 0; part < 2; part++) {
                Column shape = spy.call(fit.member(part).seed()).table().column("shape");
                assertThat(shape.categories()).as("of the rows in the part").doesNotContain("a");
                int own = shape.text(0).equals("flat") ? 12 : 7;
                assertThat(parts.get(part).ownRows())
                        .as("\"a\" is as far from both, and so in the first")
                        .isEqualTo(own + (part == 0 ? 1 : 0));
            }
        }
    }

    /** Knows the mean of the target and no more. */
    private static Learner mean() {
        return (part, fit) -> {
            Training training = Training.of(part);
            int inputs = training.signature().features().size();
            double mean = Arrays.stream(training.target().toNumbers()).average().orElseThrow();
            return Model.of(training.signature(), Linear.of(new double[][] {new double[inputs]}, new double[] {mean}));
        };
    }

    // ------------------------------------------------------------------------ time

    /** Goes on until the time is over, as boosting does. */
    private static Learner untilTheEnd(Learner learner, Spy.Watch watch) {
        return (table, fit) -> {
            if (fit.isLate()) {
                throw fit.tooLate("one tree");
            }
            while (!fit.isLate()) {
                watch.advance(1);
            }
            return learner.fit(table);
        };
    }

    private static Fit seconds(int seconds, Spy.Watch watch) {
        return Fit.standard().deadline(Instant.EPOCH.plusSeconds(seconds), watch);
    }

    @Test
    void deadline_leavesAMetaLearnerAsMuchTimeAsAPart() throws InterruptedException {
        Table table = Samples.classes(200, 2, 1);
        Spy.Watch watch = new Spy.Watch();
        List<Long> ended = new ArrayList<>();
        Learner part = (rows, fit) -> {
            Model model = untilTheEnd(Recipes.tree(), watch).fit(rows, fit);
            ended.add(watch.instant().getEpochSecond());
            return model;
        };

        Partitioned.by(Partition.random(3), part)
                .combine(Combine.stacked(untilTheEnd(Recipes.logistic(), watch)))
                .fit(table, seconds(8, watch));

        assertThat(ended).containsExactly(2L, 4L, 6L);
        assertThat(watch.instant()).isEqualTo(Instant.EPOCH.plusSeconds(8));
    }

    @Test
    void deadline_leavesHalfOfTheTimeToTheModelOfAllRows() throws InterruptedException {
        Spy.Watch watch = new Spy.Watch();

        PartitionReport report = Partitioned.by(Partition.random(3), untilTheEnd(Recipes.tree(), watch))
                .compared(true)
                .fitReported(Samples.classes(200, 2, 1), seconds(12, watch))
                .report();

        assertThat(report.one()).isPresent();
        assertThat(watch.instant()).isEqualTo(Instant.EPOCH.plusSeconds(12));
    }

    /** What is late before it begins, and what has nothing when it is, is left out of the report; other failures are not hidden. */
    @Test
    void deadline_leavesOutTheModelOfAllRows_whenItIsLate() throws InterruptedException {
        Table table = Samples.classes(200, 2, 1);
        Spy.Watch watch = new Spy.Watch();
        List<Integer> fitted = new ArrayList<>();
        Learner slow = (part, fit) -> {
            fitted.add(part.rows());
            watch.advance(8);
            return Recipes.tree().fit(part);
        };
        Learner late = (part, fit) -> {
            if (part.rows() > 100) {
                throw fit.tooLate("one tree");
            }
            return Recipes.tree().fit(part);
        };
        Learner failing = (part, fit) -> {
            if (part.rows() > 100) {
                throw new TrainingException(TrainingException.Reason.TRAINER_FAILED, "on purpose");
            }
            return Recipes.tree().fit(part);
        };

        for (Learner learner : List.of(late, slow)) {
            PartitionReport report = Partitioned.by(Partition.random(2), learner)
                    .compared(true)
                    .fitReported(table, seconds(12, watch))
                    .report();
            assertThat(report.one()).isEmpty();
            assertThat(report.whole().score()).isPresent();
            assertThat(report.toString()).doesNotContain("one model");
        }
        assertThat(fitted).as("the two parts").containsExactly(80, 80);
        assertThatThrownBy(() -> Partitioned.by(Partition.random(2), failing)
                        .compared(true)
                        .fitReported(table, Fit.standard()))
                .hasMessage("on purpose");
    }

    // ------------------------------------------------------------ sharing, nesting

    /** What is made ready once for a table gives the model that a fit of the same rows gives. */
    @Test
    void over_givesTheModelOfTheRows() throws InterruptedException {
        Table table = Samples.classes(500, 2, 4);
        int[] rows = Arrays.copyOf(Draw.shuffled(500, 3), 333);
        for (Combine combine : List.of(
                Combine.AVERAGE,
                Combine.VOTE,
                Combine.weighted(),
                Combine.route(),
                Combine.route().otherwise(Recipes.tree()))) {
            Learner learner = Partitioned.by(Partition.byQuantiles("x", 3), Recipes.tree())
                    .combine(combine);

            Model direct = learner.fit(table.rows(rows), Fit.standard().seed(9));
            Model shared =
                    learner.over(table, Fit.standard()).fit(rows, Fit.standard().seed(9));

            assertThat(Artifact.of(shared).id()).isEqualTo(Artifact.of(direct).id());
        }
    }

    /** The learner is made ready once, however many parts and fits there are, and is named positions of that table. */
    @Test
    void over_makesTheLearnerReadyOnce() throws InterruptedException {
        Table table = withId(Samples.classes(300, 2, 4));
        List<int[]> fitted = Collections.synchronizedList(new ArrayList<>());
        List<Table> ready = new ArrayList<>();
        Learner sharing = new Learner() {
            @Override
            public Model fit(Table rows, Fit fit) throws InterruptedException {
                throw new AssertionError("shared, so never asked");
            }

            @Override
            public Fitter over(Table rows, Fit fit) {
                ready.add(rows);
                return (positions, its) -> {
                    fitted.add(positions.clone());
                    return Recipes.tree().fit(rows.rows(positions), its);
                };
            }
        };
        Partitioned partitioned = Partitioned.by(Partition.stratified(3), sharing);

        partitioned.fit(table);
        assertThat(ready).hasSize(1);
        assertThat(fitted.stream().flatMapToInt(Arrays::stream).sorted().toArray())
                .isEqualTo(IntStream.range(0, 300).toArray());
        fitted.clear();

        Fitter fitter = partitioned.over(table, Fit.standard());
        int[] rows = IntStream.range(100, 300).toArray();
        fitter.fit(rows, Fit.standard());
        fitter.fit(rows, Fit.standard().seed(1));

        assertThat(ready).hasSize(2);
        assertThat(fitted).hasSize(6);
        assertThat(fitted.subList(0, 3).stream()
                        .flatMapToInt(Arrays::stream)
                        .sorted()
                        .toArray())
                .isEqualTo(rows);
    }

    /** Held-out rows may not be in what is shared: the weighted one makes the learner ready for the others alone. */
    @Test
    void whereRowsAreHeldOut_theLearnerNeverSeesThem() throws InterruptedException {
        Table table = withId(Samples.classes(300, 2, 4));
        List<Integer> ready = new ArrayList<>();
        Learner sharing = new Learner() {
            @Override
            public Model fit(Table rows, Fit fit) throws InterruptedException {
                return Recipes.tree().fit(rows, fit);
            }

            @Override
            public Fitter over(Table rows, Fit fit) {
                ready.add(rows.rows());
                return (positions, its) -> fit(rows.rows(positions), its);
            }
        };

        Learner weighted = Partitioned.by(Partition.stratified(3), sharing).combine(Combine.weighted());
        weighted.fit(table);
        weighted.over(table, Fit.standard()).fit(IntStream.range(0, 200).toArray(), Fit.standard());

        assertThat(ready).containsExactly(240, 160);
    }

    @Test
    void partitions_nest() throws InterruptedException {
        Table table = Samples.classes(800, 2, 12);
        Learner inner = Partitioned.by(Partition.byQuantiles("x", 2), BOOSTED).combine(Combine.route());
        Learner outer = Partitioned.by(Partition.byCategory("colour").minRows(150), inner)
                .combine(Combine.route().otherwise(Partitioned.by(Partition.random(2), BOOSTED)));

        Model model = Bagging.of(outer).members(2).fit(table);

        assertThat(Artifact.read(Artifact.of(model).bytes()).model()).isEqualTo(model);
        assertThat(HeldOutScore.of(model, Samples.classes(400, 2, 13)).orElseThrow())
                .isLessThan(0.6);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 8})
    void artifacts_areEqual_onAnyNumberOfThreads(int threads) throws InterruptedException {
        Table classes = Samples.classes(500, 2, 1);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            for (Partition partition :
                    List.of(Partition.byClusters(3), Partition.byCategory("colour"), Partition.byTime("noise", 3))) {
                for (Combine combine : List.of(
                        Combine.route().otherwise(BOOSTED), Combine.weighted(), Combine.stacked(Recipes.logistic()))) {
                    Learner learner = Partitioned.by(partition, BOOSTED).combine(combine);
                    Fit fit = Fit.standard().seed(5);
                    assertThat(Artifact.of(learner.fit(classes, fit.executor(pool, threads)))
                                    .id())
                            .isEqualTo(Artifact.of(learner.fit(classes, fit)).id());
                }
            }
        } finally {
            pool.shutdownNow();
        }
    }

    // ------------------------------------------------------------------ real data

    @Test
    void adult_byWorkclass() throws InterruptedException {
        Table adult = DataSets.adult().read(20_000);

        PartitionReport report = Partitioned.by(
                        Partition.byCategory("workclass").minRows(500),
                        Boosting.gradient().rounds(30))
                .combine(Combine.route().otherwise(Boosting.gradient().rounds(30)))
                .compared(true)
                .fitReported(adult, Fit.standard())
                .report();

        assertThat(report.parts()).hasSizeGreaterThan(4);
        assertThat(report.whole().score().orElseThrow())
                .as("routed by work class, beside one model of all")
                .isBetween(0.25, 0.34);
        assertThat(report.one().orElseThrow().score().orElseThrow()).isBetween(0.25, 0.34);
    }

    @Test
    void bikeSharing_byTime_heldOutRowsAreTheNewest() throws InterruptedException {
        Table bikes = Csv.standard()
                .read(SharedData.require("bike_sharing/bike_sharing_hour.csv.gz"))
                .drop("instant", "casual", "registered")
                .target("cnt");

        Partitioned.Reported reported = Partitioned.by(
                        Partition.byTime("dteday", Duration.ofDays(120)),
                        Boosting.gradient().rounds(40))
                .combine(Combine.weighted())
                .fitReported(bikes, Fit.standard());

        List<PartitionReport.Part> parts = reported.report().parts();
        assertThat(parts).hasSizeBetween(4, 6);
        assertThat(parts.get(parts.size() - 1).weight())
                .as("the newest knows best, since demand grew")
                .isGreaterThan(parts.get(0).weight());
        assertThat(reported.model().signature().indexOf("dteday")).isNegative();
    }

    @Test
    void telco_byContract() throws InterruptedException {
        Table telco = Csv.standard()
                .read(SharedData.require("telco_churn/telco_churn.csv"))
                .drop("customerID")
                .target("Churn");

        Partitioned.Reported reported = Partitioned.by(
                        Partition.byCategory("Contract"),
                        Boosting.gradient().rounds(30).depth(3))
                .combine(Combine.route())
                .fitReported(telco, Fit.standard());

        assertThat(reported.report().parts().stream().map(PartitionReport.Part::name))
                .containsExactly("Contract \"Month-to-month\"", "Contract \"One year\"", "Contract \"Two year\"");
        assertThat(reported.report().parts().get(0).balance().get("Yes"))
                .isGreaterThan(10 * reported.report().parts().get(2).balance().get("Yes"));
        assertThat(reported.report().whole().score().orElseThrow()).isLessThan(0.45);
    }
}
