package io.mlcd.core.registry;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/** By a shared key. */
final class HmacJournalKey implements JournalKey {
    private final SecretKey key;

    HmacJournalKey(SecretKey key) {
        this.key = key;
    }

    @Override
    public byte[] tag(byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            return mac.doFinal(text);
        } catch (InvalidKeyException e) {
            throw new IllegalArgumentException("the journal's key is no key for HmacSHA256: " + e.getMessage(), e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256, but this one has not", e);
        }
    }

    @Override
    public boolean verifies(byte[] text, byte[] tag) {
        return MessageDigest.isEqual(tag(text), tag);
    }

    @Override
    public String toString() {
        return "JournalKey.hmac";
    }
}
