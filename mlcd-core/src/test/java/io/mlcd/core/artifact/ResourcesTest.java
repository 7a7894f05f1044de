package io.mlcd.core.artifact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ClosingCodec;
import io.mlcd.core.oracle.Constants;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Models that own what a codec opened for them. */
class ResourcesTest {
    private final ClosingCodec codec = new ClosingCodec();

    private Model read(Artifact artifact) {
        return Artifact.read(artifact.bytes(), Codecs.of(codec)).model();
    }

    @Test
    void close_ofAModelThatWasRead_closesWhatWasOpenedOnce() {
        Model model = read(ClosingCodec.artifact(3));
        assertThat(model.ownsResources()).isTrue();
        assertThat(codec.open()).containsExactly(3.0);

        model.close();
        model.close();

        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
        assertThat(model.ownsResources()).isTrue();
    }

    @Test
    void form_ofAModelThatWasRead_opensNothingAgain() {
        Model model = read(ClosingCodec.artifact(3));

        Opaque again = (Opaque) model.form();

        assertThat(codec.opened()).hasSize(1);
        assertThat(again.function()).isSameAs(codec.opened().get(0));
        assertThat(model.form()).isEqualTo(again);
    }

    @Test
    void close_ofSeveralParts_closesEach() {
        Form both = Average.of(List.of(part(1), part(2)));
        Model model =
                read(Artifact.of(Model.of(Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")), both)));
        assertThat(codec.open()).containsExactly(1.0, 2.0);
        assertThat(((Average) model.form()).members()).containsExactly(part(1), part(2));

        model.close();

        assertThat(codec.open()).isEmpty();
        assertThat(codec.misuses()).isZero();
    }

    private static Opaque part(double value) {
        byte[] bytes = ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
        return Opaque.encoded("closing-1", bytes, 1, 1, (row, out) -> out[0] = value);
    }

    @Test
    void read_ofAModelThatAnswersOtherwise_closesWhatWasOpened() {
        byte[] bytes = ByteBuffer.allocate(Double.BYTES).putDouble(3).array();
        Artifact lies = Artifact.of(Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Opaque.encoded("closing-1", bytes, 1, 1, (row, out) -> out[0] = 4)));

        assertThatThrownBy(() -> read(lies)).isInstanceOf(ArtifactException.class);

        assertThat(codec.opened()).hasSize(1);
        assertThat(codec.open()).isEmpty();
    }

    @Test
    void aModelThatIsData_ownsNothing() {
        Model model = Artifact.read(Constants.constant(1).bytes()).model();
        assertThat(model.ownsResources()).isFalse();
        model.close();
    }
}
