package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mlcd.api.SealException;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * No text tells a secret: not a text form, and not an exception. All exceptions that {@link Refusals} provokes in other
 * tests are looked at, too.
 */
class SecretsTest {
    @AfterAll
    static void printTheFigures() {
        System.out.println("looked for secrets in " + Secrets.figures());
    }

    @Test
    void toString_ofWhateverHoldsASecret_tellsNone() {
        CmsSealer sealer = RsaSealer.to(ALICE.getPublic())
                .and(AesSealer.with("kek-1", KEK))
                .and(MlKemSealer.to(Samples.KEM.getPublic()))
                .and(PassphraseSealer.with(Samples.PASSPHRASE))
                .and(PassphraseSealer.argon2id(Samples.PASSPHRASE))
                .signedBy(P256.getPrivate(), P256.getPublic());
        CmsOpener opener = RsaOpener.with(ALICE.getPrivate())
                .or(RsaOpener.with(BOB.getPrivate(), TestKeys.CERTIFICATE))
                .or(AesOpener.with("kek-1", KEK))
                .or(AesOpener.with("kek-2", new CountingKeys.Unwrapper(OTHER_KEK)))
                .or(MlKemOpener.with(Samples.KEM.getPrivate(), Samples.KEM.getPublic()))
                .or(PassphraseOpener.with(Samples.PASSPHRASE))
                .trusting(P256.getPublic());
        List<Object> all = new ArrayList<>(List.of(
                sealer,
                opener,
                Rewrap.with(opener).to(sealer),
                Rewrap.with(opener).add(sealer).remove(sealer),
                SigningKey.of(P256.getPrivate(), P256.getPublic()),
                SigningKey.of(BOB.getPrivate()),
                new Passphrase(Samples.PASSPHRASE),
                new RecipientKey.OfPassphrase(new Passphrase(Samples.PASSPHRASE)),
                new UnwrappingKey.Local(ALICE.getPrivate(), null),
                new UnwrappingKey.Shared(KEK),
                RecipientKey.Aes.of("kek-1", KEK),
                RecipientKey.Rsa.of(ALICE.getPrivate()),
                RecipientKey.Kem.of(Samples.KEM.getPrivate(), Samples.KEM.getPublic()),
                new Recipient.Aes("kek-1", KEK),
                new Recipient.OfPassphrase(new Passphrase(Samples.PASSPHRASE), true),
                Samples.PBKDF2,
                Samples.ARGON2ID));
        all.addAll(sealer.recipients());
        all.addAll(Rewrap.recipients(sealer.seal(Samples.artifact(1))));
        for (Object one : all) {
            Secrets.requireNone(one.toString());
        }
    }

    @Test
    void refusals_ofAllKinds_tellNone() throws Exception {
        List<byte[]> messages = new ArrayList<>();
        Random random = new Random(8);
        for (Samples.Sample sample : Samples.all().toList()) {
            if (!sample.toString().startsWith("PBKDF2") && !sample.toString().startsWith("Argon2id")) {
                for (int i = 0; i < 100; i++) {
                    byte[] changed = sample.sealed();
                    changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
                    messages.add(changed);
                }
            }
        }
        messages.add(AesSealer.with("kek-1", OTHER_KEK).seal(Samples.artifact(1)));
        messages.add(Samples.artifact(1));
        CmsOpener opener = AesOpener.with("kek-1", KEK)
                .or(PassphraseOpener.with(Samples.PASSPHRASE))
                .trusting(BOB.getPublic());
        for (byte[] message : messages) {
            refusal(opener, message, "a changed message");
        }
    }

    @Test
    void unwrapperThatTellsASecret_isNotQuotedInTheMessage() {
        CmsOpener opener = AesOpener.with("kek-1", (how, wrapped) -> {
            throw new IllegalStateException("the key is " + HexFormat.of().formatHex(KEK.getEncoded()));
        });
        byte[] sealed = AesSealer.with("kek-1", KEK).seal(Samples.artifact(1));
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(() -> opener.open(sealed))
                .satisfies(e -> Secrets.requireNone(String.valueOf(e.getMessage())));
    }

    /** A test that cannot fail is a defect. */
    @Test
    void requireNone_textsWithASecret_fails() {
        RSAPrivateCrtKey rsa = (RSAPrivateCrtKey) ALICE.getPrivate();
        String passphrase = new String(Samples.PASSPHRASE);
        byte[] key = KEK.getEncoded();
        for (String text : new String[] {
            "the key " + HexFormat.of().formatHex(key),
            "the key " + HexFormat.of().withUpperCase().formatHex(key),
            "its end " + HexFormat.of().formatHex(key, 24, 32),
            "the key " + Base64.getEncoder().encodeToString(key),
            "the key " + Arrays.toString(key),
            "the exponent " + rsa.getPrivateExponent(),
            "the exponent " + rsa.getPrivateExponent().toString(16),
            "the prime " + rsa.getPrimeQ(),
            "the passphrase " + passphrase,
            "the passphrase " + HexFormat.of().formatHex(passphrase.getBytes(UTF_8)),
            "the content " + new String(Samples.artifact(1), 0, 40, UTF_8),
        }) {
            assertThatExceptionOfType(AssertionError.class)
                    .as(text)
                    .isThrownBy(() -> Secrets.requireNone(new IllegalStateException("a", new RuntimeException(text))));
        }
        assertThat(Secrets.figures()).endsWith("different");
    }
}
