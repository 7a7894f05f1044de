package io.mlcd.ensemble.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.evaluate.Evaluation;
import java.util.List;
import java.util.Optional;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {
    private static final Table NUMBERS = Table.of(Column.ofNumbers("x", 1, 2, 3, 4), Column.ofNumbers("y", 1, 2, 3, 4))
            .target("y");
    private static final Table CLASSES = Table.of(
                    Column.ofNumbers("x", 1, 2), Column.ofCategories("kind", List.of("a", "a")))
            .target("kind");

    /** Predicts x + error, so that its MAE is the error. */
    private static Model off(double error) {
        return Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Linear.of(new double[][] {{1}}, new double[] {error}));
    }

    private static Candidate candidate(double error, Candidate.Live live) {
        Model model = off(error);
        return new Candidate(model, Evaluation.of(model, NUMBERS), NUMBERS, live);
    }

    private static Candidate.Live live(double error) {
        return Candidate.Live.of(Evaluation.of(off(error), NUMBERS));
    }

    private static Candidate alwaysA() {
        Model model = Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Classes("kind", List.of("a", "b"))),
                Trees.of(1, List.of(Tree.builder(2).leaf(0.75, 0.25).build()), Trees.Sum.TOTAL));
        return new Candidate(model, Evaluation.of(model, CLASSES), CLASSES, Candidate.Live.none());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0.5   | PASS | 0.5000",
                "0.25  | PASS | 0.2500",
                "0.75  | FAIL | 0.7500 is above 0.5000 on 4 test rows; give more or better data, another learner, or"
                        + " another bound",
                "0.50001 | FAIL | 0.50001 is above 0.5 on 4 test rows; give more or better data, another learner, or"
                        + " another bound"
            })
    void atMost_comparesWithTheBound(double error, Verdict verdict, String message) {
        GateResult result = Gate.atMost(Metric.MAE, 0.5).check(candidate(error, Candidate.Live.none()));

        assertThat(result.verdict()).isEqualTo(verdict);
        assertThat(result.gate()).isEqualTo("MAE at most 0.5");
        if (error == 0.50001) {
            assertThat(result.message())
                    .startsWith("0.5000")
                    .contains(" is above 0.5 on")
                    .doesNotStartWith("0.5000 is");
        } else {
            assertThat(result.message()).isEqualTo(message);
        }
    }

    @Test
    void atLeast_comparesWithTheBound() {
        assertThat(Gate.atLeast(Metric.ACCURACY, 1).check(alwaysA())).hasToString("PASS ACCURACY at least 1.0: 1.0000");
        assertThat(Gate.atLeast(Metric.R2, 0.9).check(candidate(2, Candidate.Live.none())))
                .hasToString("FAIL R2 at least 0.9: -2.2000 is below 0.9000 on 4 test rows; give more or better data,"
                        + " another learner, or another bound");
    }

    @Test
    void aMetricThatIsMissing_refuses() {
        assertThat(Gate.atLeast(Metric.ROC_AUC, 0.1).check(alwaysA()))
                .hasToString(
                        "FAIL ROC_AUC at least 0.1: ROC_AUC is missing: the 2 test rows lack a class, or an answer is no"
                                + " number; choose another metric, or test on rows of all classes");
        assertThat(Gate.atMost(Metric.RMSE, 1e9).check(alwaysA()))
                .hasToString(
                        "FAIL RMSE at most 1.0E9: RMSE is missing: the model predicts Classes[name=kind, labels=[a, b]],"
                                + " for which it is not defined; choose another metric, or test on rows of all classes");
        assertThat(Gate.noWorseThanLive(Metric.ROC_AUC, 1)
                        .check(candidate(1, live(1)))
                        .verdict())
                .isEqualTo(Verdict.FAIL);
    }

    @Test
    void noWorseThanLive_nothingLive_passesAndSaysSo() {
        assertThat(Gate.noWorseThanLive(Metric.MAE, 0.1).check(candidate(5, Candidate.Live.none())))
                .hasToString(
                        "PASS MAE no worse than live by 0.1: nothing is live yet, so there is nothing to be worse than");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1.0  | PASS | 1.0000 against 2.0000 live",
                "2.0  | PASS | 2.0000 against 2.0000 live",
                "2.25 | PASS | 2.2500 against 2.0000 live",
                "2.5  | FAIL | 2.5000 against 2.0000 live is worse by 0.5000, more than 0.2500; keep the live model, or look"
                        + " at what changed in the data"
            })
    void noWorseThanLive_lessIsBetter(double error, Verdict verdict, String message) {
        GateResult result = Gate.noWorseThanLive(Metric.MAE, 0.25).check(candidate(error, live(2)));

        assertThat(result).isEqualTo(new GateResult("MAE no worse than live by 0.25", verdict, message));
    }

    @Test
    void noWorseThanLive_moreIsBetter() {
        Gate gate = Gate.noWorseThanLive(Metric.R2, 0);

        assertThat(gate.check(candidate(1, live(2))).verdict()).isEqualTo(Verdict.PASS);
        assertThat(gate.check(candidate(2, live(2))).verdict()).isEqualTo(Verdict.PASS);
        assertThat(gate.check(candidate(2, live(1))).verdict()).isEqualTo(Verdict.FAIL);
    }

    @Test
    void noWorseThanLive_incomparable_isInconclusive() {
        assertThat(Gate.noWorseThanLive(Metric.MAE, 1).check(candidate(0, Candidate.Live.incomparable("it is sealed"))))
                .hasToString(
                        "INCONCLUSIVE MAE no worse than live by 1.0: the live model cannot be compared: it is sealed");
    }

    /** The live model answers NaN: that is not the candidate's fault, and no pass either. */
    @Test
    void noWorseThanLive_itsMetricIsMissing_isInconclusive() {
        Table oneMissing = NUMBERS.with(Column.ofNumbers("x", 1, 2, 3, Double.NaN));
        Candidate.Live live = Candidate.Live.of(Evaluation.of(off(0), oneMissing));

        assertThat(Gate.noWorseThanLive(Metric.MAE, 1).check(candidate(0, live)))
                .hasToString("INCONCLUSIVE MAE no worse than live by 1.0: the live model cannot be compared: its MAE is"
                        + " missing on these 4 test rows; choose another metric");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void boundsAreFinite(double bound) {
        assertThatThrownBy(() -> Gate.atLeast(Metric.ROC_AUC, bound))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the bound of ROC_AUC was " + bound + " but must be finite");
    }

    @ParameterizedTest
    @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, -0.1})
    void tolerancesAre0OrMore(double tolerance) {
        assertThatThrownBy(() -> Gate.noWorseThanLive(Metric.MAE, tolerance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the tolerance of MAE was " + tolerance + " but must be 0 or more");
    }

    @Test
    void theWorstVerdict_decides() {
        GateResult pass = new GateResult("g", Verdict.PASS, "");
        GateResult inconclusive = new GateResult("g", Verdict.INCONCLUSIVE, "");
        GateResult fail = new GateResult("g", Verdict.FAIL, "");

        assertThat(Verdict.worst(List.of())).isEqualTo(Verdict.PASS);
        assertThat(Verdict.worst(List.of(pass, inconclusive, pass))).isEqualTo(Verdict.INCONCLUSIVE);
        assertThat(Verdict.worst(List.of(fail, inconclusive, pass))).isEqualTo(Verdict.FAIL);
    }

    @Test
    void gates_areValues() {
        assertThat(Gate.atLeast(Metric.R2, 0.5))
                .isEqualTo(Gate.atLeast(Metric.R2, 0.5))
                .isNotEqualTo(Gate.atMost(Metric.R2, 0.5));
        assertThat(Gate.noWorseThanLive(Metric.R2, 0.5).comparesWithLive()).isTrue();
        assertThat(Gate.atLeast(Metric.R2, 0.5).comparesWithLive()).isFalse();
        EqualsVerifier.forClass(GateResult.class).verify();
        assertThat(Candidate.Live.none().evaluation()).isEqualTo(Optional.empty());
    }
}
