package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Version;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.oracle.Constants;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A journal with a key, and one with an anchor. */
class JournalKeyTest {
    private static final KeyPair EC = pair("EC", 256);
    private static final KeyPair OTHER_EC = pair("EC", 256);
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair OTHER_RSA = pair("RSA", 2048);

    @TempDir
    Path folder;

    enum Kind {
        HMAC,
        EC,
        RSA
    }

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static JournalKey hmac(int fill) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) fill);
        return JournalKey.hmac(new SecretKeySpec(bytes, "HmacSHA256"));
    }

    private static JournalKey key(Kind kind) {
        return switch (kind) {
            case HMAC -> hmac(1);
            case EC -> JournalKey.signing(EC.getPrivate(), EC.getPublic());
            case RSA -> JournalKey.signing(RSA.getPrivate(), RSA.getPublic());
        };
    }

    private static JournalKey other(Kind kind) {
        return switch (kind) {
            case HMAC -> hmac(2);
            case EC -> JournalKey.signing(OTHER_EC.getPrivate(), OTHER_EC.getPublic());
            case RSA -> JournalKey.signing(OTHER_RSA.getPrivate(), OTHER_RSA.getPublic());
        };
    }

    private Path journal() {
        return folder.resolve("journal");
    }

    private LocalRegistry.Opening at() {
        return LocalRegistry.at(folder);
    }

    private static JournalHead fill(LocalRegistry registry) {
        Version one = registry.publish("m", Constants.constant(1));
        registry.promote("m", one);
        JournalHead head = registry.head();
        Version two = registry.publish("m", Constants.constant(2));
        registry.promote("m", two);
        return head;
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertUntrusted(LocalRegistry.Opening opening) {
        RegistryException e = catchThrowableOfType(RegistryException.class, opening::open);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(Reason.JOURNAL_UNTRUSTED);
        return assertThat((Throwable) e);
    }

    /** What whoever can write the folder can do: another history whose chain fits. */
    private void forge(List<String> lines, int tagged) throws IOException {
        String last = "mlcd-registry 0.1";
        StringBuilder forged = new StringBuilder();
        for (int i = 0; i < lines.size(); i++) {
            String[] parts = lines.get(i).split(" ", i < tagged ? 3 : 2);
            String text = parts[parts.length - 1];
            String link = Sha256.of(last + " " + text);
            last = parts.length == 3 ? link + " " + parts[1] + " " + text : link + " " + text;
            forged.append(last).append('\n');
        }
        Files.writeString(journal(), forged);
    }

    @ParameterizedTest
    @EnumSource
    void open_withItsKey_isTheSameRegistry_andWithoutItIsRefused(Kind kind) {
        try (LocalRegistry registry = at().journalKey(key(kind)).open()) {
            fill(registry);
        }
        try (LocalRegistry registry = at().journalKey(key(kind)).open()) {
            assertThat(registry.versions("m")).hasSize(2);
            registry.rollback("m");
        }
        try (LocalRegistry registry = at().journalKey(key(kind)).open()) {
            assertThat(registry.live("m").version())
                    .contains(registry.versions("m").get(0));
        }
        assertUntrusted(at()).hasMessageEndingWith("open it with .journalKey(key)");
        assertUntrusted(at().journalKey(other(kind)))
                .hasMessage("the last entry of " + journal()
                        + " was not written with this key; give the right one, or restore the folder from a backup");
        assertUntrusted(at().journalKey(key(kind == Kind.HMAC ? Kind.EC : Kind.HMAC)));
    }

    @ParameterizedTest
    @EnumSource
    void open_aForgedHistory_isRefused_thoughItsChainFits(Kind kind) throws IOException {
        try (LocalRegistry registry = at().journalKey(key(kind)).open()) {
            fill(registry);
        }
        List<String> genuine = Files.readAllLines(journal());
        List<String> edited = new ArrayList<>(genuine);
        edited.set(1, edited.get(1).replace("PROMOTE", "RETIRE"));
        edited.set(
                1, edited.get(1).replace("RETIRE", "PROMOTE").replace("\"number\":1", "\"number\":1,\"by\":\"eve\""));
        forge(edited, 4);
        assertUntrusted(at().journalKey(key(kind))).hasMessageContaining("was not written with this key");

        List<String> longer = new ArrayList<>(genuine);
        String again = genuine.get(1).split(" ", 3)[2].replace("\"seq\":2", "\"seq\":5");
        longer.add("x " + again);
        forge(longer, 4);
        assertUntrusted(at().journalKey(key(kind))).hasMessageContaining("was written without a key");

        longer.set(4, "x " + genuine.get(1).split(" ", 3)[1] + " " + again); // with the tag of another entry
        forge(longer, 5);
        assertUntrusted(at().journalKey(key(kind))).hasMessageContaining("was not written with this key");

        forge(genuine, 4); // the genuine one is accepted, so the forger of this test does it right
        at().journalKey(key(kind)).open().close();
    }

    @Test
    void open_withoutAKey_acceptsAForgedChain_whichIsWhyThereAreKeys() throws IOException {
        try (LocalRegistry registry = at().open()) {
            fill(registry);
        }
        List<String> lines = Files.readAllLines(journal());
        lines.set(3, lines.get(3).replace("\"number\":2", "\"number\":1"));
        forge(lines, 0);
        try (LocalRegistry registry = at().open()) {
            assertThat(registry.live("m").version())
                    .contains(registry.versions("m").get(0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void open_withAnAnchor_refusesAHistoryThatWasCutOffOrExchanged(Kind kind) throws IOException {
        JournalHead early;
        JournalHead late;
        try (LocalRegistry registry = at().journalKey(key(kind)).open()) {
            early = fill(registry);
            late = registry.head();
        }
        assertThat(early.entries()).isEqualTo(2);
        for (JournalHead anchor : List.of(new JournalHead(0, Sha256.of("mlcd-registry 0.1")), early, late)) {
            at().journalKey(key(kind)).anchor(anchor).open().close();
        }
        List<String> lines = Files.readAllLines(journal());
        Files.write(journal(), lines.subList(0, 3));
        at().journalKey(key(kind)).anchor(early).open().close(); // it has not come to the anchor's end yet
        assertUntrusted(at().journalKey(key(kind)).anchor(late))
                .hasMessageStartingWith(
                        journal() + " has 3 entries, fewer than the anchor " + late + ": it was cut off");
        assertUntrusted(at().journalKey(key(kind)).anchor(new JournalHead(2, late.digest())))
                .hasMessageContaining("is at its entry 2 not what the anchor says: it was rewritten");
    }

    @Test
    void open_aJournalBegunWithoutAKey_needsAnAnchorOnce() {
        JournalHead head;
        JournalHead early;
        try (LocalRegistry registry = at().open()) {
            early = fill(registry);
            head = registry.head();
        }
        assertUntrusted(at().journalKey(key(Kind.HMAC)))
                .hasMessageEndingWith(".journalKey(key).anchor(JournalHead.parse(\"" + head + "\"))");
        assertUntrusted(at().journalKey(key(Kind.HMAC)).anchor(early));
        try (LocalRegistry registry = at().journalKey(key(Kind.HMAC))
                .anchor(JournalHead.parse(head.toString()))
                .open()) {
            registry.rollback("m");
        }
        try (LocalRegistry registry = at().journalKey(key(Kind.HMAC)).open()) {
            assertThat(registry.versions("m")).hasSize(2);
        }
        assertUntrusted(at());
    }

    @Test
    void open_withATornLastLine_dropsIt_andTheKeyStillFits() throws IOException {
        try (LocalRegistry registry = at().journalKey(key(Kind.EC)).open()) {
            fill(registry);
        }
        byte[] whole = Files.readAllBytes(journal());
        Files.write(journal(), Arrays.copyOf(whole, whole.length - 1));
        try (LocalRegistry registry = at().journalKey(key(Kind.EC)).open()) {
            assertThat(registry.head().entries()).isEqualTo(3);
            registry.promote("m", registry.versions("m").get(1));
        }
        at().journalKey(key(Kind.EC)).open().close();
    }

    @Test
    void follow_withThePublicKeyAlone_reads_andCannotWrite() {
        JournalKey verifying = JournalKey.verifying(EC.getPublic());
        try (LocalRegistry registry = at().journalKey(key(Kind.EC)).open()) {
            fill(registry);
        }
        try (LocalRegistry follower =
                LocalRegistry.following(folder).journalKey(verifying).open()) {
            assertThat(follower.live("m").version())
                    .contains(follower.versions("m").get(1));
        }
        assertUntrusted(LocalRegistry.following(folder).journalKey(JournalKey.verifying(OTHER_EC.getPublic())));
        assertThatThrownBy(() -> at().journalKey(verifying).open())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "this key only verifies; open the registry with JournalKey.signing(privateKey, publicKey), or"
                                + " follow it");
    }

    @Test
    void keys_thatCannotBeUsed_areRefusedWithTheWayOut() {
        assertThatThrownBy(() -> JournalKey.hmac(new SecretKeySpec(new byte[15], "HmacSHA256")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the journal's key has 15 bytes but must have at least 16; make one with");
        assertThatThrownBy(() -> JournalKey.signing(EC.getPrivate(), OTHER_EC.getPublic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the public key is not the other half of the private key");
        assertThatThrownBy(() -> JournalKey.signing(RSA.getPrivate(), EC.getPublic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the private key is no EC key");
        KeyPair agreement = pair("X25519", 255);
        assertThatThrownBy(() -> JournalKey.verifying(agreement.getPublic()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a journal is signed with an EC or RSA key, but this one is X");
        assertThat(key(Kind.HMAC)).hasToString("JournalKey.hmac");
        assertThat(key(Kind.EC)).hasToString("JournalKey.signing with EC");
    }
}
