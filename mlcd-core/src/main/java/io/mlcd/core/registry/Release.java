package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import io.mlcd.api.SealException;
import io.mlcd.api.Version;
import io.mlcd.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An artifact bound to the name and number under which it was published; what is sealed, and signed when there is a signer.
 *
 * @param signatureDigest of the model's signature
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Release(Version version, String signatureDigest, byte[] artifact) {
    private static final byte[] MAGIC = "MLCDREL1".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD = 12;
    private static final int MAX_QUOTED_BYTES = 500;

    static boolean isPlain(byte[] stored) {
        return stored.length >= MAGIC.length && Arrays.equals(Arrays.copyOf(stored, MAGIC.length), MAGIC);
    }

    byte[] toBytes() {
        Map<String, Object> binding = new LinkedHashMap<>();
        binding.put("model", version.model());
        binding.put("number", version.number());
        binding.put("artifact", version.artifactId());
        binding.put("signature", signatureDigest);
        byte[] text = Json.write(binding).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(HEAD + text.length + artifact.length)
                .put(MAGIC)
                .putInt(text.length)
                .put(text)
                .put(artifact)
                .array();
    }

    /** Reads a release and refuses one that is not of this version. */
    static Release read(byte[] plain, Version expected, String signatureDigest) {
        if (!isPlain(plain) || plain.length < HEAD) {
            throw unreadable(expected, "it does not begin as a release does");
        }
        int length = ByteBuffer.wrap(plain).getInt(MAGIC.length);
        if (length < 0 || length > plain.length - HEAD) {
            throw unreadable(expected, "its binding is cut off");
        }
        String binding = quoted(plain, length);
        byte[] expectedHead = new Release(expected, signatureDigest, new byte[0]).toBytes();
        if (expectedHead.length != HEAD + length
                || !Arrays.equals(expectedHead, Arrays.copyOf(plain, expectedHead.length))) {
            throw new SealException(
                    SealException.Reason.WRONG_CONTEXT,
                    "the file stored for " + expected + " was released as " + binding
                            + "; somebody moved it, put the right file back");
        }
        return new Release(expected, signatureDigest, Arrays.copyOfRange(plain, HEAD + length, plain.length));
    }

    /** The beginning of a binding, which anybody may have written, for a message. */
    private static String quoted(byte[] plain, int length) {
        String text = new String(plain, HEAD, Math.min(length, MAX_QUOTED_BYTES), StandardCharsets.UTF_8);
        StringBuilder quoted = new StringBuilder();
        text.chars().forEach(c -> quoted.append(Character.isISOControl(c) ? '?' : (char) c));
        return quoted + (length > MAX_QUOTED_BYTES ? "..." : "");
    }

    private static RegistryException unreadable(Version version, String why) {
        return new RegistryException(
                RegistryException.Reason.VERSION_UNREADABLE,
                "the file stored for " + version + " cannot be read: " + why + "; put the right file back");
    }
}
