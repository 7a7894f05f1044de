package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.interfaces.RSAPrivateKey;
import java.util.Arrays;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/** A secret key where it lives: in memory, in a token that a security provider speaks to, or with a {@link KeyUnwrapper}. */
sealed interface UnwrappingKey {
    /**
     * The content key, or null if it does not unwrap.
     *
     * @param who is named in errors
     * @throws SealException with {@code KEY_UNUSABLE} if the key cannot be used
     */
    byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who);

    /**
     * Does the same work to no avail, so that a message for another key takes as long as one that does not unwrap. Only what
     * is in memory: a token or a service would rather not be asked for nothing.
     */
    default void unwrapInVain(KeyWrap how, byte[] wrapped, Object who) {}

    /** Unwraps, whatever comes of it. */
    private static void ignoring(UnwrappingKey key, KeyWrap how, byte[] wrapped, Object who) {
        try {
            byte[] contentKey = key.unwrap(how, wrapped, who);
            if (contentKey != null) {
                Arrays.fill(contentKey, (byte) 0);
            }
        } catch (SealException e) {
            // Another key may open the message.
            return;
        }
    }

    /** An RSA key. */
    record Local(PrivateKey key, @Nullable Provider provider) implements UnwrappingKey {
        @Override
        public byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who) {
            return requireLength(Oaep.of(how).decrypt(key, provider, wrapped, who));
        }

        @Override
        public void unwrapInVain(KeyWrap how, byte[] wrapped, Object who) {
            if (key instanceof RSAPrivateKey) {
                ignoring(this, how, wrapped, who);
            }
        }
    }

    /** An AES key. */
    record Shared(SecretKey key) implements UnwrappingKey {
        @Override
        public byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who) {
            return requireLength(AesKeys.unwrap(key, wrapped, who));
        }

        @Override
        public void unwrapInVain(KeyWrap how, byte[] wrapped, Object who) {
            ignoring(this, how, wrapped, who);
        }
    }

    /** A key elsewhere. */
    record Remote(KeyUnwrapper unwrapper) implements UnwrappingKey {
        @Override
        public byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who) {
            try {
                return requireLength(unwrapper.unwrap(how, wrapped.clone()));
            } catch (GeneralSecurityException e) {
                return null;
            } catch (IOException | RuntimeException e) {
                throw Refusal.unusable(
                        "the " + who + " cannot be reached (" + e.getClass().getName() + "); its unwrapper says why",
                        e);
            }
        }
    }

    /** The key, or null if it is none of AES-256. */
    static byte @Nullable [] requireLength(byte @Nullable [] contentKey) {
        return contentKey != null && contentKey.length == AesGcm.KEY_BYTES ? contentKey : null;
    }
}
