package io.mlcd.core.registry;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import org.jspecify.annotations.Nullable;

/** By a pair of keys. */
final class SignedJournalKey implements JournalKey {
    private final @Nullable PrivateKey privateKey;
    private final PublicKey publicKey;
    private final String algorithm;

    SignedJournalKey(@Nullable PrivateKey privateKey, PublicKey publicKey) {
        this.privateKey = privateKey;
        this.publicKey = publicKey;
        String of = publicKey.getAlgorithm();
        if (!of.equals("EC") && !of.equals("RSA")) {
            throw new IllegalArgumentException("a journal is signed with an EC or RSA key, but this one is " + of
                    + "; make one with KeyPairGenerator.getInstance(\"EC\")");
        }
        algorithm = of.equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    }

    @Override
    public byte[] tag(byte[] text) {
        if (privateKey == null) {
            throw new IllegalStateException(
                    "this key only verifies; open the registry with JournalKey.signing(privateKey, publicKey), or follow it");
        }
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(text);
            return signature.sign();
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException(
                    "the private key is no " + publicKey.getAlgorithm() + " key: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("cannot sign the journal by " + algorithm + ": " + e.getMessage(), e);
        }
    }

    @Override
    public boolean verifies(byte[] text, byte[] tag) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initVerify(publicKey);
            signature.update(text);
            return signature.verify(tag);
        } catch (GeneralSecurityException e) {
            return false; // also what is no signature at all
        }
    }

    @Override
    public String toString() {
        return "JournalKey." + (privateKey == null ? "verifying" : "signing") + " with " + publicKey.getAlgorithm();
    }
}
