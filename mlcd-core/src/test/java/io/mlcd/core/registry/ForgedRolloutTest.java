package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mlcd.api.Change;
import io.mlcd.api.Feature;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Strategy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
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

    // What cannot go on is aborted

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"challengers\":[2]=\"challengers\":[2,3]=it rolls out [2, 3] but its strategy takes 1",
                "\"strategy\":\"canary\"=\"strategy\":\"magic\"=which this version of mlcd does not know",
                "\"percents\":[=\"percents\":[\"x\",=\"x\"",
                "\"every\":\"PT10M\"=\"every\":\"PT-1S\"=every was PT-1S",
                "\"answers\":0=\"answers\":67108864=let fewer wait, or give Java more memory",
            })
    void open_aRolloutThatCannotGoOn_isAborted_andWhatIsLiveAnswers(String change) throws IOException {
        List<String> texts = started(CANARY);
        String[] parts = change.split("=", 3);
        assertThat(texts.get(4)).contains(parts[0]);
        texts.set(4, texts.get(4).replace(parts[0], parts[1]));
        forge(texts);
        assertAborted(parts[2]);
        assertAborted(parts[2]);
        assertThat(Files.readAllLines(folder.resolve("journal"))).hasSize(6); // once
    }

    private void assertAborted(String why) {
        try (Stage stage = open()) {
            assertThat(stage.registry.rollout("m")).isEmpty();
            assertThat(stage.ask(100)).containsExactly(0, 100, 0, 0);
            List<Change> history = stage.registry.history("m");
            Change last = history.get(history.size() - 1);
            assertThat(last.kind()).isEqualTo(Change.Kind.ROLLOUT_ENDED);
            assertThat(last.details()).containsEntry("state", "ABORTED");
            assertThat(last.why()).startsWith("it cannot go on: ").contains(why);
        }
    }

    @Test
    void open_aRolloutOfWhatCannotAnswerTheSameCalls_isAborted() throws IOException {
        try (Stage stage = open()) {
            stage.registry.publish("m", Constants.constant(4, ScriptCodec.YES_NO, Feature.number("x")));
        }
        List<String> texts = started(CANARY);
        assertThat(texts).hasSize(6);
        texts.set(
                5,
                texts.get(5)
                        .replace("\"challengers\":[2]", "\"challengers\":[4]")
                        .replace("\"number\":2", "\"number\":4"));
        forge(texts);
        assertAborted("it predicts Classes[name=yes-no, labels=[no, yes]] but the live version Numeric[name=y]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 2147483646})
    void open_aStepThatThereIsNot_isTheNearest(int step) throws IOException {
        List<String> texts = started(CANARY);
        texts.set(4, texts.get(4).replace("\"step\":1", "\"step\":" + step));
        forge(texts);
        try (Stage stage = open()) {
            Rollout rollout = stage.registry.rollout("m").orElseThrow();
            assertThat(rollout.state()).isEqualTo(State.RUNNING);
            assertThat(rollout.status().step()).isEqualTo(Math.max(1, Math.min(2, step)));
            for (int left = rollout.status().step(); left <= 2; left++) {
                stage.ask(5_000);
                stage.time.advance(CANARY.every());
            }
            assertThat(rollout.state()).isEqualTo(State.WATCHING);
        }
    }

    /** Its start had not returned: it is as if it never was. */
    @Test
    void open_aPromotionAtOnceThatACrashBrokeOff_isAborted() throws IOException {
        List<String> texts = started(Immediately.standard());
        assertThat(texts).hasSize(6);
        texts.remove(5);
        forge(texts);
        assertAborted("its only step is the promotion, which did not come about");
    }
}
