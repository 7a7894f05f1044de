package io.mlcd.benchmarks.sealing;

import javax.crypto.SecretKey;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** Bouncy Castle's own, in Java, in one call. */
final class BouncyCastleEngine extends BareEngine {
    BouncyCastleEngine(SecretKey key) {
        super(key);
    }

    @Override
    void encrypt(byte[] key, byte[] nonce, byte[] plain, byte[] sealed) throws InvalidCipherTextException {
        GCMModeCipher cipher = cipher(true, key, nonce);
        int written = cipher.processBytes(plain, 0, plain.length, sealed, NONCE_BYTES);
        cipher.doFinal(sealed, NONCE_BYTES + written);
    }

    @Override
    void decrypt(byte[] key, byte[] nonce, byte[] sealed, byte[] plain) throws InvalidCipherTextException {
        GCMModeCipher cipher = cipher(false, key, nonce);
        int written = cipher.processBytes(sealed, NONCE_BYTES, sealed.length - NONCE_BYTES, plain, 0);
        cipher.doFinal(plain, written);
    }

    private static GCMModeCipher cipher(boolean encrypt, byte[] key, byte[] nonce) {
        GCMModeCipher cipher = GCMBlockCipher.newInstance(AESEngine.newInstance());
        cipher.init(encrypt, new AEADParameters(new KeyParameter(key), Byte.SIZE * TAG_BYTES, nonce));
        return cipher;
    }
}
