package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.benchmarks.inference.Agreement.Mismatch;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Derived;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AgreementTest {
    private static final int ROWS = 128;

    @ParameterizedTest
    @EnumSource(
            value = Contender.class,
            names = {"MLCD", "MLCD_FLOAT", "MLCD_CATEGORIES"})
    void check_oursInEveryForm_likeTreesWalkedByHand(Contender contender) throws Exception {
        Workload workload = Workload.GBT10;
        byte[] file = contender.library().file(workload);
        try (Engine engine = contender
                .library()
                .open(workload, file, contender.rows(workload).first(ROWS), 64)) {
            double[] expected =
                    Walk.margins(Ours.trees(workload), workload.rows().first(ROWS));
            assertThat(Agreement.check("ours", engine, expected, workload.outputs(), 64))
                    .isLessThan(1e-12);
        }
    }

    /** Every way to ask mlcd about rows by name, where the peers need what is derived from them. */
    @ParameterizedTest
    @EnumSource(
            value = Contender.class,
            names = {"ROW", "ROW_LIVE", "ROW_MADE", "ROW_MAP", "ROW_TEXTS", "ROW_BARE"})
    void check_rowsByName_likeTreesWalkedByHand(Contender contender) throws Exception {
        for (Workload workload : Bench.ROWS.workloads()) {
            Rows rows = contender.rows(workload).first(ROWS);
            double[] expected = Walk.margins(Ours.trees(workload), derived(rows));
            if (workload == Workload.ADULT_BOOSTED) {
                Arrays.setAll(expected, row -> SingleRows.probability(expected[row]));
            }
            try (Engine engine =
                    contender.library().open(workload, contender.library().file(workload), rows, 64)) {
                assertThat(Agreement.check("ours", engine, expected, 1, 64)).isLessThan(1e-12);
            }
        }
    }

    private static Rows derived(Rows rows) {
        List<Derived> derived = Adult.derived();
        float[] values = new float[rows.count() * derived.size()];
        for (int i = 0; i < values.length; i++) {
            Derived one = derived.get(i % derived.size());
            values[i] = (float) one.derive(rows.value(i / derived.size(), one.input()));
        }
        return new Rows(derived.size(), values);
    }

    @ParameterizedTest
    @EnumSource(
            value = Workload.class,
            names = {"GBT2", "GBT10"})
    void check_probabilities_ofTheSameMargins(Workload workload) throws Exception {
        Contender contender = Contender.MLCD_PROBABILITIES;
        byte[] file = contender.library().file(workload);
        Rows rows = contender.rows(workload).first(ROWS);
        try (Engine engine = contender.library().open(workload, file, rows, 64)) {
            double[] expected = Agreement.probabilities(Walk.margins(Ours.trees(workload), rows), workload.outputs());
            assertThat(Agreement.check("ours", engine, expected, contender.outputs(workload), 64))
                    .isLessThan(1e-12);
        }
    }

    /** The model alone is what the artifact says it is, and both loads answer alike. */
    @Test
    void compressed_loadedInBothWays_alike() throws Exception {
        byte[] file = Contender.MLCD_COMPRESSED.library().file(Workload.GBT2);
        Artifact artifact = Artifact.read(file);
        assertThat(FormSection.of(file)).hasSize(artifact.formSize());
        byte[] whole = Contender.MLCD.library().file(Workload.GBT2);
        assertThat(artifact.formSize()).isLessThan(FormSection.of(whole).length / 2);
        Rows rows = Workload.GBT2.rows().first(ROWS);
        Contender compact = Contender.MLCD_COMPRESSED_COMPACT;
        try (Engine engine = Contender.MLCD_COMPRESSED.library().open(Workload.GBT2, file, rows, 64);
                Engine other = compact.library().open(Workload.GBT2, file, rows, 64)) {
            double[] expected = Agreement.single(engine, ROWS, 1);
            assertThat(Agreement.check("compact", other, expected, 1, 64)).isZero();
        }
    }

    @Test
    void check_oneOtherScoreInABatch_named() {
        Engine wrong = new Engine() {
            @Override
            public void score(int row, double[] out) {
                out[0] = row;
            }

            @Override
            public void scoreRows(int from, int to, double[] out) {
                for (int row = from; row < to; row++) {
                    out[row] = row == 3 ? 3.001 : row;
                }
            }
        };
        assertThatExceptionOfType(Mismatch.class)
                .isThrownBy(() -> Agreement.check("peer", wrong, new double[] {0, 1, 2, 3}, 1, 2))
                .withMessage("peer, in batches: row 3 output 0 is 3.001 but must be 3.0");
    }

    @Test
    void probabilities_oneMargin_ofTwoClasses() {
        assertThat(Agreement.probabilities(new double[] {0, Math.log(3)}, 1))
                .containsExactly(new double[] {0.5, 0.5, 0.25, 0.75}, within(1e-15));
    }
}
