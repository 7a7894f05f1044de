package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MlcdExceptionTest {
    static Stream<Arguments> codes() {
        return Stream.of(
                Arguments.of(new ArtifactException(ArtifactException.Reason.TRUNCATED, "m"), "artifact/truncated"),
                Arguments.of(
                        new ArtifactException(ArtifactException.Reason.NOT_AN_ARTIFACT, "m"),
                        "artifact/not-an-artifact"),
                Arguments.of(new ArtifactException(ArtifactException.Reason.IO, "m"), "artifact/io"),
                Arguments.of(
                        new RegistryException(RegistryException.Reason.NOTHING_TO_ROLL_BACK, "m"),
                        "registry/nothing-to-roll-back"),
                Arguments.of(
                        new SealException(SealException.Reason.WEAK_OR_UNSUPPORTED_ALGORITHM, "m"),
                        "seal/weak-or-unsupported-algorithm"),
                Arguments.of(new TrainingException(TrainingException.Reason.LEAK, "m"), "training/leak"),
                Arguments.of(new GateException(GateException.Reason.INCONCLUSIVE, "m"), "gate/inconclusive"));
    }

    @ParameterizedTest
    @MethodSource("codes")
    void code_isTheKindAndTheReason(MlcdException exception, String code) {
        assertThat(exception.code()).isEqualTo(code);
        assertThat(exception).hasMessage("m").hasNoCause();
    }

    @Test
    void code_inALocaleWithAnotherLowerCase_isTheSame() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("tr")); // where I becomes a dotless i
        try {
            assertThat(new ArtifactException(ArtifactException.Reason.IO, "m").code())
                    .isEqualTo("artifact/io");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void cause_isKept() {
        Exception cause = new IllegalStateException("c");
        assertThat(new ArtifactException(ArtifactException.Reason.IO, "m", cause))
                .hasCause(cause)
                .extracting(ArtifactException::reason)
                .isEqualTo(ArtifactException.Reason.IO);
        assertThat(new RegistryException(RegistryException.Reason.IO, "m", cause))
                .hasCause(cause);
        assertThat(new SealException(SealException.Reason.TAMPERED, "m", cause)).hasCause(cause);
        assertThat(new TrainingException(TrainingException.Reason.LEAK, "m", cause))
                .hasCause(cause);
        assertThat(new GateException(GateException.Reason.REFUSED, "m", cause)).hasCause(cause);
    }

    @Test
    void message_isNeverNull() {
        assertThatThrownBy(() -> new ArtifactException(ArtifactException.Reason.IO, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("message");
    }
}
