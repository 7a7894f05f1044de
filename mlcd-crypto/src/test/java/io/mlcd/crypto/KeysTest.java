package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.CERTIFICATE;
import static io.mlcd.crypto.TestKeys.pem;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class KeysTest {
    private static final String PUBLIC = pem("PUBLIC KEY", ALICE.getPublic().getEncoded());
    private static final String PRIVATE = pem("PRIVATE KEY", ALICE.getPrivate().getEncoded());

    @Test
    void publicKey_spki_isRead() {
        assertThat(Keys.publicKey(PUBLIC)).isEqualTo(ALICE.getPublic());
    }

    @Test
    void publicKey_certificate_isItsKey() throws Exception {
        assertThat(Keys.publicKey(pem("CERTIFICATE", CERTIFICATE.getEncoded()))).isEqualTo(BOB.getPublic());
    }

    @Test
    void publicKey_windowsLineEndsAndTextAround_isRead() {
        assertThat(Keys.publicKey("Bag Attributes\r\n" + PUBLIC.replace("\n", "\r\n") + "bye"))
                .isEqualTo(ALICE.getPublic());
    }

    @Test
    void privateKey_pkcs8BesideACertificate_isRead() throws Exception {
        String both = pem("CERTIFICATE", CERTIFICATE.getEncoded()) + PRIVATE;
        assertThat(Keys.privateKey(both.toCharArray())).isEqualTo(ALICE.getPrivate());
        assertThat(Keys.certificate(both)).isEqualTo(CERTIFICATE);
    }

    @Test
    void privateKey_otherForms_saysHowToConvert() {
        assertUnusable(
                () -> Keys.privateKey(
                        pem("ENCRYPTED PRIVATE KEY", new byte[] {1, 2, 3}).toCharArray()),
                "the PEM text holds ENCRYPTED PRIVATE KEY but no PRIVATE KEY or RSA PRIVATE KEY or EC PRIVATE KEY;"
                        + " openssl pkcs8 -topk8 -nocrypt -in key.pem makes the first of other forms; an encrypted one is"
                        + " read with its passphrase");
        assertUnusable(
                () -> Keys.privateKey(PRIVATE.toCharArray(), "secret".toCharArray()),
                "the PEM text holds PRIVATE KEY but no ENCRYPTED PRIVATE KEY; openssl pkcs8 -topk8 -in key.pem makes it"
                        + " of the other forms");
    }

    @Test
    void publicKey_noBlock_saysWhatIsMissing() {
        assertUnusable(
                () -> Keys.publicKey("hello"),
                "the PEM text holds no PUBLIC KEY or CERTIFICATE; openssl pkey -in key.pem -pubout makes the first");
    }

    @Test
    void anyRead_malformedBlock_isRefusedWithoutQuotingIt() {
        byte[] garbage = "hunter2 hunter2".getBytes(US_ASCII);
        String advice = " in the PEM text is malformed";
        assertUnusableContaining(() -> Keys.publicKey(pem("PUBLIC KEY", garbage)), "the PUBLIC KEY" + advice);
        assertUnusableContaining(
                () -> Keys.privateKey(pem("PRIVATE KEY", garbage).toCharArray()), "the PRIVATE KEY" + advice);
        assertUnusableContaining(() -> Keys.certificate(pem("CERTIFICATE", garbage)), "the CERTIFICATE" + advice);
    }

    @Test
    void privateKey_cutAnywhere_isRefusedWithoutQuotingIt() {
        for (int length = 0; length < PRIVATE.length() - "-----END PRIVATE KEY-----\n".length(); length += 7) {
            String cut = PRIVATE.substring(0, length);
            assertThatExceptionOfType(SealException.class)
                    .isThrownBy(() -> Keys.privateKey(cut.toCharArray()))
                    .withNoCause()
                    .satisfies(e -> assertThat(e.getMessage()).doesNotContain(PRIVATE.substring(40, 56)));
        }
    }

    @Test
    void newAesKey_twice_givesDifferentKeysOf256Bits() {
        assertThat(Keys.newAesKey().getEncoded())
                .hasSize(32)
                .isNotEqualTo(Keys.newAesKey().getEncoded());
        assertThat(Keys.newAesKey().getAlgorithm()).isEqualTo("AES");
    }

    private static void assertUnusable(ThrowingCallable call, String message) {
        assertThatExceptionOfType(SealException.class)
                .isThrownBy(call)
                .withMessage(message)
                .satisfies(e -> assertThat(e.reason()).isEqualTo(Reason.KEY_UNUSABLE));
    }

    private static void assertUnusableContaining(ThrowingCallable call, String part) {
        assertThatThrownBy(call)
                .isInstanceOf(SealException.class)
                .hasMessageContaining(part)
                .hasMessageNotContaining("hunter2");
    }
}
