package io.mlcd.crypto;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.bouncycastle.asn1.cms.RecipientIdentifier;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.jspecify.annotations.Nullable;

/** A publisher whose signature is accepted. Equal by key. */
record TrustedSigner(PublicKey key, SignatureAlgorithm signing, List<RecipientIdentifier> names) {
    static TrustedSigner of(PublicKey key) {
        return new TrustedSigner(key, SignatureAlgorithm.of(key), List.of(KeyNames.of(key)));
    }

    static TrustedSigner of(X509Certificate certificate) {
        PublicKey key = certificate.getPublicKey();
        return new TrustedSigner(key, SignatureAlgorithm.of(key), KeyNames.all(certificate));
    }

    boolean isNamed(SignerIdentifier signer) {
        for (RecipientIdentifier name : names) {
            if (KeyNames.signer(name).equals(signer)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrustedSigner that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return signing + " key " + KeyNames.describe(names.get(0));
    }
}
