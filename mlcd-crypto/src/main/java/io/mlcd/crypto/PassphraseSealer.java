package io.mlcd.crypto;

import io.mlcd.api.SealException;

/**
 * Where sealers with a passphrase come from. A passphrase is for people, who cannot keep a key; between programs an AES key
 * ({@link AesSealer}) is stronger and a thousand times faster.
 *
 * <p>Who has a message can try passphrases on it as fast as his machines can, and nothing stops him but the passphrase: take
 * five random words or more.
 */
public final class PassphraseSealer {
    private PassphraseSealer() {}

    /**
     * A sealer with a passphrase, from which PBKDF2 with HMAC-SHA-256 and 600,000 rounds makes a key, with a new salt for
     * each message. OpenSSL opens it with {@code -pwri_password}.
     *
     * @param passphrase 8 characters or more, copied; the caller may zero it, and {@link CmsSealer#destroy} forgets the copy
     * @throws IllegalArgumentException if it is empty
     * @throws SealException with {@code KEY_UNUSABLE} if it is too short
     */
    public static CmsSealer with(char[] passphrase) {
        return new CmsSealer(new Recipient.OfPassphrase(new Passphrase(passphrase).requireLong(), false));
    }

    /**
     * As {@link #with(char[])}, by Argon2id (RFC 9106) with 64 MiB, 3 passes and 4 lanes, which costs who guesses memory
     * too. Only mlcd opens it: no standard says how Argon2id is named in CMS.
     *
     * @param passphrase 8 characters or more, copied; the caller may zero it, and {@link CmsSealer#destroy} forgets the copy
     * @throws IllegalArgumentException if it is empty
     * @throws SealException with {@code KEY_UNUSABLE} if it is too short
     */
    public static CmsSealer argon2id(char[] passphrase) {
        return new CmsSealer(new Recipient.OfPassphrase(new Passphrase(passphrase).requireLong(), true));
    }
}
