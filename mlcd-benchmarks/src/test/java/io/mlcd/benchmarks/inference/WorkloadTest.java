package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class WorkloadTest {
    @ParameterizedTest
    @CsvSource({"GBT2, ca1d0c58", "RF, 8ee921e9", "GBT10, a25a557a"})
    void rows_everywhere_theSame(Workload workload, String crc) {
        float[] values = workload.rows().values();
        ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
        bytes.asFloatBuffer().put(values);
        CRC32 actual = new CRC32();
        actual.update(bytes.array());
        assertThat(Long.toHexString(actual.getValue())).isEqualTo(crc);
    }

    @ParameterizedTest
    @EnumSource
    void model_allFormats_present(Workload workload) {
        assertThat(workload.ubj()).startsWith('{');
        assertThat(workload.onnx()).isNotEmpty();
        assertThat(Ours.trees(workload).inputs()).isEqualTo(workload.features());
        assertThat(Ours.trees(workload).outputs()).isEqualTo(workload.outputs());
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
