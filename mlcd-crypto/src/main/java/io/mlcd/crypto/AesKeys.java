package io.mlcd.crypto;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;

/** What is asked of an AES key and its id. */
final class AesKeys {
    private static final int MAX_ID_BYTES = 255;

    private AesKeys() {}

    static void require(String keyId, SecretKey key) {
        int idBytes = keyId.getBytes(StandardCharsets.UTF_8).length;
        if (idBytes == 0 || idBytes > MAX_ID_BYTES) {
            throw new IllegalArgumentException("the key id has " + idBytes + " bytes in UTF-8 but must have 1 to "
                    + MAX_ID_BYTES + "; give the name by which both sides know the key, for example \"models-2026\"");
        }
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

    /** For people. */
    static String describe(String keyId) {
        return "AES-256 key \"" + keyId + "\"";
    }
}
