package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ToyCodec;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Versions that need a codec, in registries with and without it. */
class CodecsTest {
    private static final ToyCodec TOY = new ToyCodec();
    private static final Artifact PLAIN = artifact(Linear.of(new double[][] {{1}}, new double[] {0.5}));
    private static final Artifact OPAQUE = artifact(TOY.form(1, 7));

    @TempDir
    Path folder;

    private static Artifact artifact(Form form) {
        return Artifact.of(Model.of(Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")), form));
    }

    private static double answer(LocalRegistry registry) {
        return registry.live("m").predict(Row.of("x", 2)).value();
    }

    @Test
    void withTheCodec_itIsPublishedServedAndLiveAgainAfterARestart() {
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(TOY).open()) {
            registry.promote("m", registry.publish("m", OPAQUE));
            assertThat(answer(registry)).isEqualTo(14);
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(TOY).open()) {
            assertThat(answer(registry)).isEqualTo(14);
            assertThat(registry.artifact(registry.versions("m").get(0))).isEqualTo(OPAQUE);
        }
    }

    @Test
    void withoutTheCodec_itNeverBecomesLive_andTheOldVersionKeepsServing() {
        Version opaque;
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(TOY).open()) {
            registry.promote("m", registry.publish("m", PLAIN));
            opaque = registry.publish("m", OPAQUE);
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThatThrownBy(() -> registry.publish("m", OPAQUE))
                    .isInstanceOfSatisfying(
                            ArtifactException.class,
                            e -> assertThat(e.reason()).isEqualTo(ArtifactException.Reason.CODEC_MISSING));
            assertThatThrownBy(() -> registry.promote("m", opaque))
                    .isInstanceOfSatisfying(
                            RegistryException.class,
                            e -> assertThat(e.reason()).isEqualTo(RegistryException.Reason.VERSION_UNREADABLE))
                    .hasMessageContainingAll(
                            "only the codec toy-1 reads", "LocalRegistry.at(folder).codec(codec).open()");
            assertThat(answer(registry)).isEqualTo(2.5);
        }
    }

    @Test
    void openedAgainWithoutTheCodec_theHandleSaysWhy() {
        try (LocalRegistry registry = LocalRegistry.at(folder).codec(TOY).open()) {
            registry.promote("m", registry.publish("m", OPAQUE));
        }
        try (LocalRegistry registry = LocalRegistry.at(folder).open()) {
            assertThat(registry.liveProblem("m"))
                    .hasValueSatisfying(why -> assertThat(why).contains("only the codec toy-1 reads"));
        }
    }
}
