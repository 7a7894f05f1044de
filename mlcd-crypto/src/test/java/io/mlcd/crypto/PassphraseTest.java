package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.KEK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.PasswordRecipientInformation;
import org.bouncycastle.cms.jcajce.JcePasswordAuthEnvelopedRecipient;
import org.junit.jupiter.api.Test;

/** Passphrases, from which keys are made. */
class PassphraseTest {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);

    private static char[] passphrase() {
        return "correct-horse".toCharArray();
    }

    @Test
    void sealed_opensWithThePassphraseAndNoOther() {
        for (CmsSealer sealer :
                new CmsSealer[] {PassphraseSealer.with(passphrase()), PassphraseSealer.argon2id(passphrase())}) {
            byte[] sealed = sealer.seal(PLAIN);
            assertThat(PassphraseOpener.with(passphrase()).open(sealed)).isEqualTo(PLAIN);
            SealException wrong = refusal(PassphraseOpener.with("Correct-horse".toCharArray()), sealed, "wrong");
            assertThat(wrong.reason()).isEqualTo(Reason.NO_MATCHING_KEY);
            // The same words as for one who is no recipient at all.
            SealException none = refusal(
                    PassphraseOpener.with("Correct-horse".toCharArray()),
                    AesSealer.with("k", KEK).seal(PLAIN),
                    "none");
            assertThat(wrong).hasMessage(none.getMessage()).hasNoCause();
        }
    }

    @Test
    void sealed_twoPassphrasesAndAKey_eachOpens() {
        byte[] sealed = PassphraseSealer.with("first passphrase".toCharArray())
                .and(AesSealer.with("k", KEK))
                .and(PassphraseSealer.argon2id("second passphrase".toCharArray()))
                .seal(PLAIN);
        assertThat(PassphraseOpener.with("first passphrase".toCharArray()).open(sealed))
                .isEqualTo(PLAIN);
        assertThat(PassphraseOpener.with("second passphrase".toCharArray()).open(sealed))
                .isEqualTo(PLAIN);
        assertThat(AesOpener.with("k", KEK).open(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void bouncyCastle_opensIt() throws Exception {
        byte[] sealed = PassphraseSealer.with(passphrase()).seal(PLAIN);
        PasswordRecipientInformation recipient = (PasswordRecipientInformation) new CMSAuthEnvelopedData(sealed)
                .getRecipientInfos()
                .getRecipients()
                .iterator()
                .next();
        assertThat(recipient.getContent(new JcePasswordAuthEnvelopedRecipient(passphrase())
                        .setPasswordConversionScheme(org.bouncycastle.cms.PasswordRecipient.PKCS5_SCHEME2_UTF8)
                        .setProvider(Messages.BC)))
                .isEqualTo(PLAIN);
    }

    /** The vector of RFC 9106, 5.3, without the secret and the associated data, computed by the reference program. */
    @Test
    void argon2id_isTheStandardOne() {
        byte[] salt = "somesalt".getBytes(UTF_8);
        KeyDerivation.Argon2id derivation = new KeyDerivation.Argon2id(salt, 1 << 16, 2, 1);
        assertThat(HexFormat.of().formatHex(derivation.derive("password".getBytes(UTF_8))))
                .isEqualTo("09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7");
    }

    @Test
    void pbkdf2_isTheStandardOne() {
        // RFC 7914, 11, cut to 32 bytes.
        assertThat(HexFormat.of()
                        .formatHex(new KeyDerivation.Pbkdf2("NaCl".getBytes(UTF_8), 80_000)
                                .derive("Password".getBytes(UTF_8))))
                .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
    }

    @Test
    void sealer_copiesThePassphrase_andForgetsItWhenDestroyed() {
        char[] given = passphrase();
        CmsSealer sealer = PassphraseSealer.with(given);
        CmsOpener opener = PassphraseOpener.with(given);
        Arrays.fill(given, '\0');
        byte[] sealed = sealer.seal(PLAIN);
        assertThat(PassphraseOpener.with(passphrase()).open(sealed)).isEqualTo(PLAIN);
        CmsOpener wider = opener.or(AesOpener.with("k", KEK));
        opener.destroy();
        sealer.destroy();
        String destroyed = "the passphrase was destroyed; make a new sealer or opener with it";
        assertThatIllegalStateException().isThrownBy(() -> sealer.seal(PLAIN)).withMessage(destroyed);
        assertThatIllegalStateException().isThrownBy(() -> opener.open(sealed)).withMessage(destroyed);
        assertThatIllegalStateException().isThrownBy(() -> wider.open(sealed)).withMessage(destroyed);
    }

    @Test
    void passphrase_thatIsNone_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PassphraseOpener.with(new char[0]))
                .withMessage(
                        "the passphrase is empty; give one of 8 characters or more, for example of five random words");
        assertThatThrownBy(() -> PassphraseSealer.with("short".toCharArray()))
                .isInstanceOf(SealException.class)
                .hasMessage(
                        "the passphrase has 5 characters but must have at least 8; five random words are easy to type"
                                + " and hard to guess");
        assertThatThrownBy(() -> PassphraseSealer.with("half a pair \uD83D".toCharArray())
                        .seal(PLAIN))
                .isInstanceOf(SealException.class)
                .hasMessageContaining("is no Unicode text");
    }

    @Test
    void nine_passphrases_areTooMany() {
        CmsSealer sealer = PassphraseSealer.with("passphrase 0".toCharArray());
        for (int i = 1; i < 8; i++) {
            sealer = sealer.and(PassphraseSealer.with(("passphrase " + i).toCharArray()));
        }
        CmsSealer eight = sealer;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> eight.and(PassphraseSealer.with("passphrase 8".toCharArray())))
                .withMessage(
                        "there are 9 passphrases but at most 8 are allowed, since an opener must try them all; give some"
                                + " an AES key");
    }

    @Test
    void equalsAndToString_knowThePassphrase_andDoNotShowIt() {
        CmsSealer sealer = PassphraseSealer.with(passphrase());
        assertThat(sealer)
                .isEqualTo(PassphraseSealer.with(passphrase()))
                .hasSameHashCodeAs(PassphraseSealer.with("another passphrase".toCharArray()));
        assertThat(sealer).isNotEqualTo(PassphraseSealer.with("correct-Horse".toCharArray()));
        assertThat(sealer).isNotEqualTo(PassphraseSealer.argon2id(passphrase()));
        assertThat(sealer.and(PassphraseSealer.argon2id(passphrase())).toString())
                .isEqualTo("CmsSealer[passphrase, passphrase (Argon2id)]");
        assertThat(PassphraseOpener.with(passphrase()).toString()).isEqualTo("CmsOpener[passphrase]");
    }
}
