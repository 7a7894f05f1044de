package io.mlcd.crypto;

import java.io.IOException;
import java.security.GeneralSecurityException;

/**
 * Unwraps content keys with a key that is elsewhere: in a key management service, or in a key store whose keys no cipher of
 * the platform can use.
 *
 * <pre>{@code
 * Opener opener = RsaOpener.with((how, wrapped) -> kms.decrypt("models", how, wrapped), publicKey);
 * }</pre>
 *
 * <p>It is called at most once for each message that is opened, after everything that needs no key was checked; when a
 * message is rewrapped, once more for each recipient that it serves. It must be safe for concurrent callers.
 */
@FunctionalInterface
public interface KeyUnwrapper {
    /**
     * The content key.
     *
     * @param how the algorithm by which it was wrapped
     * @param wrapped as long as the modulus for RSA, 40 bytes for AES
     * @return 32 bytes, which are zeroed after use
     * @throws GeneralSecurityException if it does not unwrap: it was wrapped for another key, or changed. The opener then
     *     says that no key opens the message, as it does for a recipient who is not in it
     * @throws IOException if the key cannot be reached; the opener then says {@code KEY_UNUSABLE}, as it does for whatever
     *     else is thrown
     */
    byte[] unwrap(KeyWrap how, byte[] wrapped) throws GeneralSecurityException, IOException;
}
