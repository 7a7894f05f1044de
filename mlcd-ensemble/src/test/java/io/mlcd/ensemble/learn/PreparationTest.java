package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.DoubleStream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against numbers computed by hand. */
class PreparationTest {
    private static final double NAN = Double.NaN;

    private static Table table(Column... features) {
        double[] target = new double[features[0].size()];
        Arrays.setAll(target, row -> row);
        Table table = Table.of(Column.ofNumbers("y", target));
        for (Column feature : features) {
            table = table.with(feature);
        }
        return table.target("y");
    }

    /** The prepared training rows. */
    private static Table prepared(Preparation preparation, Column... features) {
        Training training = Training.of(table(features));
        return FittedPreparation.of(preparation, training, 0).prepare(training);
    }

    /** What a model reads of a raw row: the model gives out the sum of 1, 10, 100, ... times its prepared inputs. */
    private static double served(Preparation preparation, Row row, Column... features) throws InterruptedException {
        Learner digits = (table, fit) -> {
            List<Feature> inputs = table.features().stream()
                    .map(column -> Feature.number(column.name()))
                    .toList();
            double[] weights = new double[inputs.size()];
            Arrays.setAll(weights, i -> Math.pow(10, i));
            return Model.of(
                    Signature.of(inputs, new Output.Numeric("y")),
                    Linear.of(new double[][] {weights}, new double[] {0}));
        };
        return Prepared.by(preparation, digits)
                .fit(table(features))
                .predict(row)
                .value();
    }

    @Test
    void standard_imputesTheMedian_andLeavesTheRest() throws InterruptedException {
        Column x = Column.ofNumbers("x", 1, NAN, 4, 10);

        assertThat(prepared(Preparation.standard(), x).column("x").toNumbers()).containsExactly(1, 4, 4, 10);
        assertThat(prepared(Preparation.standard(), Column.ofNumbers("x", 1, NAN, 4, 10, 20))
                        .column("x")
                        .toNumbers())
                .as("an even number of values")
                .containsExactly(1, 7, 4, 10, 20);
        assertThat(served(Preparation.standard(), Row.of("x", null), x)).isEqualTo(4);
        assertThat(served(Preparation.standard(), Row.of("x", 123), x)).isEqualTo(123);
    }

    @Test
    void mean_imputesTheMean() {
        assertThat(prepared(
                                Preparation.standard().impute(Preparation.Impute.MEAN),
                                Column.ofNumbers("x", 1, NAN, 4, 10))
                        .column("x")
                        .toNumbers())
                .containsExactly(1, 5, 4, 10);
    }

    /** Quantiles of 0..10 by linear interpolation: 10 % is 1, 85 % is 8.5. */
    @Test
    void clip_cutsAtTheQuantiles_alsoWhenServing() throws InterruptedException {
        Column x = Column.ofNumbers("x", 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        Preparation clipping = Preparation.standard().clip(0.1, 0.85);

        assertThat(prepared(clipping, x).column("x").toNumbers()).containsExactly(1, 1, 2, 3, 4, 5, 6, 7, 8, 8.5, 8.5);
        assertThat(served(clipping, Row.of("x", -1e9), x)).isEqualTo(1);
        assertThat(served(clipping, Row.of("x", Double.POSITIVE_INFINITY), x)).isEqualTo(8.5);
        assertThat(prepared(Preparation.standard().clip(0, 0.85), x).column("x").number(0))
                .as("0 does not clip")
                .isEqualTo(0);
        assertThat(served(Preparation.standard().clip(0, 0.85), Row.of("x", -7), x))
                .isEqualTo(-7);
    }

    /** Mean 5, deviations -3 -1 1 3: variance 5 (of the whole, not of a sample). */
    @Test
    void standardScale_givesMean0_andDeviation1() {
        double root = Math.sqrt(5);

        assertThat(prepared(Preparation.scaled(), Column.ofNumbers("x", 2, 4, 6, 8))
                        .column("x")
                        .toNumbers())
                .containsExactly(-3 / root, -1 / root, 1 / root, 3 / root);
    }

    /** The stand-in counts: median 4 makes 2, 4, 4, 4, 6, ... so mean and deviation are those of the complete rows. */
    @Test
    void standardScale_isOfTheImputedRows() {
        double[] scaled = prepared(Preparation.scaled(), Column.ofNumbers("x", 2, NAN, 4, NAN, 6))
                .column("x")
                .toNumbers();

        double root = Math.sqrt(8.0 / 5);
        assertThat(scaled).containsExactly(-2 / root, 0, 0, 0, 2 / root);
    }

    @Test
    void minMax_givesTheRange0To1() {
        assertThat(prepared(Preparation.standard().scale(Preparation.Scale.MIN_MAX), Column.ofNumbers("x", 2, 3, 6, 10))
                        .column("x")
                        .toNumbers())
                .containsExactly(0, 0.125, 0.5, 1);
    }

    /** A plain sum of 0.1 over ten rows, divided by ten, is not 0.1: that rounding must not become a scale. */
    @ParameterizedTest
    @CsvSource({"0.1, 10", "0.7, 49", "1e300, 5", "-3.3, 1000", "0, 4"})
    void aConstant_becomes0_andOtherValuesStayFinite(double value, int rows) throws InterruptedException {
        Column x = Column.ofNumbers(
                "x", DoubleStream.generate(() -> value).limit(rows).toArray());
        for (Preparation.Scale scale : List.of(Preparation.Scale.STANDARD, Preparation.Scale.MIN_MAX)) {
            Preparation scaling = Preparation.standard().scale(scale);

            assertThat(prepared(scaling, x).column("x").toNumbers()).containsOnly(0);
            assertThat(served(scaling, Row.of("x", value + 2), x)).isEqualTo(value + 2 - value);
        }
        assertThat(prepared(Preparation.standard(), x).column("x").toNumbers()).containsOnly(value);
    }

    @Test
    void oneHot_hasAColumnForEachCategory_0ForMissingAndUnseen() throws InterruptedException {
        Column colour = Column.ofCategories("colour", Arrays.asList("red", null, "blue", "red"));
        Table table = prepared(Preparation.standard(), colour);

        assertThat(table.features()).extracting(Column::name).containsExactly("colour=blue", "colour=red");
        assertThat(table.column("colour=blue").toNumbers()).containsExactly(0, 0, 1, 0);
        assertThat(table.column("colour=red").toNumbers()).containsExactly(1, 0, 0, 1);
        assertThat(served(Preparation.standard(), Row.of("colour", "red"), colour))
                .isEqualTo(10);
        assertThat(served(Preparation.standard(), Row.of("colour", "green"), colour))
                .isZero();
        assertThat(served(Preparation.standard(), Row.of("colour", null), colour))
                .isZero();
    }

    @Test
    void ordinal_givesThePosition_minus1ForMissingAndUnseen() throws InterruptedException {
        Column colour = Column.ofCategories("colour", Arrays.asList("red", null, "blue", "amber"));
        Preparation ordinal = Preparation.standard().encode(Preparation.Encode.ORDINAL);

        assertThat(prepared(ordinal, colour).column("colour").toNumbers()).containsExactly(2, -1, 1, 0);
        assertThat(served(ordinal, Row.of("colour", "red"), colour)).isEqualTo(2);
        assertThat(served(ordinal, Row.of("colour", "green"), colour)).isEqualTo(-1);
        assertThat(served(ordinal, Row.of("colour", null), colour)).isEqualTo(-1);
    }

    @Test
    void flagMissing_flagsNumbersThatWereMissingInTraining_only() throws InterruptedException {
        Column x = Column.ofNumbers("x", 5, NAN, 7);
        Column whole = Column.ofNumbers("whole", 1, 2, 3);
        Preparation flagging = Preparation.standard().flagMissing(true);
        Table table = prepared(flagging, x, whole);

        assertThat(table.features()).extracting(Column::name).containsExactly("x", "x is missing", "whole");
        assertThat(table.column("x is missing").toNumbers()).containsExactly(0, 1, 0);
        assertThat(served(flagging, Row.of("x", null, "whole", 4), x, whole)).isEqualTo(6 + 10 + 400);
        assertThat(served(flagging, Row.of("x", 1, "whole", 4), x, whole)).isEqualTo(1 + 400);
        assertThat(prepared(flagging.flagMissing(false), x).features()).hasSize(1);
    }

    @Test
    void columnsWithoutAnyValue_areLeftOut_butMayBeServed() throws InterruptedException {
        Column x = Column.ofNumbers("x", 1, 2);
        Column empty = Column.ofNumbers("empty", NAN, NAN);
        Column blank = Column.ofCategories("blank", Arrays.asList(null, null));

        assertThat(prepared(Preparation.standard().flagMissing(true), empty, x, blank)
                        .features())
                .extracting(Column::name)
                .containsExactly("x");
        assertThat(served(Preparation.standard(), Row.of("empty", 9, "x", 2, "blank", "now"), empty, x, blank))
                .isEqualTo(2);
    }

    @Test
    void noColumnWithAValue_isRefused() {
        assertThatThrownBy(() -> prepared(Preparation.standard(), Column.ofNumbers("x", NAN, NAN)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("no feature has a value in any of the 2 rows, so there is nothing to learn from");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void anInfiniteValue_isRefused(double infinite) {
        assertThatThrownBy(() -> prepared(Preparation.scaled(), Column.ofNumbers("x", 1, infinite)))
                .isInstanceOf(TrainingException.class)
                .hasMessage("column \"x\" holds an infinite value; make it missing (NaN), or a large number");
    }

    /** A number "x=a" beside the category x with a; a number "x is missing"; a target "z=b" beside z with b. */
    @Test
    void derivedNames_neverCollide() throws InterruptedException {
        Column number = Column.ofNumbers("x=a", 3, 4);
        Column category = Column.ofCategories("x", List.of("a", "b"));
        Column z = Column.ofNumbers("z", 1, NAN);
        Column flag = Column.ofNumbers("z is missing", 5, 6);
        Preparation flagging = Preparation.standard().flagMissing(true);

        for (Column[] order : new Column[][] {{number, category, z, flag}, {flag, z, category, number}}) {
            Table table = prepared(flagging, order);
            assertThat(table.features()).hasSize(6);
            assertThat(table.features())
                    .extracting(Column::toNumbers)
                    .containsExactlyInAnyOrder(
                            new double[] {3, 4},
                            new double[] {1, 0},
                            new double[] {0, 1},
                            new double[] {1, 1},
                            new double[] {0, 1},
                            new double[] {5, 6});
        }
        assertThat(served(flagging, Row.of("x=a", 3, "x", "b", "z", 2, "z is missing", 5), number, category, z, flag))
                .isEqualTo(3 + 0 + 100 + 2_000 + 0 + 500_000);
    }

    @Test
    void aDerivedName_thatIsTheTargets_isAnother() {
        Table table = Table.of(Column.ofCategories("x", List.of("a", "b", "a")), Column.ofNumbers("x=a", 7, 8, 9))
                .target("x=a");
        Training training = Training.of(table);

        Table prepared =
                FittedPreparation.of(Preparation.standard(), training, 0).prepare(training);

        assertThat(prepared.target().orElseThrow().toNumbers()).containsExactly(7, 8, 9);
        assertThat(prepared.features()).extracting(Column::name).containsExactly("x=a'", "x=b");
    }

    @Test
    void roles_comeThrough() throws InterruptedException {
        Table table = table(
                        Column.ofNumbers("x", 1, 2, 3),
                        Column.ofNumbers("w", 1, 0, 2),
                        Column.ofCategories("who", List.of("a", "b", "c")),
                        Column.ofTimes("at", 1, 2, 3))
                .weights("w")
                .key("who")
                .time("at");
        AtomicReference<Table> seen = new AtomicReference<>();
        Learner spy = (given, fit) -> {
            seen.set(given);
            return Model.of(
                    Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                    Linear.of(new double[][] {{1}}, new double[] {0}));
        };

        Prepared.by(Preparation.standard(), spy).fit(table);

        assertThat(seen.get().weights()).isEqualTo(table.weights());
        assertThat(seen.get().key()).isEqualTo(table.key());
        assertThat(seen.get().time()).isEqualTo(table.time());
        assertThat(seen.get().target()).isEqualTo(table.target());
    }

    @Test
    void aLearnerThatReadsWhatItWasNotGiven_isFoundOut() {
        Learner wrong = (given, fit) -> Model.of(
                Signature.of(List.of(Feature.number("other")), new Output.Numeric("y")),
                Linear.of(new double[][] {{1}}, new double[] {0}));

        assertThatThrownBy(() -> Prepared.by(Preparation.standard(), wrong).fit(table(Column.ofNumbers("x", 1, 2))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "the learner behind the preparation made a model that reads the NUMBER \"other\", which it was"
                                + " not given");
    }

    @ParameterizedTest
    @CsvSource({"-0.1, 1", "0, 1.1", "0.5, 0.5", "0.9, 0.1", "NaN, 1", "0, NaN"})
    void clip_outOfOrder_isRefused(double low, double high) {
        assertThatThrownBy(() -> Preparation.standard().clip(low, high))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("clip(" + low + ", " + high
                        + ") must name two quantiles, the lower first, in [0, 1]; for example clip(0.01, 0.99)");
    }

    @Test
    void withers_inAnyOrder_giveEqualValues() {
        assertThat(Preparation.standard()
                        .clip(0.01, 0.99)
                        .scale(Preparation.Scale.STANDARD)
                        .flagMissing(true)
                        .impute(Preparation.Impute.MEAN)
                        .encode(Preparation.Encode.ORDINAL))
                .isEqualTo(Preparation.standard()
                        .encode(Preparation.Encode.ORDINAL)
                        .impute(Preparation.Impute.MEAN)
                        .flagMissing(true)
                        .scale(Preparation.Scale.STANDARD)
                        .clip(0.01, 0.99))
                .isNotEqualTo(Preparation.standard());
        assertThat(Preparation.scaled()).isEqualTo(Preparation.standard().scale(Preparation.Scale.STANDARD));
        EqualsVerifier.forClass(Prepared.class)
                .withPrefabValues(Preparation.class, Preparation.standard(), Preparation.scaled())
                .verify();
    }
}
