package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.delivery.Delivery;
import io.mlcd.ensemble.delivery.DeliveryReport;
import io.mlcd.ensemble.delivery.Run;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.tribuo.Learners;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

/** The promise that every statistic comes from the training rows of its own fit alone. */
class NoLeakTest {
    private static final int ROWS = 200;

    /** With an id, a day and a customer, which are no features. */
    private static Table table() {
        SplittableRandom random = new SplittableRandom(4);
        List<String> customers = new ArrayList<>();
        double[] days = new double[ROWS];
        for (int row = 0; row < ROWS; row++) {
            customers.add("c" + random.nextInt(80));
            days[row] = random.nextInt(90);
        }
        return Samples.classes(ROWS, 2, 17)
                .with(Column.ofNumbers(
                        "id", IntStream.range(0, ROWS).asDoubleStream().toArray()))
                .with(Column.ofNumbers("day", days))
                .with(Column.ofCategories("customer", customers));
    }

    /** The features of some rows changed: numbers huge or missing, categories never seen elsewhere. */
    private static Table mutated(Table table, Set<Integer> rows, String category) {
        double[] x = table.column("x").toNumbers();
        double[] y = table.column("y").toNumbers();
        List<String> colours = new ArrayList<>();
        for (int row = 0; row < table.rows(); row++) {
            boolean changed = rows.contains(row);
            x[row] = changed ? 1e6 + row : x[row];
            y[row] = changed ? Double.NaN : y[row];
            colours.add(
                    changed && !category.isEmpty()
                            ? category
                            : table.column("colour").text(row));
        }
        return table.with(Column.ofNumbers("x", x))
                .with(Column.ofNumbers("y", y))
                .with(Column.ofCategories("colour", colours));
    }

    private static Set<Integer> ids(Table part) {
        Set<Integer> ids = new HashSet<>();
        Arrays.stream(part.column("id").toNumbers()).forEach(id -> ids.add((int) id));
        return ids;
    }

    static List<Split> splits() {
        return List.of(
                Split.random(),
                Split.stratified(),
                Split.byTime("day"),
                Split.byKey("customer"),
                Split.stratified().validation(0.2),
                Split.byTime("day").validation(0.2));
    }

    @ParameterizedTest
    @MethodSource("splits")
    void changingTheTestOrValidationRows_changesNothing(Split split) throws InterruptedException {
        Table table = table();
        Split.Parts parts = split.split(table, 3);
        Set<Integer> aside = ids(parts.test());
        parts.validation().ifPresent(rows -> aside.addAll(ids(rows)));
        for (Learner learner : List.of(
                Recipes.ofClasses().get("nested"),
                Recipes.ofClasses().get("prepared outside"),
                Recipes.ofClasses().get("forest"),
                Recipes.logistic())) {
            Delivery delivery = Delivery.of("leak")
                    .target("kind")
                    .drop("id")
                    .drop(split.column().equals("day") ? new String[0] : new String[] {"day"})
                    .drop(split.column().equals("customer") ? new String[0] : new String[] {"customer"})
                    .split(split)
                    .learner(learner)
                    .seed(3);
            DeliveryReport before = delivery.run(table, Run.dry());
            DeliveryReport after = delivery.run(mutated(table, aside, "only in the test part"), Run.dry());
            int trained = IntStream.range(0, ROWS)
                    .filter(row -> !aside.contains(row))
                    .findFirst()
                    .orElseThrow();
            DeliveryReport otherwise = delivery.run(mutated(table, Set.of(trained), "mutant"), Run.dry());

            assertThat(after.artifact()).isEqualTo(before.artifact());
            assertThat(after.evaluation())
                    .doesNotHaveToString(before.evaluation().toString());
            assertThat(otherwise.artifact())
                    .as("a training row, however, counts")
                    .isNotEqualTo(before.artifact());
            assertUnknown(after.model(), "only in the test part");
        }
    }

    private static void assertUnknown(Model model, String category) {
        Feature colour = model.signature().features().get(model.signature().indexOf("colour"));
        assertThat(colour.categories()).isNotEmpty().doesNotContain(category);
        assertThat(colour.code(category)).isEqualTo(Feature.UNSEEN);
        assertThat(model.predict(Row.of("colour", category)).probabilities())
                .isEqualTo(model.predict(Row.of("colour", "another one")).probabilities());
    }

    /** The members of an ensemble by their seed: which rows each was given, and the id of its model. */
    private record Member(Set<Integer> rows, String id) {}

    private static Map<Long, Member> members(Table table, Wrap wrap) throws InterruptedException {
        Map<Long, Member> members = new TreeMap<>();
        Learner spy = (given, fit) -> {
            Model model = Recipes.tree().fit(given.drop("id"), fit);
            members.put(fit.seed(), new Member(ids(given), Artifact.of(model).id()));
            return model;
        };
        wrap.around(spy).fit(table.drop("day", "customer"));
        return members;
    }

    /** Makes an ensemble of a learner. */
    private interface Wrap {
        Learner around(Learner learner);
    }

    @Test
    void changingOutOfBagOrOtherPartitionRows_changesNoMember() throws InterruptedException {
        Table table = table();
        for (Wrap wrap : List.<Wrap>of(
                learner -> Bagging.of(learner).members(3).rowFraction(0.5),
                learner -> Partitioned.by(Partition.random(3), learner),
                learner -> Partitioned.by(Partition.stratified(2), learner))) {
            Map<Long, Member> before = members(table, wrap);
            for (Map.Entry<Long, Member> member : before.entrySet()) {
                Set<Integer> others = new HashSet<>();
                for (int row = 0; row < ROWS; row++) {
                    if (!member.getValue().rows().contains(row)) {
                        others.add(row);
                    }
                }
                Map<Long, Member> after = members(mutated(table, others, "mutant"), wrap);

                assertThat(others).hasSizeGreaterThan(50);
                assertThat(after.get(member.getKey())).isEqualTo(member.getValue());
                assertThat(after).as("the other members see the change").isNotEqualTo(before);
            }
        }
    }

    /** The stand-in for a missing number differs from member to member, as their rows do. */
    @Test
    void preparedInside_isFittedPerSample_preparedOutside_once() throws InterruptedException {
        Table table = table().drop("id", "day", "customer");
        Learner tree = Learners.tribuo(new CARTClassificationTrainer(2));

        assertThat(standIns(
                        Bagging.of(Prepared.by(Preparation.standard(), tree)).members(5), table))
                .hasSize(5);
        assertThat(standIns(Partitioned.by(Partition.random(3), Prepared.by(Preparation.standard(), tree)), table))
                .hasSize(3);
        assertThat(standIns(Prepared.by(Preparation.standard(), Bagging.of(tree).members(5)), table))
                .hasSize(1);
    }

    /** What the members, or the whole, put in for a missing {@code y}. */
    private static Set<Double> standIns(Learner learner, Table table) throws InterruptedException {
        Model model = learner.fit(table);
        Set<Double> standIns = new HashSet<>();
        collect(model.form(), model.signature().indexOf("y"), standIns);
        return standIns;
    }

    private static void collect(Object form, int input, Set<Double> standIns) {
        if (form instanceof io.mlcd.core.form.Prepared prepared) {
            for (Derived derived : prepared.derived()) {
                if (derived.input() == input && derived instanceof Derived.Scaled scaled) {
                    standIns.add(scaled.ifMissing());
                }
            }
        } else if (form instanceof io.mlcd.core.form.Average average) {
            average.members().forEach(member -> collect(member, input, standIns));
        }
    }
}
