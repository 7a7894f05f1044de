package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Opener;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.SealException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.oracle.ToySeal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What only a folder can show: reopening, damage, seals. */
class FolderTest {
    private static final Artifact ONE = Constants.constant(1);
    private static final Artifact TWO = Constants.constant(2);
    private static final Artifact THREE = Constants.constant(3);

    @TempDir
    Path temporary;

    private Path folder() {
        return temporary.resolve("some/where");
    }

    private LocalRegistry open() {
        return LocalRegistry.at(folder()).open();
    }

    private Path file(int number) {
        return folder().resolve("models/m/" + number + ".mlcd");
    }

    private Path journal() {
        return folder().resolve("journal");
    }

    private List<String> lines() throws IOException {
        return new ArrayList<>(Files.readAllLines(journal()));
    }

    private static double answer(LocalRegistry registry) {
        return registry.live("m").predict(Row.of("x", 0)).value();
    }

    private static RegistryException refused(Reason reason, ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.reason()).as("%s", e.getMessage()).isEqualTo(reason);
        return e;
    }

    /** Publishes and promotes all three, in order. */
    private List<Version> filled() {
        try (LocalRegistry registry = open()) {
            List<Version> versions = new ArrayList<>();
            for (Artifact artifact : List.of(ONE, TWO, THREE)) {
                versions.add(registry.publish("m", artifact));
                registry.promote("m", versions.get(versions.size() - 1));
            }
            return versions;
        }
    }

    private static void flip(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** Changes the texts of the journal's lines and makes the chain fit again, as a forger would. */
    private void forge(UnaryOperator<String> change) throws IOException {
        String last = "mlcd-registry 0.1";
        StringBuilder forged = new StringBuilder();
        for (String line : lines()) {
            String text = change.apply(line.substring(65));
            last = Sha256.of(last + " " + text) + " " + text;
            forged.append(last).append('\n');
        }
        Files.writeString(journal(), forged);
    }

    // Reopening.

    @Test
    void open_again_servesWhatWasLive_andCanRollBack() {
        List<Version> versions = filled();
        try (LocalRegistry registry = open()) {
            assertThat(registry.names()).containsExactly("m");
            assertThat(registry.versions("m")).isEqualTo(versions);
            assertThat(answer(registry)).isEqualTo(3);
            assertThat(registry.rollback("m")).isEqualTo(versions.get(1));
        }
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(2);
            assertThat(registry.publish("m", THREE)).isEqualTo(versions.get(2));
            assertThat(registry.rollback("m")).isEqualTo(versions.get(0));
            refused(Reason.NOTHING_TO_ROLL_BACK, () -> registry.rollback("m"));
        }
    }

    @Test
    void open_again_stillKnowsTheFeaturesOfAllVersions() {
        try (LocalRegistry registry = open()) {
            registry.promote("m", registry.publish("m", ONE));
            registry.publish("m", Constants.constant(2, "x", "age"));
        }
        try (LocalRegistry registry = open()) {
            assertThat(registry.live("m").predict(Row.of("x", 1, "age", 2)).value())
                    .isEqualTo(1);
        }
    }

    @Test
    void folder_isAsThePackageSays() throws IOException {
        filled();
        assertThat(Files.readString(folder().resolve("mlcd-registry"))).isEqualTo("mlcd-registry 0.1\n");
        assertThat(new String(Files.readAllBytes(file(1)), StandardCharsets.ISO_8859_1))
                .startsWith("MLCDREL1")
                .contains("{\"model\":\"m\",\"number\":1,\"artifact\":\"" + ONE.id() + "\",\"signature\":\""
                        + ONE.signatureDigest() + "\"}\u0089MLCD");
        String last = "mlcd-registry 0.1";
        for (String line : lines()) {
            assertThat(line.substring(0, 65)).isEqualTo(Sha256.of(last + " " + line.substring(65)) + " ");
            last = line;
        }
        assertThat(lines().get(0).substring(65))
                .startsWith("{\"seq\":1,\"at\":\"")
                .endsWith("\",\"kind\":\"PUBLISH\",\"model\":\"m\",\"number\":1,\"artifact\":\"" + ONE.id()
                        + "\",\"signature\":\"" + ONE.signatureDigest() + "\",\"file\":\""
                        + Sha256.of(Files.readAllBytes(file(1))) + "\",\"features\":[\"x\"]}");
        assertThat(lines().get(1)).endsWith("\"kind\":\"PROMOTE\",\"model\":\"m\",\"number\":1}");
    }

    @Test
    void publish_overAFileThatACrashLeft_replacesIt() throws IOException {
        filled();
        Files.write(file(4), new byte[] {1, 2, 3}); // written, but the journal never heard of it
        Path unfinished = folder().resolve("models/m/.4.mlcd.0b9e.tmp");
        Files.write(unfinished, new byte[] {1});
        try (LocalRegistry registry = open()) {
            assertThat(unfinished).doesNotExist();
            assertThat(registry.versions("m")).hasSize(3);
            Version four = registry.publish("m", Constants.constant(4));
            assertThat(four.number()).isEqualTo(4);
            registry.promote("m", four);
            assertThat(answer(registry)).isEqualTo(4);
        }
        assertThat(folder().resolve("models/m").toFile().list())
                .containsExactlyInAnyOrder("1.mlcd", "2.mlcd", "3.mlcd", "4.mlcd");
    }

    @Test
    void open_filesThatNoEntryNames_areWarnedOf() throws IOException {
        filled();
        Path models = folder().resolve("models");
        Files.write(file(4), new byte[] {1});
        Files.createDirectories(models.resolve("new"));
        Files.write(models.resolve("new/1.mlcd"), new byte[] {1}); // the first publication of a name died
        Files.write(models.resolve("new/notes.txt"), new byte[] {1});
        try (DirectoryStore store = DirectoryStore.open(folder(), new Chain(null, null))) {
            Ledger ledger = new Ledger(store, Clock.systemUTC(), (name, its) -> {});
            Revisions revisions = new Revisions(store, new Vault(store, null, Codecs.none(), Load.FAST));
            assertThat(revisions.warnOfUnknown(ledger))
                    .containsExactlyInAnyOrder(new StoredFile("m", 4, 0), new StoredFile("new", 1, 0));
        }
        try (LocalRegistry registry = open()) {
            assertThat(registry.names()).containsExactly("m");
            assertThat(registry.publish("new", ONE).number()).isEqualTo(1);
        }
    }

    @Test
    void changes_inAnInterruptedThread_areMadeAndTheThreadStaysInterrupted() {
        try (LocalRegistry registry = open()) {
            Thread.currentThread().interrupt();
            Version one = registry.publish("m", ONE);
            registry.promote("m", one);
            registry.promote("m", registry.publish("m", TWO));
            assertThat(Thread.interrupted()).isTrue();
            registry.rollback("m");
        }
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(1);
            assertThat(registry.versions("m")).hasSize(2);
        }
    }

    @Test
    @Timeout(60)
    void changes_interruptedAtAnyMoment_areMade() throws Exception {
        int rounds = 150;
        try (LocalRegistry registry = open()) {
            Version one = registry.publish("m", ONE);
            Version two = registry.publish("m", TWO);
            FutureTask<Void> promotions = new FutureTask<>(() -> {
                for (int i = 0; i < rounds; i++) {
                    registry.promote("m", i % 2 == 0 ? one : two);
                }
                return null;
            });
            Thread promoter = new Thread(promotions);
            promoter.start();
            SplittableRandom random = new SplittableRandom(1);
            while (!promotions.isDone()) {
                promoter.interrupt();
                for (int spins = random.nextInt(200_000); spins > 0; spins--) {
                    Thread.onSpinWait();
                }
            }
            promotions.get();
        }
        assertThat(lines()).hasSize(rounds + 2);
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(2);
        }
    }

    // Damaged versions.

    @Test
    void promote_aCorruptVersion_isRefused_andTheOldOneKeepsServing() throws IOException {
        List<Version> versions = filled();
        try (LocalRegistry registry = open()) {
            List<RegistryEvent> events = new ArrayList<>();
            registry.addListener(events::add);
            flip(file(1));
            RegistryException e = refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(0)));
            assertThat(e)
                    .hasMessageStartingWith("the file stored for " + versions.get(0)
                            + " is not the one that was published: its SHA-256 is ")
                    .hasMessageEndingWith("; put the right file back, or publish anew");
            assertThat(answer(registry)).isEqualTo(3);
            Files.delete(file(2));
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(1))))
                    .hasMessage(file(2) + " is gone; put it back from a backup");
            assertThat(events).hasSize(2).allMatch(event -> event instanceof RegistryEvent.Refused);
            assertThat(((RegistryEvent.Refused) events.get(0)).reason()).isEqualTo(e.getMessage());
            assertThat(events.get(0).version()).isEqualTo(versions.get(0));
            assertThat(answer(registry)).isEqualTo(3);
        }
    }

    @Test
    void promote_aFileGrownBeyondAnArray_isRefused() throws IOException {
        List<Version> versions = filled();
        Files.delete(file(1));
        try (var channel = Files.newByteChannel(
                file(1), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SPARSE)) {
            channel.position(3L << 30).write(ByteBuffer.wrap(new byte[1]));
        }
        try (LocalRegistry registry = open()) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(0))))
                    .hasMessageContaining("it has 3221225473 bytes");
        }
    }

    @Test
    void publish_whatWasLostOrChanged_publishesItAnew() throws IOException {
        List<Version> versions = filled();
        flip(file(1));
        try (LocalRegistry registry = open()) {
            Version anew = registry.publish("m", ONE);
            assertThat(anew).isEqualTo(new Version("m", 4, ONE.id()));
            assertThat(registry.publish("m", ONE)).isEqualTo(anew);
            registry.promote("m", anew);
            assertThat(answer(registry)).isEqualTo(1);
            refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(0)));
        }
    }

    @Test
    void open_aCorruptLiveVersion_makesOnlyItsHandleRefuse() throws IOException {
        List<Version> versions = filled();
        try (LocalRegistry registry = open()) {
            registry.promote("other", registry.publish("other", ONE));
        }
        flip(file(3));
        try (LocalRegistry registry = open()) {
            assertThat(registry.live("other").predict(Row.of("x", 1)).value()).isEqualTo(1);
            LiveModel live = registry.live("m");
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> live.predict(Row.of("x", 1))))
                    .hasMessageContaining("is not the one that was published")
                    .hasMessageEndingWith("; until then call rollback(\"m\") or promote another version");
            assertThat(registry.liveProblem("m"))
                    .hasValueSatisfying(problem -> assertThat(problem).contains("is not the one that was published"));
            assertThat(registry.liveProblem("other")).isEmpty();
            assertThat(registry.liveProblem("none")).isEmpty();
            assertThat(registry.rollback("m")).isEqualTo(versions.get(1));
            assertThat(registry.liveProblem("m")).isEmpty();
            assertThat(live.predict(Row.of("x", 1)).value()).isEqualTo(2);
        }
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(2);
        }
    }

    @Test
    void promote_theLiveVersionOnceItsFileIsBack_servesItAndWritesNothingDown() throws IOException {
        List<Version> versions = filled();
        Path kept = temporary.resolve("kept");
        Files.copy(file(3), kept);
        flip(file(3));
        try (LocalRegistry registry = open()) {
            Files.copy(kept, file(3), StandardCopyOption.REPLACE_EXISTING);
            int before = lines().size();
            registry.promote("m", versions.get(2));
            assertThat(answer(registry)).isEqualTo(3);
            assertThat(lines()).hasSize(before);
            assertThat(registry.rollback("m")).isEqualTo(versions.get(1));
        }
    }

    @Test
    void rollback_toACorruptVersion_isRefused_andWhatIsLiveStays() throws IOException {
        filled();
        flip(file(2));
        try (LocalRegistry registry = open()) {
            refused(Reason.VERSION_UNREADABLE, () -> registry.rollback("m"));
            assertThat(answer(registry)).isEqualTo(3);
        }
    }

    @Test
    void promote_aFileMovedUnderAnotherNumber_isRefused_alsoWithAJournalMadeToFit() throws IOException {
        List<Version> versions = filled();
        String digest = Sha256.of(Files.readAllBytes(file(2)));
        Files.copy(file(1), file(2), StandardCopyOption.REPLACE_EXISTING);
        try (LocalRegistry registry = open()) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(1))))
                    .hasMessageContaining("is not the one that was published");
        }
        String fitting = Sha256.of(Files.readAllBytes(file(1)));
        forge(text -> text.replace(digest, fitting));
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(3);
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(1))))
                    .hasMessageContaining("was released as {\"model\":\"m\",\"number\":1,")
                    .cause()
                    .isInstanceOfSatisfying(
                            SealException.class,
                            e -> assertThat(e.reason()).isEqualTo(SealException.Reason.WRONG_CONTEXT));
        }
    }

    @Test
    void promote_anotherArtifactUnderTheRightBinding_isRefused() throws IOException {
        List<Version> versions = filled();
        byte[] two = Files.readAllBytes(file(2));
        byte[] forged = new Release(
                        versions.get(1),
                        ONE.signatureDigest(),
                        Constants.constant(9).bytes())
                .toBytes();
        Files.write(file(2), forged);
        forge(text -> text.replace(Sha256.of(two), Sha256.of(forged)));
        try (LocalRegistry registry = open()) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(1))))
                    .hasMessageContaining("the artifact stored for " + versions.get(1) + " is another one, ");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 7, 8, 11, 12, 40})
    void promote_aReleaseCutOff_isRefused(int length) throws IOException {
        List<Version> versions = filled();
        byte[] one = Files.readAllBytes(file(1));
        byte[] cut = Arrays.copyOf(one, length);
        Files.write(file(1), cut);
        forge(text -> text.replace(Sha256.of(one), Sha256.of(cut)));
        try (LocalRegistry registry = open()) {
            refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(0)));
            assertThat(answer(registry)).isEqualTo(3);
        }
    }

    // The journal.

    @Test
    void open_aHalfWrittenLastLine_isDropped() throws IOException {
        filled();
        byte[] whole = Files.readAllBytes(journal());
        List<String> lines = lines();
        int last = lines.get(lines.size() - 1).length() + 1;
        for (int missing = 1; missing < last; missing += 17) {
            Files.write(journal(), Arrays.copyOf(whole, whole.length - missing));
            try (LocalRegistry registry = open()) {
                assertThat(answer(registry)).isEqualTo(2);
                registry.promote("m", registry.versions("m").get(0));
            }
            try (LocalRegistry registry = open()) {
                assertThat(answer(registry)).isEqualTo(1);
            }
            assertThat(lines()).hasSize(lines.size());
        }
    }

    @Test
    void open_aLastLineOfZeros_isDropped() throws IOException {
        filled();
        Files.write(journal(), new byte[100], StandardOpenOption.APPEND);
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(3);
        }
        assertThat(lines()).hasSize(6);
        Files.write(
                journal(),
                (lines().get(1).substring(0, 30) + "\0\0\n").getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.APPEND);
        try (LocalRegistry registry = open()) {
            assertThat(answer(registry)).isEqualTo(3);
        }
    }

    private void assertCorrupt(List<String> lines, String message) throws IOException {
        Files.write(journal(), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(refused(Reason.JOURNAL_CORRUPT, this::open))
                .hasMessageStartingWith(message)
                .hasMessageEndingWith("; restore the folder from a backup");
    }

    @Test
    void open_aJournalThatWasChanged_isRefused() throws IOException {
        filled();
        List<String> lines = lines();
        assertThat(lines).hasSize(6);
        for (int i = 0; i < lines.size(); i++) {
            String message = "line " + (i + 1) + " of " + journal() + " was changed, or lines before it were removed: ";
            for (int at : new int[] {0, 63, 64, 65, 80, lines.get(i).length() - 1}) {
                List<String> changed = new ArrayList<>(lines);
                char[] line = lines.get(i).toCharArray();
                line[at] = (char) (line[at] ^ 1);
                changed.set(i, new String(line));
                assertCorrupt(changed, message);
            }
            if (i < lines.size() - 1) {
                List<String> removed = new ArrayList<>(lines);
                removed.remove(i);
                assertCorrupt(removed, message);
                List<String> swapped = new ArrayList<>(lines);
                Collections.swap(swapped, i, i + 1);
                assertCorrupt(swapped, message);
            }
            List<String> twice = new ArrayList<>(lines);
            twice.add(i, lines.get(i));
            assertCorrupt(twice, "line " + (i + 2) + " of ");
            List<String> empty = new ArrayList<>(lines);
            empty.set(i, "");
            assertCorrupt(empty, message);
        }
        Files.write(journal(), (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
        try (LocalRegistry registry = open()) { // no refusal kept the lock
            assertThat(answer(registry)).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"number\":2=\"number\":7",
                "\"number\":2=\"number\":0",
                "\"number\":2=\"number\":-1",
                "\"number\":2=\"number\":99999999999",
                "\"number\":2=\"number\":\"2\"",
                "\"model\":\"m\"=\"model\":\"../m\"",
                "\"model\":\"m\"=\"model\":\"\"",
                "\"kind\":\"PROMOTE\"=\"kind\":\"ROLLBACK\"",
                "\"kind\":\"PROMOTE\"=\"kind\":\"EXPLODE\"",
                "\"kind\":\"PROMOTE\"=\"kind\":3",
                "\"seq\":4=\"seq\":5",
                "\"at\":\"=\"at\":\"noon, ",
                "\"kind\":\"PROMOTE\"=\"kind\":\"PROMOTE\",\"at\":\"2026\"",
                "\"features\":[\"x\"]=\"features\":[1]",
                "\"file\"=\"life\"",
                "{\"seq\"=[\"seq\"",
                "{=\"",
                "}=}}"
            })
    void open_aForgedJournalThatMakesNoSense_isRefused(String change) throws IOException {
        filled();
        int equals = change.indexOf('=');
        forge(text -> text.replace(change.substring(0, equals), change.substring(equals + 1)));
        assertThat(refused(Reason.JOURNAL_CORRUPT, this::open)).hasMessageStartingWith("line ");
    }

    @Test
    void open_aForgedJournalBySomebodyWithTooLongAName_isRefused() throws IOException {
        filled();
        forge(text -> text.replace("\"number\":3", "\"number\":3,\"by\":\"" + "b".repeat(1_001) + "\""));
        assertThat(refused(Reason.JOURNAL_CORRUPT, this::open))
                .hasMessageStartingWith("line 5 of the journal makes no sense: \"by\" has 1001 characters");
    }

    // The folder.

    @Test
    void open_aFolderThatIsNoRegistry_isRefused() throws IOException {
        Path file = Files.createFile(temporary.resolve("file"));
        assertThat(refused(Reason.NOT_A_REGISTRY, () -> LocalRegistry.at(file).open()))
                .hasMessage(file + " is not a registry: it is a file; name an empty or a new folder");
        Path other = Files.createDirectories(temporary.resolve("other"));
        Files.createFile(other.resolve("notes.txt"));
        assertThat(refused(Reason.NOT_A_REGISTRY, () -> LocalRegistry.at(other).open()))
                .hasMessage(other + " is not a registry: it holds other files and no file \"mlcd-registry\"; name an"
                        + " empty or a new folder");
        assertThat(other.toFile().list()).containsExactly("notes.txt");
        Path project = temporary.resolve("project");
        Files.createDirectories(project.resolve("models/mine"));
        refused(Reason.NOT_A_REGISTRY, () -> LocalRegistry.at(project).open());
    }

    @Test
    void open_aFolderThatLostItsJournal_isRefused() throws IOException {
        filled();
        Files.delete(folder().resolve("journal"));
        assertThat(refused(Reason.JOURNAL_CORRUPT, this::open))
                .hasMessage(
                        folder() + " holds versions but no journal, so nothing says which they are; restore the folder"
                                + " from a backup");
    }

    @Test
    void open_aFolderThatAFirstOpeningLeft_isARegistry() throws IOException {
        Files.createDirectories(folder().resolve("models"));
        Files.createFile(folder().resolve("lock"));
        Files.createFile(folder().resolve(".mlcd-registry.1.tmp"));
        try (LocalRegistry registry = open()) {
            assertThat(registry.names()).isEmpty();
        }
        assertThat(folder().resolve(".mlcd-registry.1.tmp")).doesNotExist();
    }

    @Test
    void open_aRegistryOfANewerFormat_isRefused() throws IOException {
        filled();
        Files.writeString(folder().resolve("mlcd-registry"), "mlcd-registry 0.2\n");
        assertThat(refused(Reason.TOO_NEW, this::open))
                .hasMessage(folder() + " says \"mlcd-registry 0.2\", but this mlcd reads \"mlcd-registry 0.1\"; use a"
                        + " newer mlcd");
    }

    // Seals.

    private LocalRegistry openSealed(long key) {
        return LocalRegistry.at(folder()).opener(new ToySeal(key)).open();
    }

    @Test
    void sealed_nothingPlainIsOnDisk_andItIsServedAgain() throws IOException {
        ToySeal seal = new ToySeal(1);
        try (LocalRegistry registry = openSealed(1)) {
            Version one = registry.publish("m", ONE, seal);
            assertThat(registry.publish("m", ONE.bytes(), seal)).isEqualTo(one);
            registry.promote("m", one);
            registry.promote("m", registry.publish("m", TWO, seal));
            assertThat(answer(registry)).isEqualTo(2);
            assertThat(registry.artifact(one)).isEqualTo(ONE);
        }
        try (Stream<Path> files = Files.walk(folder())) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                assertThat(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1))
                        .as("%s", file)
                        .doesNotContain("\u0089MLCD")
                        .doesNotContain("MLCDREL");
            }
        }
        try (LocalRegistry registry = openSealed(1)) {
            assertThat(answer(registry)).isEqualTo(2);
            assertThat(registry.rollback("m").number()).isEqualTo(1);
        }
    }

    @Test
    void sealed_publishingPlainOrForOthers_isRefused() {
        try (LocalRegistry registry = openSealed(1)) {
            assertThatThrownBy(() -> registry.publish("m", ONE))
                    .isInstanceOfSatisfying(
                            SealException.class, e -> assertThat(e.reason()).isEqualTo(SealException.Reason.NOT_SEALED))
                    .hasMessage("this registry has an opener and takes sealed versions only: publish(name, artifact,"
                            + " sealer)");
            assertThatThrownBy(() -> registry.publish("m", ONE, new ToySeal(2)))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            e -> assertThat(e.reason()).isEqualTo(SealException.Reason.NO_MATCHING_KEY));
            assertThat(registry.names()).isEmpty();
        }
        try (LocalRegistry registry = open()) {
            assertThatThrownBy(() -> registry.publish("m", ONE, new ToySeal(1)))
                    .isInstanceOfSatisfying(
                            SealException.class,
                            e -> assertThat(e.reason()).isEqualTo(SealException.Reason.KEY_UNUSABLE))
                    .hasMessage("this registry has no opener and so cannot publish sealed versions: open it with one,"
                            + " LocalRegistry.at(folder).opener(opener).open()");
        }
    }

    @Test
    void sealed_withoutAnOpenerOrWithAnother_theHandleSaysSo() {
        try (LocalRegistry registry = openSealed(1)) {
            registry.promote("m", registry.publish("m", ONE, new ToySeal(1)));
        }
        try (LocalRegistry registry = open()) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> answer(registry)))
                    .hasMessageContaining("is stored sealed, but this registry has no opener:"
                            + " LocalRegistry.at(folder).opener(opener).open()");
        }
        try (LocalRegistry registry = openSealed(2)) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> answer(registry)))
                    .hasMessageContaining("no key here opens the bytes");
        }
        Opener broken = bytes -> {
            throw new IllegalStateException("the key store is away");
        };
        try (LocalRegistry registry = LocalRegistry.at(folder()).opener(broken).open()) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> answer(registry)))
                    .hasMessageContaining("the key store is away");
        }
    }

    @Test
    void sealed_aPlainVersion_isRefused() {
        filled();
        try (LocalRegistry registry = openSealed(1)) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> answer(registry)))
                    .hasMessageContaining("the bytes are not sealed");
        }
    }

    @Test
    void sealed_aFileMovedUnderAnotherNumber_isRefused_alsoWithAJournalMadeToFit() throws IOException {
        List<Version> versions = new ArrayList<>();
        ToySeal seal = new ToySeal(1);
        try (LocalRegistry registry = openSealed(1)) {
            versions.add(registry.publish("m", ONE, seal));
            versions.add(registry.publish("m", TWO, seal));
            registry.promote("m", versions.get(0));
        }
        String digest = Sha256.of(Files.readAllBytes(file(2)));
        String fitting = Sha256.of(Files.readAllBytes(file(1)));
        Files.copy(file(1), file(2), StandardCopyOption.REPLACE_EXISTING);
        forge(text -> text.replace(digest, fitting));
        try (LocalRegistry registry = openSealed(1)) {
            assertThat(refused(Reason.VERSION_UNREADABLE, () -> registry.promote("m", versions.get(1))))
                    .cause()
                    .isInstanceOfSatisfying(
                            SealException.class,
                            e -> assertThat(e.reason()).isEqualTo(SealException.Reason.WRONG_CONTEXT));
            assertThat(answer(registry)).isEqualTo(1);
        }
    }

    @Test
    @Timeout(60)
    void publish_whileASealerTakesItsTime_doesNotHoldUpOthers() throws Exception {
        ToySeal seal = new ToySeal(1);
        CountDownLatch sealing = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        try (LocalRegistry registry = openSealed(1)) {
            registry.promote("m", registry.publish("m", ONE, seal));
            registry.promote("m", registry.publish("m", TWO, seal));
            FutureTask<Version> slow = new FutureTask<>(() -> registry.publish("m", THREE, plain -> {
                sealing.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                return seal.seal(plain);
            }));
            Thread publisher = new Thread(slow);
            publisher.start();
            sealing.await();
            registry.rollback("m");
            assertThat(answer(registry)).isEqualTo(1);
            Version between = registry.publish("m", Constants.constant(4), seal);
            assertThat(between.number()).isEqualTo(3);
            goOn.countDown();
            assertThat(slow.get()).isEqualTo(new Version("m", 4, THREE.id()));
            registry.promote("m", slow.get());
            assertThat(answer(registry)).isEqualTo(3);
        }
    }
}
