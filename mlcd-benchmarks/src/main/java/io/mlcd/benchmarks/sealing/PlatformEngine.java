package io.mlcd.benchmarks.sealing;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** The platform's, in one call. */
final class PlatformEngine extends BareEngine {
    PlatformEngine(SecretKey key) {
        super(key);
    }

    @Override
    void encrypt(byte[] key, byte[] nonce, byte[] plain, byte[] sealed) throws GeneralSecurityException {
        cipher(Cipher.ENCRYPT_MODE, key, nonce).doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
    }

    @Override
    void decrypt(byte[] key, byte[] nonce, byte[] sealed, byte[] plain) throws GeneralSecurityException {
        cipher(Cipher.DECRYPT_MODE, key, nonce).doFinal(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES, plain, 0);
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce));
        return cipher;
    }
}
