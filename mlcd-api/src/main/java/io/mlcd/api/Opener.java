package io.mlcd.api;

/** Decrypts what a {@link Sealer} sealed. Safe for concurrent callers; its text form shows no secret. */
public interface Opener {
    /**
     * The plain bytes. They are handed out only after all of them were verified.
     *
     * @throws SealException if the bytes are not sealed, no key here opens them, or they were changed
     */
    byte[] open(byte[] sealed);
}
