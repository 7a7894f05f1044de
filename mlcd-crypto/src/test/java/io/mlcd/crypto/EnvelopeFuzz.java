package io.mlcd.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A fuzzer's bytes, opened as a sealed message: content that the seeds hold, or a {@link SealException}, and nothing else.
 *
 * <p>The fuzzer can open no message that it made: it finds no AES-GCM tag for a key that it does not know, and it knows no
 * public key. So whatever opens was sealed by {@link EnvelopeSeeds}.
 */
public final class EnvelopeFuzz {
    /** All that the seeds hold. */
    static final List<byte[]> CONTENTS = List.of(new byte[0], "a small model".getBytes(UTF_8), pattern(300));

    /** Not of {@link TestKeys}, which makes RSA keys first. */
    static final SecretKey KEK = new SecretKeySpec(pattern(AesGcm.KEY_BYTES), "AES");

    private static final String PEM = new String(resource("key-for-tests-only.pem"), UTF_8);
    private static final CmsOpener OPENER =
            AesOpener.with("kek-1", KEK).or(RsaOpener.with(Keys.privateKey(PEM.toCharArray()), Keys.certificate(PEM)));

    private EnvelopeFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        open(data);
    }

    /** Opens; returns whether that was right, and throws if anything else happens than is allowed. */
    static boolean open(byte[] sealed) {
        byte[] before = sealed.clone();
        byte[] content;
        try {
            content = OPENER.open(sealed);
        } catch (SealException e) {
            require(e.reason() != Reason.KEY_UNUSABLE, "a message makes a good key unusable", e);
            require(!String.valueOf(e.getMessage()).isBlank(), "a message without words", e);
            require(Arrays.equals(sealed, before), "the message was changed", e);
            return false;
        }
        require(CONTENTS.stream().anyMatch(one -> Arrays.equals(one, content)), "nobody sealed what was opened", null);
        require(Arrays.equals(sealed, before), "the message was changed", null);
        return true;
    }

    static byte[] resource(String name) {
        try (InputStream in = EnvelopeFuzz.class.getResourceAsStream("/fuzz/" + name)) {
            if (in == null) {
                throw new IllegalStateException("there is no resource /fuzz/" + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pattern(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) (i * i);
        }
        return bytes;
    }

    private static void require(boolean holds, String otherwise, @Nullable SealException cause) {
        if (!holds) {
            throw new AssertionError(otherwise, cause);
        }
    }
}
