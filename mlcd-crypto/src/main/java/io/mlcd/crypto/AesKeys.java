package io.mlcd.crypto;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/** What is asked of an AES key and its id. */
final class AesKeys {
    /** The integrity check of RFC 3394, 8 bytes, and the key. */
    static final int WRAPPED_BYTES = 8 + AesGcm.KEY_BYTES;

    private static final int MAX_ID_BYTES = 255;

    private AesKeys() {}

    static void requireId(String keyId) {
        int idBytes = keyId.getBytes(StandardCharsets.UTF_8).length;
        if (idBytes == 0 || idBytes > MAX_ID_BYTES) {
            throw new IllegalArgumentException("the key id has " + idBytes + " bytes in UTF-8 but must have 1 to "
                    + MAX_ID_BYTES + "; give the name by which both sides know the key, for example \"models-2026\"");
        }
    }

    static void require(String keyId, SecretKey key) {
        requireId(keyId);
        if (!key.getAlgorithm().toUpperCase(Locale.ROOT).equals("AES")) {
            throw Refusal.unusable(
                    "the key \"" + keyId + "\" is of the algorithm " + key.getAlgorithm() + " but must be of AES");
        }
        byte[] encoded = key.getEncoded();
        if (encoded == null) {
            return; // It stays in a token or a key store, which checks it when it is used.
        }
        Arrays.fill(encoded, (byte) 0);
        if (encoded.length != AesGcm.KEY_BYTES) {
            throw Refusal.unusable("the AES key \"" + keyId + "\" has " + Byte.SIZE * encoded.length
                    + " bits but must have 256; make one with Keys.newAesKey()");
        }
    }

    /** AES key wrap (RFC 3394) of the first provider that can use the key. */
    static Cipher cipher(int mode, SecretKey key) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AESWrap");
        cipher.init(mode, key);
        return cipher;
    }

    /**
     * The content key, or null if another key wrapped it or it was changed.
     *
     * @param who is named in errors
     */
    static byte @Nullable [] unwrap(SecretKey key, byte[] wrapped, Object who) {
        Cipher cipher;
        try {
            cipher = cipher(Cipher.UNWRAP_MODE, key);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw Refusal.unusable("no security provider unwraps with the " + who, e);
        }
        try {
            return cipher.unwrap(wrapped, "AES", Cipher.SECRET_KEY).getEncoded();
        } catch (GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    /** For people. */
    static String describe(String keyId) {
        return "AES-256 key \"" + keyId + "\"";
    }

    /** For people; a message may call a key by bytes that are no text. */
    static String describe(byte[] keyId) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(keyId))
                    .toString();
            if (text.codePoints().noneMatch(Character::isISOControl)) {
                return describe(text);
            }
            return "AES-256 key 0x" + Hex.toHexString(keyId);
        } catch (CharacterCodingException e) {
            return "AES-256 key 0x" + Hex.toHexString(keyId);
        }
    }
}
