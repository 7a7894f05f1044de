package io.mlcd.ensemble.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProgressTest {
    @Test
    void remaining_isAtThePaceSoFar() {
        assertThat(new Step("fit", 3, 10, Duration.ofSeconds(6)).remaining()).contains(Duration.ofSeconds(14));
        assertThat(new Step("fit", 10, 10, Duration.ofSeconds(6)).remaining()).contains(Duration.ZERO);
        assertThat(new Step("fit", 0, 10, Duration.ofSeconds(6)).remaining()).isEqualTo(Optional.empty());
    }

    @Test
    void step_says_howFarItIs() {
        assertThat(new Step("fit", 3, 10, Duration.ofMillis(1_234))).hasToString("fit 3/10, 1.2 s, 2.9 s left");
        assertThat(new Step("fit", 0, 10, Duration.ZERO)).hasToString("fit 0/10, 0.0 s");
        assertThat(new Step("fit", 10, 10, Duration.ofSeconds(3))).hasToString("fit 10/10, 3.0 s");
        assertThat(new Step("fit", 9, 10, Duration.ZERO).finished()).isFalse();
    }

    @Test
    void consoleBar_drawsEachStage_andItsEnd() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Progress console = new ConsoleProgress(new PrintStream(bytes, true, StandardCharsets.UTF_8));

        console.on(new Step("split", 0, 1, Duration.ZERO));
        console.on(new Step("split", 1, 1, Duration.ZERO));
        for (int done = 0; done <= 3; done++) {
            console.on(new Step("fit", done, 4, Duration.ofMillis(done)));
        }
        console.on(new Step("evaluate", 0, 1, Duration.ZERO)); // fit never ended
        console.on(new Step("evaluate", 1, 1, Duration.ZERO));

        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .contains("split 100%", "fit  75%", "evaluate 100%")
                .doesNotContain("fit 100%");
    }

    @Test
    void none_hearsNothing() {
        Progress.none().on(new Step("fit", 0, 1, Duration.ZERO));
    }
}
