package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static org.assertj.core.api.Assertions.assertThat;

import org.bouncycastle.cms.CMSAuthEnvelopedData;
import org.junit.jupiter.api.Test;

/** A signed message is a message of the standard. */
class SignedFormTest {
    /** RFC 5083, 2.1: authAttrs must be present if the content type is not id-data. */
    @Test
    void seal_signed_isReadByBouncyCastle() throws Exception {
        CmsSealer sealer = AesSealer.with("kek-1", KEK).signedBy(SigningKey.of(P256.getPrivate(), P256.getPublic()));
        CMSAuthEnvelopedData message = new CMSAuthEnvelopedData(sealer.seal(Samples.artifact(1)));
        assertThat(message.getRecipientInfos().getRecipients()).hasSize(1);
    }
}
