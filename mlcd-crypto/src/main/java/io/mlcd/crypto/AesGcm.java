package io.mlcd.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.NoSuchPaddingException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * AES-256-GCM with a 96-bit nonce and a 128-bit tag over large arrays, by the platform's own AES.
 *
 * <p>Safe for concurrent callers. Cost: one pass, 4 KiB of scratch memory where the platform streams, otherwise a copy
 * of the ciphertext.
 */
final class AesGcm {
    /*
     * Why not Cipher.doFinal. JDK 17 copies the whole ciphertext before it checks the tag, so half a gigabyte needs one
     * and a half; JDK 25 does not if the tag follows the ciphertext at once, but in a CMS message two bytes lie between.
     * And the fast code of both is reached only after the compiler has seen many small calls, so that a model decrypted
     * once at start-up runs in the slow code from beginning to end: 512 MB take 8 s on JDK 17, 2 to 5 s on JDK 25.
     *
     * GCM is CTR encryption with a polynomial hash (GHASH) over the ciphertext, and the platform *encrypts* GCM as a
     * stream. So we decrypt with CTR, whose first counter block is nonce || 00000002 (NIST SP 800-38D, 7.1, step 3:
     * inc32 of J0 = nonce || 00000001), and encrypt the plaintext again with GCM, which gives the ciphertext that was
     * authenticated and hence its tag. Encrypting twice under one nonce is harmless here: it is the same plaintext, and
     * the result is dropped. The AES work doubles, but both passes find the slice in the processor's first cache: warm,
     * JDK 17 decrypts 4.1 to 4.8 GB/s and JDK 25 7 GB/s where OpenSSL has 5.2 (AMD EPYC with VAES; 16 MB and 512 MB).
     *
     * Why slices, and why they grow. The platform's AES and GHASH are replaced by the processor's instructions only in
     * callers that the compiler has optimised, which takes 5,000 calls or more and some time. Until then the work is
     * done block by block in plain Java, fifty times slower. So the first calls in a JVM get little work each: 64 bytes
     * 10,000 times, then 512 bytes 10,000 times, then 4 KiB for ever. 16 MB cold take 70 to 100 ms instead of 160 to
     * 200, 512 MB 0.37 s instead of 0.50 (of both, 0.22 s are the system's for the fresh memory of the result); JDK 25
     * gains as much. Slices of 64 KiB from the start take 4 to 7 s. Messages below 4 MiB would end before the smallest
     * slices pay; they begin with 512 bytes: of thirty messages of 1 MB the first takes some milliseconds more, and all
     * together half the time.
     *
     * Warm, 2 KiB to 64 KiB differ by less than a tenth on JDK 17; 4 KiB need the least memory and stay in the cache.
     *
     * Some platforms (Android's Conscrypt) collect on encryption as well. A probe finds out, and then the plain way is
     * the best there is.
     */

    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;
    static final int SLICE_BYTES = 4096;
    static final int FIRST_SLICE_BYTES = 64;
    static final int SECOND_SLICE_BYTES = 512;

    /** After so many slices of one size the next size begins. */
    static final int SLICES_A_SIZE = 10_000;

    /** Shorter messages begin with the second size: they would end before the first one pays. */
    static final int LONG_BYTES = 4 << 20;

    private static final String GCM = "AES/GCM/NoPadding";
    private static final String CTR = "AES/CTR/NoPadding";

    private static volatile @Nullable AesGcm platform;

    private final Provider provider;
    private final boolean streams;

    /** Slices done in this JVM, up to where they have their full size; one that races with another is only lost. */
    private volatile int encrypted;

    private volatile int decrypted;

    AesGcm(Provider provider, boolean streams) {
        this.provider = provider;
        this.streams = streams;
    }

    /** The engine of the platform, chosen once. */
    static AesGcm platform() throws GeneralSecurityException {
        AesGcm engine = platform;
        if (engine == null) {
            Provider provider = preferred(Security.getProviders());
            engine = new AesGcm(provider, streams(provider));
            platform = engine;
        }
        return engine;
    }

    /** The first provider with AES in both modes that is not Bouncy Castle's slow one, else the first at all. */
    static Provider preferred(Provider... providers) throws NoSuchAlgorithmException {
        Provider slow = null;
        for (Provider provider : providers) {
            if (offers(provider, GCM) && offers(provider, CTR)) {
                if (!provider.getName().startsWith("BC")) {
                    return provider;
                }
                slow = slow == null ? provider : slow;
            }
        }
        if (slow == null) {
            throw new NoSuchAlgorithmException("no security provider has " + GCM + " and " + CTR);
        }
        return slow;
    }

    private static boolean offers(Provider provider, String transformation) {
        try {
            Cipher.getInstance(transformation, provider);
            return true;
        } catch (NoSuchAlgorithmException | NoSuchPaddingException e) {
            return false;
        }
    }

    /** Whether encryption in both modes gives out each slice at once, of whatever size. */
    static boolean streams(Provider provider) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(provider, true);
        byte[] zeros = new byte[SLICE_BYTES];
        Cipher gcm = engine.gcm(Cipher.ENCRYPT_MODE, zeros, zeros);
        Cipher ctr = engine.ctr(zeros, zeros);
        byte[] out = new byte[SLICE_BYTES + TAG_BYTES];
        for (int slice : new int[] {FIRST_SLICE_BYTES, SECOND_SLICE_BYTES, SLICE_BYTES}) {
            if (gcm.update(zeros, 0, slice, out, 0) != slice || ctr.update(zeros, 0, slice, out, 0) != slice) {
                return false;
            }
        }
        return true;
    }

    /**
     * How large the next slice of a message is.
     *
     * @param done how many there were in this JVM
     */
    static int sliceBytes(int messageBytes, int done) {
        if (done >= 2 * SLICES_A_SIZE) {
            return SLICE_BYTES;
        }
        return done < SLICES_A_SIZE && messageBytes >= LONG_BYTES ? FIRST_SLICE_BYTES : SECOND_SLICE_BYTES;
    }

    /**
     * Encrypts.
     *
     * @param out receives the ciphertext and behind it the tag, {@code plain.length + 16} bytes from {@code outOffset}
     */
    void encrypt(byte[] key, byte[] nonce, byte[] plain, byte[] out, int outOffset) throws GeneralSecurityException {
        encrypt(key, nonce, plain, 0, plain.length, out, outOffset);
    }

    /**
     * Encrypts.
     *
     * @param in may be {@code out} itself with the same offset
     * @param out receives the ciphertext and behind it the tag, {@code length + 16} bytes from {@code outOffset}
     */
    void encrypt(byte[] key, byte[] nonce, byte[] in, int inOffset, int length, byte[] out, int outOffset)
            throws GeneralSecurityException {
        Cipher gcm = gcm(Cipher.ENCRYPT_MODE, key, nonce);
        int at = 0;
        int written = outOffset;
        if (streams) {
            int done = encrypted;
            int slice = sliceBytes(length, done);
            while (length - at > slice) {
                written += gcm.update(in, inOffset + at, slice, out, written);
                at += slice;
                slice = sliceBytes(length, ++done);
            }
            encrypted = Math.min(done, 2 * SLICES_A_SIZE);
        }
        gcm.doFinal(in, inOffset + at, length - at, out, written);
    }

    /**
     * Decrypts as many bytes as {@code out} holds.
     *
     * @param in the ciphertext, from {@code inOffset}; may be {@code out} itself with offset 0
     * @param out receives the plaintext if the tag holds, and zeros if anything is thrown
     * @throws AEADBadTagException if the tag does not hold
     */
    void decrypt(byte[] key, byte[] nonce, byte[] in, int inOffset, byte[] tag, byte[] out)
            throws GeneralSecurityException {
        boolean verified = false;
        try {
            if (streams) {
                byte[] expected = decryptUnverified(key, nonce, in, inOffset, out);
                verified = MessageDigest.isEqual(expected, tag);
            } else {
                byte[] joined = Arrays.copyOfRange(in, inOffset, inOffset + out.length + TAG_BYTES);
                System.arraycopy(tag, 0, joined, out.length, TAG_BYTES);
                gcm(Cipher.DECRYPT_MODE, key, nonce).doFinal(joined, 0, joined.length, out, 0);
                verified = true;
            }
        } finally {
            if (!verified) {
                Arrays.fill(out, (byte) 0);
            }
        }
        if (!verified) {
            throw new AEADBadTagException("the tag does not hold");
        }
    }

    /** Decrypts, and returns the tag that the ciphertext should have. */
    private byte[] decryptUnverified(byte[] key, byte[] nonce, byte[] in, int inOffset, byte[] out)
            throws GeneralSecurityException {
        Cipher ctr = ctr(key, nonce);
        Cipher gcm = gcm(Cipher.ENCRYPT_MODE, key, nonce);
        byte[] scratch = new byte[SLICE_BYTES + TAG_BYTES];
        int at = 0;
        int done = decrypted;
        int slice = sliceBytes(out.length, done);
        while (out.length - at > slice) {
            ctr.update(in, inOffset + at, slice, out, at);
            gcm.update(out, at, slice, scratch, 0);
            at += slice;
            slice = sliceBytes(out.length, ++done);
        }
        decrypted = Math.min(done, 2 * SLICES_A_SIZE);
        int rest = out.length - at;
        ctr.doFinal(in, inOffset + at, rest, out, at);
        gcm.doFinal(out, at, rest, scratch, 0);
        return Arrays.copyOfRange(scratch, rest, rest + TAG_BYTES);
    }

    private Cipher gcm(int mode, byte[] key, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(GCM, provider);
        GCMParameterSpec parameters = new GCMParameterSpec(Byte.SIZE * TAG_BYTES, nonce, 0, NONCE_BYTES);
        cipher.init(mode, new SecretKeySpec(key, 0, KEY_BYTES, "AES"), parameters);
        return cipher;
    }

    /** CTR in the state in which GCM encrypts its first block; counting on is the same in both below 64 GiB. */
    private Cipher ctr(byte[] key, byte[] nonce) throws GeneralSecurityException {
        byte[] counter = Arrays.copyOf(nonce, 16);
        Arrays.fill(counter, NONCE_BYTES, 16, (byte) 0);
        counter[15] = 2;
        Cipher cipher = Cipher.getInstance(CTR, provider);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, 0, KEY_BYTES, "AES"), new IvParameterSpec(counter));
        return cipher;
    }
}
