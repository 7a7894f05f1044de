package io.mlcd.api;

/**
 * Gives sealed bytes to other holders of keys without touching what is sealed. Safe for concurrent callers; its text form
 * shows no secret.
 *
 * <p>It takes access away for the future only: who could open the old bytes and kept a copy still can.
 *
 * @see ModelRegistry#rewrap
 */
@FunctionalInterface
public interface Rewrapper {
    /**
     * The same content for other keys; the bytes as they were, if nothing is to be changed, so that doing it again does
     * nothing.
     *
     * @throws SealException if the bytes are not sealed, were changed, or no key here opens them
     */
    byte[] rewrap(byte[] sealed);
}
