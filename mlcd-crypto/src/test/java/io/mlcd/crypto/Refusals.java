package io.mlcd.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;

/** Asserts that something does not open. */
final class Refusals {
    private Refusals() {}

    /** The exception with which the bytes are refused; anything else fails the test, content above all. */
    static SealException refusal(Opener opener, byte[] sealed, String description) {
        byte[] content;
        try {
            content = opener.open(sealed);
        } catch (SealException e) {
            return e;
        } catch (Throwable e) {
            throw new AssertionError(description + " gave something else than a SealException", e);
        }
        throw new AssertionError(description + " was opened, with " + content.length + " bytes");
    }

    static void assertRefused(Opener opener, byte[] sealed, Reason reason, String message) {
        SealException e = refusal(opener, sealed, "the message");
        assertThat(e).hasMessage(message);
        assertThat(e.reason()).isEqualTo(reason);
    }
}
