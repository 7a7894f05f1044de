package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mlcd.api.RegistryException;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollouts in a journal whose chain fits, but which never were, or broke off. */
class ForgedRolloutTest {
    private static final Canary CANARY = Canary.steps(10, 50).judge(Judge.errorRate(0.01));

    @TempDir
    Path folder;

    private Stage open() {
        return Stage.ofNumbers(LocalRegistry.at(folder), 3);
    }

    /** The texts of a journal in which version 1 is live and a rollout of 2 was started, the last entry. */
    private List<String> started(Strategy strategy) throws IOException {
        try (Stage stage = open()) {
            stage.registry.rollout("m", stage.two()).by(strategy).start();
        }
        return Forger.texts(Files.readAllLines(folder.resolve("journal")));
    }

    private void forge(List<String> texts) throws IOException {
        Files.write(folder.resolve("journal"), Forger.journal(texts, null));
    }

    private static String next(List<String> texts, Entry.Kind kind, int number, Map<String, Object> rest) {
        return new Entry(texts.size() + 1L, Stage.NOON.toString(), kind, "m", number, "eve", "", rest).toJson();
    }

    private void assertCorrupt(String message) {
        RegistryException e = catchThrowableOfType(RegistryException.class, this::open);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(RegistryException.Reason.JOURNAL_CORRUPT);
        assertThat(e).hasMessageContaining(message);
    }

    // What cannot follow is refused

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROMOTE 3 5", // is not rolled out
                "PROMOTE 2 4", // by another rollout
                "PROMOTE 2 0", // by none
                "ROLLBACK 1 5", // nothing was promoted yet
                "PROMOTE 2 5, PROMOTE 2 5",
                "PROMOTE 2 5, ROLLBACK 1 5, ROLLBACK 1 5",
                "ROLLOUT 2 5, ROLLOUT 2 5", // ended twice
            })
    void open_aRolloutThatDoesWhatItCannot_isRefused(String moves) throws IOException {
        List<String> texts = started(CANARY);
        assertThat(texts).hasSize(5);
        for (String move : moves.split(", ", -1)) {
            String[] words = move.split(" ", -1);
            Map<String, Object> rest = words[0].equals("ROLLOUT")
                    ? Map.of("event", "ENDED", "state", "ABORTED")
                    : Map.of("rollout", Long.parseLong(words[2]));
            texts.add(next(texts, Entry.Kind.valueOf(words[0]), Integer.parseInt(words[1]), rest));
        }
        forge(texts);
        assertCorrupt(" cannot follow");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"challengers\":[2]=\"challengers\":[2,2]",
                "\"challengers\":[2]=\"challengers\":[2,1]",
                "\"challengers\":[2]=\"challengers\":[4]",
                "\"challengers\":[2]=\"challengers\":[]",
                "\"from\":1=\"from\":3",
                "\"step\":1=\"step\":-1",
                "\"step\":1=\"step\":2147483647",
                "\"event\":\"STARTED\"=\"event\":\"LOST\"",
            })
    void open_aRolloutThatCannotHaveStarted_isRefused(String change) throws IOException {
        List<String> texts = started(CANARY);
        String[] parts = change.split("=", 2);
        assertThat(texts.get(4)).contains(parts[0]);
        texts.set(4, texts.get(4).replace(parts[0], parts[1]));
        forge(texts);
        assertCorrupt("line 5 of the journal makes no sense: ");
    }
}
