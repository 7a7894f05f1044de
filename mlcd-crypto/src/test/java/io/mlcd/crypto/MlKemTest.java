package io.mlcd.crypto;

import static io.mlcd.crypto.Refusals.refusal;
import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.KEK;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.bouncycastle.cms.KEMRecipientInformation;
import org.bouncycastle.cms.jcajce.JceKEMAuthEnvelopedRecipient;
import org.bouncycastle.cms.jcajce.JceKEMRecipientInfoGenerator;
import org.junit.jupiter.api.Test;

/** Recipients by ML-KEM-768, with Bouncy Castle's CMS as the other side. */
class MlKemTest {
    private static final byte[] PLAIN = "a small model".getBytes(UTF_8);
    private static final KeyPair KEYS = Keys.newMlKemKeyPair();

    private final CmsSealer sealer = MlKemSealer.to(KEYS.getPublic());
    private final CmsOpener opener = MlKemOpener.with(KEYS.getPrivate(), KEYS.getPublic());

    @Test
    void sealed_opensWithTheKeyAndNoOther() {
        byte[] sealed = sealer.seal(PLAIN);
        assertThat(opener.open(sealed)).isEqualTo(PLAIN);
        KeyPair other = Keys.newMlKemKeyPair();
        assertThat(refusal(MlKemOpener.with(other.getPrivate(), other.getPublic()), sealed, "another")
                        .reason())
                .isEqualTo(Reason.NO_MATCHING_KEY);
        assertThat(sealer.toString()).matches("CmsSealer\\[ML-KEM-768 key [0-9a-f]{8}]");
        assertThat(opener.toString()).matches("CmsOpener\\[ML-KEM-768 key [0-9a-f]{8}]");
        assertThat(opener).isEqualTo(MlKemOpener.with(KEYS.getPrivate(), KEYS.getPublic()));
        assertThat(sealer).isEqualTo(MlKemSealer.to(KEYS.getPublic()));
    }

    @Test
    void bouncyCastle_opensIt() throws Exception {
        KEMRecipientInformation recipient = (KEMRecipientInformation) new CMSAuthEnvelopedData(sealer.seal(PLAIN))
                .getRecipientInfos()
                .getRecipients()
                .iterator()
                .next();
        assertThat(recipient.getContent(new JceKEMAuthEnvelopedRecipient(KEYS.getPrivate()).setProvider(Messages.BC)))
                .isEqualTo(PLAIN);
    }

    @Test
    void open_sealedByBouncyCastle_opens() throws Exception {
        byte[] name = ASN1OctetString.getInstance(KeyNames.of(KEYS.getPublic()).getId())
                .getOctets();
        byte[] sealed = Messages.authEnveloped(
                CMSAlgorithm.AES256_GCM,
                new JceKEMRecipientInfoGenerator(name, KEYS.getPublic(), CMSAlgorithm.AES256_WRAP)
                        .setKDF(MlKem.KDF)
                        .setProvider(Messages.BC));
        assertThat(opener.open(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void keys_survivePem() {
        assertThat(Keys.publicKey(TestKeys.pem("PUBLIC KEY", KEYS.getPublic().getEncoded())))
                .isNotNull();
        String pem = TestKeys.pem("PRIVATE KEY", KEYS.getPrivate().getEncoded())
                + TestKeys.pem("PUBLIC KEY", KEYS.getPublic().getEncoded());
        CmsOpener read = MlKemOpener.with(Keys.privateKey(pem.toCharArray()), Keys.publicKey(pem));
        assertThat(read.open(MlKemSealer.to(Keys.publicKey(pem)).seal(PLAIN))).isEqualTo(PLAIN);
    }

    @Test
    void keysOfThePlatform_fromJava24On_work() throws Exception {
        assumeTrue(Runtime.version().feature() >= 24, "SKIPPED: this Java has no ML-KEM and ML-DSA of its own");
        KeyPair kem = KeyPairGenerator.getInstance("ML-KEM-768").generateKeyPair();
        KeyPair dsa = KeyPairGenerator.getInstance("ML-DSA-65").generateKeyPair();
        byte[] sealed = MlKemSealer.to(kem.getPublic())
                .signedBy(SigningKey.mlDsa65(dsa.getPrivate(), dsa.getPublic()))
                .seal(PLAIN);
        CmsOpener platform = MlKemOpener.with(kem.getPrivate(), kem.getPublic()).trusting(dsa.getPublic());
        assertThat(platform.open(sealed)).isEqualTo(PLAIN);
    }

    @Test
    void postQuantumOnly_refusesRsa_onBothSides() {
        String reason = "who breaks it reads the message, whatever the other recipients are";
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sealer.and(RsaSealer.to(ALICE.getPublic())).postQuantumOnly())
                .withMessageContaining(reason);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sealer.postQuantumOnly().and(RsaSealer.to(ALICE.getPublic())))
                .withMessageContaining(reason);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> opener.or(RsaOpener.with(ALICE.getPrivate())).postQuantumOnly())
                .withMessageContaining("which a quantum computer would break");
        byte[] mixed = sealer.and(RsaSealer.to(ALICE.getPublic())).seal(PLAIN);
        assertThat(opener.open(mixed)).isEqualTo(PLAIN);
        assertThat(refusal(opener.postQuantumOnly(), mixed, "mixed"))
                .hasMessageContaining("has a recipient whom a quantum computer would break");
        byte[] pure = sealer.and(AesSealer.with("k", KEK)).postQuantumOnly().seal(PLAIN);
        assertThat(opener.postQuantumOnly().open(pure)).isEqualTo(PLAIN);
        assertThat(AesOpener.with("k", KEK).postQuantumOnly().open(pure)).isEqualTo(PLAIN);
    }

    @Test
    void keysOfAnotherKind_areRefused() throws Exception {
        assertThatThrownBy(() -> MlKemSealer.to(ALICE.getPublic()))
                .isInstanceOf(SealException.class)
                .hasMessage("the key is of the algorithm RSA and not a readable one of ML-KEM-768;"
                        + " Keys.newMlKemKeyPair() makes one");
        assertThatThrownBy(() -> MlKemOpener.with(ALICE.getPrivate(), ALICE.getPublic()))
                .isInstanceOf(SealException.class);
        KeyPair small = KeyPairGenerator.getInstance("ML-KEM-512", Messages.BC).generateKeyPair();
        assertThatThrownBy(() -> MlKemSealer.to(small.getPublic())).isInstanceOf(SealException.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MlKemOpener.with(
                        KEYS.getPrivate(), Keys.newMlKemKeyPair().getPublic()))
                .withMessageContaining("do not belong together");
    }
}
