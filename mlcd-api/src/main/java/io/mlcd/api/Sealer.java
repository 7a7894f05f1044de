package io.mlcd.api;

/**
 * Encrypts bytes for those who hold a key. Safe for concurrent callers; its text form shows recipients, never a secret.
 */
public interface Sealer {
    /**
     * The bytes, sealed. Sealing the same bytes twice gives different results.
     *
     * @throws SealException if a key cannot be used
     */
    byte[] seal(byte[] plain);
}
