package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.oracle.Forms;
import io.mlcd.core.oracle.Oracle;
import nl.jqno.equalsverifier.EqualsVerifier;
import nl.jqno.equalsverifier.Warning;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DerivedTest {
    @ParameterizedTest
    @CsvSource({"NaN, -0.5", "-5, -1", "-Infinity, -1", "1.5, -0.25", "99, 1", "Infinity, 1"})
    void scaled_imputesThenClipsThenShiftsThenScales(double value, double expected) {
        assertThat(new Derived.Scaled(0, 1, 0, 4, 2, 2).derive(value)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "NaN, 1, 0, 0, 1",
        "0, NaN, 0, 0, 1",
        "2, 1, 0, 0, 1",
        "0, 1, NaN, 0, 1",
        "0, 1, 0, Infinity, 1",
        "0, 1, 0, 0, 0",
        "0, 1, 0, 0, -0.0",
        "0, 1, 0, 0, NaN",
        "0, 1, Infinity, 0, 1"
    })
    void scaled_numbersThatMakeNoSense_areRefused(
            double low, double high, double ifMissingOrShift, double shift, double scale) {
        double ifMissing = Double.isInfinite(ifMissingOrShift) ? ifMissingOrShift : 0;
        double itsShift = Double.isNaN(ifMissingOrShift) ? ifMissingOrShift : shift;
        assertThatThrownBy(() -> new Derived.Scaled(3, ifMissing, low, high, itsShift, scale))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 3 cannot be imputed with " + ifMissing + ", clipped to [" + low + ", " + high
                        + "], shifted by " + itsShift + " and scaled by " + scale);
    }

    @Test
    void asIs_keepsEveryNumber() {
        Derived asIs = Derived.Scaled.asIs(2);
        assertThat(asIs.derive(Double.NaN)).isNaN();
        assertThat(Double.doubleToLongBits(asIs.derive(-0.0))).isEqualTo(Double.doubleToLongBits(-0.0));
        assertThat(asIs.derive(Double.POSITIVE_INFINITY)).isInfinite();
        assertThat(asIs.input()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0, 10", "1, 11", "2, -5", "-1, -5", "NaN, -9", "0.5, -5", "-0.5, -5", "-0.0, 10", "1e300, -5"})
    void lookup_knowsItsCodesOnly(double code, double expected) {
        assertThat(Derived.Lookup.of(0, new double[] {10, 11}, -5, -9).derive(code))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "1, 0",
        "0.5, -0.6931471805599453",
        "0.25, -0.6931471805599453",
        "0, -0.6931471805599453",
        "-7, -0.6931471805599453"
    })
    void log_isOfAtLeastTheLeast(double value, double expected) {
        assertThat(new Derived.Log(0, 0.5).derive(value)).isEqualTo(expected);
        assertThat(new Derived.Log(0, 0.5).derive(Double.NaN)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void log_ofNothing_isRefused(double least) {
        assertThatThrownBy(() -> new Derived.Log(2, least))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 2 cannot have the logarithm of at least " + least
                        + "; the least value must be finite and above 0");
    }

    @ParameterizedTest
    @CsvSource({
        "0.5, 0",
        "0.75, 1.0986122886681098",
        "0.25, -1.0986122886681098",
        "0.125, -1.252762968495368",
        "0, -1.3862943611198906",
        "1, 1.3862943611198906"
    })
    void logOdds_areOfAtLeastTheLeast_onBothSides(double value, double expected) {
        assertThat(new Derived.LogOdds(0, 0.25).derive(value)).isCloseTo(expected, within(1e-15));
        assertThat(new Derived.LogOdds(0, 0.25).derive(Double.NaN)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, -1, 0.6, Double.NaN, Double.POSITIVE_INFINITY})
    void logOdds_ofNothing_areRefused(double least) {
        assertThatThrownBy(() -> new Derived.LogOdds(2, least))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 2 cannot have the odds of at least " + least
                        + "; the least value must be above 0 and at most 0.5");
    }

    @Test
    void isCategory_aNegativeCode_isRefused() {
        assertThatThrownBy(() -> new Derived.IsCategory(4, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input 4 cannot be tested for category -1; the codes of categories count from 0");
    }

    @Test
    void derive_anyKind_isWhatTheOracleDerives_andMissingOnlyIfItMayBe() {
        for (int seed = 0; seed < 2_000; seed++) {
            Forms forms = new Forms(seed);
            Derived derived = forms.derived(seed % 3);
            Derived moved = derived.from(7);
            assertThat(moved.input()).isEqualTo(7);
            assertThat(moved.from(seed % 3)).isEqualTo(derived);
            for (double value : forms.row(30)) {
                double expected = Oracle.derive(derived, value);
                assertThat(derived.derive(value)).as("%s of %s", derived, value).isEqualTo(Double.valueOf(expected));
                assertThat(moved.derive(value)).isEqualTo(Double.valueOf(expected));
                assertThat(Double.isNaN(expected)).isIn(false, derived.mayBeMissing());
            }
        }
    }

    @Test
    void lookup_itsValues_areCopied() {
        double[] values = {1, 2};
        Derived.Lookup lookup = Derived.Lookup.of(0, values, 0, 0);
        values[0] = 9;
        assertThat(lookup.value(0)).isEqualTo(1);
        assertThat(lookup.size()).isEqualTo(2);
    }

    @Test
    void equals_isByValue() {
        EqualsVerifier.forClass(Derived.Lookup.class)
                .withNonnullFields("values")
                .suppress(Warning.STRICT_HASHCODE)
                .verify();
    }
}
