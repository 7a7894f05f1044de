package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.OTHER_KEK;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static io.mlcd.crypto.TestKeys.SIGNING_CERTIFICATE;
import static io.mlcd.crypto.TestKeys.rsa;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.RSAPrivateKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPrivateKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.util.HexFormat;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sealers and openers as values: equality, text, and the keys and ids that they refuse. */
class CmsValuesTest {
    private final CmsSealer rsa = RsaSealer.to(ALICE.getPublic());
    private final CmsSealer aes = AesSealer.with("kek-1", KEK);
    private final CmsOpener rsaOpener = RsaOpener.with(ALICE.getPrivate());
    private final CmsOpener aesOpener = AesOpener.with("kek-1", KEK);

    @Test
    void equals_sameRecipientsInAnyOrder_isTrue() {
        assertThat(rsa.and(aes)).isEqualTo(aes.and(rsa)).hasSameHashCodeAs(aes.and(rsa));
        assertThat(rsa.and(rsa)).isEqualTo(rsa);
        assertThat(rsa).isNotEqualTo(aes).isNotEqualTo(rsa.and(aes)).isNotEqualTo(null);
        assertThat(aes).isNotEqualTo(AesSealer.with("kek-1", OTHER_KEK));
    }

    @Test
    void equals_sameKeysInAnyOrder_isTrue() {
        assertThat(rsaOpener.or(aesOpener))
                .isEqualTo(aesOpener.or(rsaOpener))
                .hasSameHashCodeAs(aesOpener.or(rsaOpener));
        assertThat(rsaOpener.or(rsaOpener)).isEqualTo(rsaOpener);
        assertThat(rsaOpener).isNotEqualTo(aesOpener).isNotEqualTo(RsaOpener.with(BOB.getPrivate()));
        assertThat(aesOpener).isNotEqualTo(AesOpener.with("kek-1", OTHER_KEK));
    }

    @Test
    void toString_namesTheKeys() {
        String id = "[0-9a-f]{8}";
        assertThat(rsa.and(aes).toString()).matches("CmsSealer\\[RSA-2048 key " + id + ", AES-256 key \"kek-1\"]");
        assertThat(rsaOpener.or(aesOpener).toString())
                .matches("CmsOpener\\[RSA-2048 key " + id + ", AES-256 key \"kek-1\"]");
        assertThat(RsaSealer.to(PLAIN_CERTIFICATE).toString())
                .isEqualTo("CmsSealer[RSA-2048 key with certificate " + PLAIN_CERTIFICATE.getSerialNumber()
                        + " of CN=mlcd test,O=Größe]");
    }

    @Test
    void toString_holdsNoSecret() {
        String text = rsaOpener.or(aesOpener) + " " + rsa.and(aes) + " " + RecipientKey.Aes.of("kek-1", KEK)
                + new Recipient.Aes("kek-1", KEK) + RecipientKey.Rsa.of(ALICE.getPrivate());
        BigInteger exponent = ((RSAPrivateKey) ALICE.getPrivate()).getPrivateExponent();
        assertThat(text)
                .doesNotContain(HexFormat.of().formatHex(KEK.getEncoded()).substring(0, 8))
                .doesNotContain(exponent.toString(16).substring(0, 8))
                .doesNotContain(exponent.toString().substring(0, 8))
                .doesNotContain(Integer.toHexString(KEK.hashCode()));
    }

    @Test
    void and_sameIdDifferentKey_isRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aes.and(AesSealer.with("kek-1", OTHER_KEK)))
                .withMessage("two different keys are both called AES-256 key \"kek-1\","
                        + " so that an opener could not tell them apart; give each a name of its own");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> aesOpener.or(AesOpener.with("kek-1", OTHER_KEK)))
                .withMessage("two different keys are both called AES-256 key \"kek-1\","
                        + " so that a message could not tell them apart; give each a name of its own");
    }

    @Test
    void and_moreThanOneThousandRecipients_isRefused() {
        CmsSealer full = aes;
        for (int i = 2; i <= 1000; i++) {
            full = full.and(AesSealer.with("kek-" + i, KEK));
        }
        CmsSealer sealer = full;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sealer.and(rsa))
                .withMessage("there are 1001 recipients but at most 1000 are allowed; let some share a key");
    }

    @Test
    void keyId_emptyOrTooLong_isRefused() {
        String advice = " bytes in UTF-8 but must have 1 to 255;"
                + " give the name by which both sides know the key, for example \"models-2026\"";
        for (String id : new String[] {"", "ü".repeat(128)}) {
            String message = "the key id has " + 2 * id.length() + advice;
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AesSealer.with(id, KEK))
                    .withMessage(message);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> AesOpener.with(id, KEK))
                    .withMessage(message);
        }
    }

    @Test
    void with_halvesOfDifferentKeys_isRefused() {
        String message = "the private and the public key do not belong together; give the two halves of one key";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RsaOpener.with(ALICE.getPrivate(), BOB.getPublic()))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RsaOpener.with(ALICE.getPrivate(), CERTIFICATE))
                .withMessage(message);
    }

    @Test
    @SuppressWarnings("NullAway")
    void anyCall_null_isRefused() {
        assertThatNullPointerException().isThrownBy(() -> rsa.seal(null)).withMessage("plain");
        assertThatNullPointerException().isThrownBy(() -> rsaOpener.open(null)).withMessage("sealed");
        assertThatNullPointerException().isThrownBy(() -> rsa.random(null)).withMessage("random");
        for (ThrowingCallable call : new ThrowingCallable[] {
            () -> RsaSealer.to((PublicKey) null),
            () -> RsaOpener.with((PrivateKey) null),
            () -> AesSealer.with(null, KEK),
            () -> AesOpener.with("kek-1", (SecretKey) null),
            () -> rsa.and(null),
            () -> rsaOpener.or(null),
            () -> Keys.publicKey((String) null),
        }) {
            assertThatNullPointerException().isThrownBy(call);
        }
    }

    /** As keys in a token are, but of a provider that is not there. */
    private static final class Opaque implements PrivateKey, SecretKey {
        private static final long serialVersionUID = 1L;

        private final String algorithm;

        Opaque(String algorithm) {
            this.algorithm = algorithm;
        }

        @Override
        public String getAlgorithm() {
            return algorithm;
        }

        @Override
        @SuppressWarnings("NullAway")
        public String getFormat() {
            return null;
        }

        @Override
        @SuppressWarnings("NullAway")
        public byte[] getEncoded() {
            return null;
        }
    }

    @Test
    void sealAndOpen_keyThatNoProviderUnderstands_saysWhichKey() {
        CmsSealer aesSealer = AesSealer.with("token", new Opaque("AES"));
        assertUnusable(
                () -> aesSealer.seal(new byte[1]),
                "cannot seal to the AES-256 key \"token\": no security provider can use that key");
        CmsOpener opener = AesOpener.with("token", new Opaque("AES"));
        byte[] sealed = AesSealer.with("token", KEK).and(rsa).seal(new byte[1]);
        assertUnusable(() -> opener.open(sealed), "no security provider unwraps with the AES-256 key \"token\"");
        CmsOpener rsaToken = RsaOpener.with(new Opaque("RSA"), ALICE.getPublic());
        assertUnusable(
                () -> rsaToken.open(sealed),
                "no security provider decrypts RSA-OAEP with the "
                        + rsaToken.toString().replaceAll("CmsOpener\\[(.*)]", "$1"));
        assertUnusable(
                () -> RsaOpener.with(new Opaque("RSA")),
                "the RSA private key does not tell its public key, by which messages name it;"
                        + " give that too: RsaOpener.with(privateKey, publicKey)");
    }

    static Stream<Arguments> unusableKeys() throws Exception {
        KeyPair weak = rsa(1024);
        KeyPair ec = KeyPairGenerator.getInstance("EC").generateKeyPair();
        RSAPublicKey alice = (RSAPublicKey) ALICE.getPublic();
        KeyFactory factory = KeyFactory.getInstance("RSA");
        PublicKey three = factory.generatePublic(new RSAPublicKeySpec(alice.getModulus(), BigInteger.valueOf(3)));
        PrivateKey bare = factory.generatePrivate(
                new RSAPrivateKeySpec(alice.getModulus(), ((RSAPrivateKey) ALICE.getPrivate()).getPrivateExponent()));
        SecretKey aes128 = new SecretKeySpec(new byte[16], "AES");
        SecretKey hmac = new SecretKeySpec(new byte[32], "HmacSHA256");
        return Stream.of(
                unusable(
                        () -> RsaSealer.to(weak.getPublic()),
                        "the RSA key has 1024 bits but must have 2048 to 16384; make one of 3072 bits"),
                unusable(
                        () -> RsaOpener.with(weak.getPrivate()),
                        "the RSA key has 1024 bits but must have 2048 to 16384; make one of 3072 bits"),
                unusable(
                        () -> RsaSealer.to(ec.getPublic()),
                        "the public key is of the algorithm EC; give an RSA key that may encrypt"),
                unusable(
                        () -> RsaOpener.with(ec.getPrivate()),
                        "the private key is of the algorithm EC; give an RSA key that may decrypt"),
                unusable(
                        () -> RsaSealer.to(three),
                        "the RSA public exponent is 3 but must be odd and at least 65537; make a new key"),
                unusable(
                        () -> RsaOpener.with(bare),
                        "the RSA private key does not tell its public key, by which messages name it;"
                                + " give that too: RsaOpener.with(privateKey, publicKey)"),
                unusable(
                        () -> RsaSealer.to(SIGNING_CERTIFICATE),
                        "the key usage of the certificate \"O=Größe, CN=mlcd test\" does not allow keyEncipherment;"
                                + " use a certificate that is meant for encryption"),
                unusable(
                        () -> AesSealer.with("k", aes128),
                        "the AES key \"k\" has 128 bits but must have 256; make one with Keys.newAesKey()"),
                unusable(
                        () -> AesOpener.with("k", hmac),
                        "the key \"k\" is of the algorithm HmacSHA256 but must be of AES"));
    }

    private static Arguments unusable(ThrowingCallable call, String message) {
        return arguments(call, message);
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("unusableKeys")
    void anyFactory_unusableKey_saysWhyAndWhatToDo(ThrowingCallable call, String message) {
        assertUnusable(call, message);
    }

    private static void assertUnusable(ThrowingCallable call, String message) {
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(call)
                .withMessage(message)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNUSABLE));
    }
}
