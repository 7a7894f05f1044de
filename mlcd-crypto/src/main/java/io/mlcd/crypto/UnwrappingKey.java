package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Provider;
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

    /** An RSA key. */
    record Local(PrivateKey key, @Nullable Provider provider) implements UnwrappingKey {
        @Override
        public byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who) {
            return requireLength(Oaep.of(how).decrypt(key, provider, wrapped, who));
        }
    }

    /** An AES key. */
    record Shared(SecretKey key) implements UnwrappingKey {
        @Override
        public byte @Nullable [] unwrap(KeyWrap how, byte[] wrapped, Object who) {
            return requireLength(AesKeys.unwrap(key, wrapped, who));
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
