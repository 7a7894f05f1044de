package io.mlcd.core.registry;

import java.security.PrivateKey;
import java.security.PublicKey;
import javax.crypto.SecretKey;

/**
 * What shows that a journal was written by who may write it: a tag on each entry, which stands for all entries before it too.
 * Keep the key where those who can write the folder do not get it.
 *
 * <p>It shows that no entry was forged. That the end was cut off, or the whole folder replaced by an older copy, it cannot
 * show: keep {@link LocalRegistry#head()} somewhere else and open with it as {@link LocalRegistry.Opening#anchor}.
 *
 * <p>A host whose key lies in a service implements it. Safe for concurrent callers.
 */
public interface JournalKey {
    /**
     * The tag of a text.
     *
     * @throws IllegalStateException if this key only verifies
     */
    byte[] tag(byte[] text);

    /** Whether a tag is of this text and this key. */
    boolean verifies(byte[] text, byte[] tag);

    /**
     * HMAC-SHA256: who can verify can also write.
     *
     * @param key of at least 16 bytes
     * @throws IllegalArgumentException if the key cannot be used
     */
    static JournalKey hmac(SecretKey key) {
        byte[] encoded = key.getEncoded();
        if (encoded != null && encoded.length < 16) {
            throw new IllegalArgumentException(
                    "the journal's key has " + encoded.length + " bytes but must have at least 16; make one with"
                            + " KeyGenerator.getInstance(\"HmacSHA256\").generateKey()");
        }
        JournalKey made = new HmacJournalKey(key);
        made.tag(new byte[0]); // refuses what is no such key now and not at the first entry
        return made;
    }

    /**
     * Signatures, by ECDSA or RSA with SHA-256: who follows or audits takes {@link #verifying} and cannot write.
     *
     * @throws IllegalArgumentException if they are not the two halves of an EC or RSA key
     */
    static JournalKey signing(PrivateKey privateKey, PublicKey publicKey) {
        JournalKey key = new SignedJournalKey(privateKey, publicKey);
        byte[] text = {1};
        if (!key.verifies(text, key.tag(text))) {
            throw new IllegalArgumentException(
                    "the public key is not the other half of the private key; give both of one KeyPair");
        }
        return key;
    }

    /**
     * Only verifies, for followers.
     *
     * @throws IllegalArgumentException if it is not an EC or RSA key
     */
    static JournalKey verifying(PublicKey publicKey) {
        return new SignedJournalKey(null, publicKey);
    }
}
