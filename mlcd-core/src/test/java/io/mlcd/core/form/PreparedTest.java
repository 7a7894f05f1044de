package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.kernel.Scorer;
import io.mlcd.core.oracle.Forms;
import io.mlcd.core.oracle.Oracle;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class PreparedTest {
    /** Shows each derived number as it is, sign of zero included. */
    private static Opaque mirror(int width) {
        return new Opaque("mirror", width, width, (row, out) -> System.arraycopy(row, 0, out, 0, width));
    }

    @Test
    void of_twoOrThreePreparations_neverChangeANumber() {
        int simplified = 0;
        for (int seed = 0; seed < 20_000; seed++) {
            Forms forms = new Forms(seed);
            int inputs = 1 + seed % 3;
            int between = 1 + seed % 2;
            List<Derived> first = forms.derived(inputs, between);
            List<Derived> second = forms.derived(between, 1 + seed % 4);
            Opaque mirror = mirror(second.size());
            Form plain = new Prepared(inputs, first, new Prepared(between, second, mirror));
            Form fused = Prepared.of(inputs, first, Prepared.of(between, second, mirror));
            simplified += depth(fused) < depth(plain) ? 1 : 0;
            double[] out = new double[mirror.outputs()];
            for (int r = 0; r < 30; r++) {
                double[] row = forms.row(inputs);
                Scorer.compile(fused).score(row, out);
                assertThat(Arrays.equals(out, Oracle.score(plain, row)))
                        .as("seed %s, %s then %s of %s gives %s", seed, first, second, Arrays.toString(row), out)
                        .isTrue();
            }
        }
        assertThat(simplified).isGreaterThan(4_500);
    }

    private static int depth(Form form) {
        return form instanceof Prepared prepared ? 1 + depth(prepared.form()) : 0;
    }

    @Test
    void of_stepsThatChangeNothing_areLeftOut() {
        Form form = mirror(2);
        List<Derived> asIs = List.of(Derived.Scaled.asIs(0), Derived.Scaled.asIs(1));
        assertThat(Prepared.of(2, asIs, form)).isSameAs(form);
        assertThat(Prepared.of(3, asIs, form)).isEqualTo(new Prepared(3, asIs, form));
        List<Derived> turned = List.of(Derived.Scaled.asIs(1), Derived.Scaled.asIs(0));
        assertThat(Prepared.of(2, turned, form)).isEqualTo(new Prepared(2, turned, form));
        assertThat(Prepared.of(2, turned, Prepared.of(2, turned, form))).isSameAs(form);
    }

    @Test
    void of_aShiftOfMinusZero_isNoStepThatChangesNothing() {
        Derived signless =
                new Derived.Scaled(0, Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, -0.0, 1);
        assertThat(Double.doubleToLongBits(signless.derive(-0.0))).isZero();
        Form form = mirror(1);
        assertThat(Prepared.of(1, List.of(signless), form)).isEqualTo(new Prepared(1, List.of(signless), form));
    }

    @Test
    void of_imputingWhatCannotBeMissing_isLeftOut() {
        Form form = mirror(1);
        Derived median = Derived.Scaled.imputed(0, 5);
        Derived zero = Derived.Scaled.imputed(0, 0);
        assertThat(Prepared.of(1, List.of(median), Prepared.of(1, List.of(zero), form)))
                .isEqualTo(new Prepared(1, List.of(median), form));
    }

    @Test
    void of_imputingInMembersOfWhatCannotBeMissing_isLeftOut_andTheirTreesBecomeOne() {
        Tree first = Tree.builder(1).split(0, 0.5, true).leaf(0.1).leaf(0.2).build();
        Tree second = Tree.builder(1).split(1, 7, false).leaf(0.3).leaf(-0.0).build();
        List<Form> members = List.of(behindImputation(first), behindImputation(second), behindImputation(first));
        List<Derived> outer = List.of(new Derived.IsCategory(0, 1), Derived.Scaled.imputed(1, 3));
        Form plain = new Prepared(2, outer, Average.of(members));

        Form simple = Prepared.of(2, outer, Average.of(members));

        assertThat(simple)
                .isEqualTo(new Prepared(2, outer, Trees.of(2, List.of(first, second, first), Trees.Sum.MEAN)));
        double[] out = new double[1];
        for (double[] row : new double[][] {{0, 1}, {1, 9}, {Double.NaN, Double.NaN}, {-1, 7}}) {
            Scorer.compile(simple).score(row, out);
            assertThat(Double.doubleToLongBits(out[0])).isEqualTo(Double.doubleToLongBits(Oracle.score(plain, row)[0]));
        }
    }

    @Test
    void of_imputingInMembersOfWhatMayBeMissing_stays() {
        Tree tree = Tree.builder(1).split(0, 0.5, true).leaf(0.1).leaf(0.2).build();
        Form members = Average.of(List.of(behindImputation(tree), behindImputation(tree)));
        List<Derived> outer = List.of(Derived.Scaled.asIs(1), Derived.Scaled.imputed(0, 3));

        assertThat(Prepared.of(2, outer, members)).isEqualTo(new Prepared(2, outer, members));
    }

    private static Form behindImputation(Tree tree) {
        return new Prepared(
                2,
                List.of(Derived.Scaled.imputed(0, 1), Derived.Scaled.imputed(1, 2)),
                Trees.of(2, List.of(tree), Trees.Sum.TOTAL));
    }

    @Test
    void of_aCategoryOfReorderedCodes_staysATestForOneCategory() {
        Form form = mirror(1);
        Derived reordered = Derived.Lookup.of(0, new double[] {2, 0, 1}, -1, Double.NaN);
        assertThat(Prepared.of(1, List.of(reordered), Prepared.of(1, List.of(new Derived.IsCategory(0, 1)), form)))
                .isEqualTo(new Prepared(1, List.of(new Derived.IsCategory(0, 2)), form));
    }

    @Test
    void new_shapesThatDoNotFit_areRefused() {
        assertThatThrownBy(() -> new Prepared(2, List.of(), mirror(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 inputs are derived, but the form behind reads 1");
        assertThatThrownBy(() -> new Prepared(2, List.of(new Derived.IsMissing(2)), mirror(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("IsMissing[input=2] is derived from input 2, but a row has only 2");
        assertThatThrownBy(() -> new Prepared(2, List.of(new Derived.IsMissing(-1)), mirror(1)))
                .hasMessageContaining("is derived from input -1");
    }
}
