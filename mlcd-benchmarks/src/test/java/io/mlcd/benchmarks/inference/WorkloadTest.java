package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
    @ParameterizedTest
    @CsvSource({"GBT2, ca1d0c58", "RF, 8ee921e9", "GBT10, a25a557a", "ADULT_FOREST, d501c396", "ADULT_BOOSTED, d501c396"
    })
    void rows_everywhere_theSame(Workload workload, String crc) {
        float[] values = workload.rows().values();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        CRC32 actual = new CRC32();
        actual.update(bytes.array());
        assertThat(Long.toHexString(actual.getValue())).isEqualTo(crc);
    }

    @ParameterizedTest
    @EnumSource(names = {"GBT2", "RF", "GBT10"})
    void model_allFormats_present(Workload workload) {
        assertThat(workload.ubj()).startsWith('{');
        assertThat(workload.onnx()).isNotEmpty();
        assertThat(Ours.trees(workload).inputs()).isEqualTo(workload.features());
        assertThat(Ours.trees(workload).outputs()).isEqualTo(workload.outputs());
    }

    @ParameterizedTest
    @CsvSource({"ADULT_FOREST, 100", "ADULT_BOOSTED, 500"})
    void model_ofAdult_readsWhatIsDerivedOfItsFeatures(Workload workload, int trees) {
        assertThat(Ours.trees(workload).trees()).hasSize(trees);
        assertThat(Ours.trees(workload).inputs()).isEqualTo(Adult.derived().size());
        assertThat(Ours.trees(workload).outputs()).isOne();
    }

    /** So that missing texts, and one that no training row has, are asked about. */
    @Test
    void adult_rowsToAskAbout_someTextsMissingOrNeverSeen() {
        Rows rows = Adult.rows();
        int missing = 0;
        int unseen = 0;
        for (int i = 0; i < rows.values().length; i++) {
            missing += Float.isNaN(rows.values()[i]) ? 1 : 0;
            unseen += rows.values()[i] == Feature.UNSEEN ? 1 : 0;
        }
        assertThat(rows.count()).isEqualTo(Workload.ROWS);
        assertThat(missing).isEqualTo(2_141);
        assertThat(unseen).isOne();
        assertThat(Adult.features().stream().filter(feature -> feature.kind() == Kind.CATEGORY))
                .hasSize(8);
    }

    @Test
    void withMissing_fivePercent_missingAndTheRestKept() {
        Rows plain = Workload.GBT2.rows();
        Rows holes = Contender.withMissing(plain);
        int missing = 0;
        for (int i = 0; i < plain.values().length; i++) {
            if (Float.isNaN(holes.values()[i])) {
                missing++;
            } else {
                assertThat(holes.values()[i]).isEqualTo(plain.values()[i]);
            }
        }
        assertThat(missing / (double) plain.values().length).isBetween(0.049, 0.051);
    }
}
