package io.mlcd.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against the platform's plain GCM, which is the oracle. */
class AesGcmTest {
    private static final Provider SUN = Security.getProvider("SunJCE");
    private static final int TAG = AesGcm.TAG_BYTES;

    private final Random random = new Random(20261101);

    /** In each way that the engine works: by the platform in one piece, by slices of each size. */
    private static AesGcm engine(String how) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, !how.equals("whole"));
        if (how.equals("full slices")) {
            byte[] plain = new byte[6_000_000];
            byte[] sealed = new byte[plain.length + TAG];
            engine.encrypt(new byte[32], new byte[12], plain, sealed, 0);
            engine.decrypt(new byte[32], new byte[12], sealed, 0, tag(sealed), plain);
        }
        return engine;
    }

    /** Every length around a block and around one, two and three slices of either size, then random ones. */
    static IntStream lengths() {
        IntStream blocks = IntStream.rangeClosed(0, 49);
        IntStream slices = IntStream.rangeClosed(1, 3)
                .flatMap(n -> IntStream.rangeClosed(-17, 17)
                        .flatMap(d -> IntStream.of(n * AesGcm.SECOND_SLICE_BYTES + d, n * AesGcm.SLICE_BYTES + d)));
        IntStream random = new Random(1).ints(150, 0, 100_000);
        return IntStream.concat(IntStream.concat(blocks, slices), random);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "small slices", "full slices"})
    void encrypt_anyLength_equalsThePlatformsGcm(String how) throws GeneralSecurityException {
        AesGcm engine = engine(how);
        for (int length : lengths().toArray()) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] plain = bytes(length);
            int offset = random.nextInt(20);
            byte[] out = new byte[offset + length + TAG];
            engine.encrypt(key, nonce, plain, out, offset);
            assertThat(Arrays.copyOfRange(out, offset, out.length))
                    .as("%d bytes", length)
                    .isEqualTo(oracle(key, nonce, plain));
            byte[] inPlace = new byte[offset + length + TAG];
            System.arraycopy(plain, 0, inPlace, offset, length);
            engine.encrypt(key, nonce, inPlace, offset, length, inPlace, offset);
            assertThat(inPlace).as("%d bytes in place", length).isEqualTo(out);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "small slices", "full slices"})
    void decrypt_anyLength_invertsThePlatformsGcm(String how) throws GeneralSecurityException {
        AesGcm engine = engine(how);
        for (int length : lengths().toArray()) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] plain = bytes(length);
            byte[] sealed = oracle(key, nonce, plain);
            int offset = random.nextInt(20);
            byte[] in = new byte[offset + length + 5];
            System.arraycopy(sealed, 0, in, offset, length);
            byte[] out = new byte[length];
            engine.decrypt(key, nonce, in, offset, tag(sealed), out);
            assertThat(out).as("%d bytes", length).isEqualTo(plain);
        }
    }

    /** Around where a message is long enough for growing slices, and where the last slice before each size ends. */
    static IntStream steppedLengths() {
        int second = AesGcm.SLICES_A_SIZE * (AesGcm.FIRST_SLICE_BYTES + AesGcm.SECOND_SLICE_BYTES);
        IntStream begin = IntStream.of(-1, 0, 1, 63, 64, 65).map(d -> AesGcm.LONG_BYTES + d);
        IntStream end = IntStream.of(-513, -512, -511, -17, -1, 0, 1, 15, 16, 17, 511, 512, 513, 4095, 4096, 4097)
                .map(d -> second + d);
        return IntStream.concat(begin, end);
    }

    @ParameterizedTest
    @MethodSource("steppedLengths")
    void encrypt_slicesGrow_equalsThePlatformsGcm(int length) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, true);
        byte[] key = bytes(32);
        byte[] nonce = bytes(12);
        byte[] plain = bytes(length);
        byte[] out = new byte[length + TAG];
        byte[] again = new byte[length + TAG];
        engine.encrypt(key, nonce, plain, out, 0);
        engine.encrypt(key, nonce, plain, again, 0);
        // Not by AssertJ's comparison of arrays, which boxes each byte.
        assertThat(Arrays.equals(out, oracle(key, nonce, plain))).isTrue();
        assertThat(Arrays.equals(again, out)).as("after the slices have grown").isTrue();
    }

    @ParameterizedTest
    @MethodSource("steppedLengths")
    void decrypt_slicesGrow_invertsThePlatformsGcmInPlaceToo(int length) throws GeneralSecurityException {
        byte[] key = bytes(32);
        byte[] nonce = bytes(12);
        byte[] plain = bytes(length);
        byte[] sealed = oracle(key, nonce, plain);
        byte[] out = new byte[length];
        byte[] inOut = Arrays.copyOf(sealed, length);
        AesGcm engine = new AesGcm(SUN, true);
        engine.decrypt(key, nonce, sealed, 0, tag(sealed), out);
        new AesGcm(SUN, true).decrypt(key, nonce, inOut, 0, tag(sealed), inOut);
        assertThat(Arrays.equals(out, plain)).isTrue();
        assertThat(Arrays.equals(inOut, plain)).as("in place").isTrue();
        engine.decrypt(key, nonce, sealed, 0, tag(sealed), out);
        assertThat(Arrays.equals(out, plain)).as("after the slices have grown").isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 63, 64, 639_999, 640_000, 5_759_999, 5_760_000, 5_764_096, 5_999_999})
    void decrypt_flippedBitInAnySlice_isRefusedAndLeavesOnlyZeros(int at) throws GeneralSecurityException {
        byte[] key = bytes(32);
        byte[] nonce = bytes(12);
        byte[] sealed = oracle(key, nonce, new byte[6_000_000]);
        sealed[at] ^= 1;
        byte[] out = new byte[6_000_000];
        Arrays.fill(out, (byte) 1);
        assertThatThrownBy(() -> new AesGcm(SUN, true).decrypt(key, nonce, sealed, 0, tag(sealed), out))
                .isInstanceOf(AEADBadTagException.class);
        assertThat(Arrays.equals(out, new byte[6_000_000])).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 512",
        "4194303, 0, 512",
        "4194303, 19999, 512",
        "4194303, 20000, 4096",
        "4194304, 0, 64",
        "4194304, 9999, 64",
        "4194304, 10000, 512",
        "4194304, 19999, 512",
        "4194304, 20000, 4096",
        "2147483639, 2147483647, 4096"
    })
    void sliceBytes_messages_growWithTheSlicesDone(int messageBytes, int done, int expected) {
        assertThat(AesGcm.sliceBytes(messageBytes, done)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "small slices", "full slices"})
    void decrypt_inPlace_givesThePlaintext(String how) throws GeneralSecurityException {
        AesGcm engine = engine(how);
        for (int length : new int[] {0, 1, 15, 16, 511, 512, 513, 4095, 4096, 4097, 12_345}) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] plain = bytes(length);
            byte[] sealed = oracle(key, nonce, plain);
            byte[] inOut = Arrays.copyOf(sealed, length);
            engine.decrypt(key, nonce, inOut, 0, tag(sealed), inOut);
            assertThat(inOut).as("%d bytes", length).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"whole", "small slices", "full slices"})
    void decrypt_oneFlippedBit_isRefusedAndLeavesOnlyZeros(String how) throws GeneralSecurityException {
        AesGcm engine = engine(how);
        for (int length : lengths().toArray()) {
            byte[] key = bytes(32);
            byte[] nonce = bytes(12);
            byte[] sealed = oracle(key, nonce, bytes(length));
            int flipped = random.nextInt(Byte.SIZE * sealed.length);
            sealed[flipped / Byte.SIZE] ^= (byte) (1 << flipped % Byte.SIZE);
            byte[] out = bytes(length);
            assertThatThrownBy(() -> engine.decrypt(key, nonce, sealed, 0, tag(sealed), out))
                    .as("%d bytes, bit %d", length, flipped)
                    .isInstanceOf(AEADBadTagException.class);
            assertThat(out).isEqualTo(new byte[length]);
        }
    }

    @Test
    void encrypt_nistCase14_givesItsCiphertextAndTag() throws GeneralSecurityException {
        byte[] out = new byte[32];
        AesGcm.platform().encrypt(new byte[32], new byte[12], new byte[16], out, 0);
        assertThat(HexFormat.of().formatHex(out))
                .isEqualTo("cea7403d4d606b6e074ec5d3baf39d18" + "d0d1c8a799996bf0265b98b5d48ab919");
    }

    @Test
    void streams_providerThatGivesOutEachSlice_isTrue() throws GeneralSecurityException {
        assertThat(AesGcm.streams(SUN)).isTrue();
    }

    @Test
    void streams_providerThatKeepsASmallSliceBack_isFalse() throws GeneralSecurityException {
        assertThat(AesGcm.streams(new Collecting(AesGcm.FIRST_SLICE_BYTES))).isFalse();
    }

    @Test
    void streams_providerThatCollects_isFalse() throws GeneralSecurityException {
        assertThat(AesGcm.streams(new Collecting())).isFalse();
    }

    @Test
    void roundTrip_providerThatCollects_works() throws GeneralSecurityException {
        Provider collecting = new Collecting();
        AesGcm engine = new AesGcm(collecting, AesGcm.streams(collecting));
        byte[] key = bytes(32);
        byte[] nonce = bytes(12);
        byte[] plain = bytes(10_000);
        byte[] sealed = new byte[plain.length + TAG];
        engine.encrypt(key, nonce, plain, sealed, 0);
        assertThat(sealed).isEqualTo(oracle(key, nonce, plain));
        byte[] out = new byte[plain.length];
        engine.decrypt(key, nonce, sealed, 0, tag(sealed), out);
        assertThat(out).isEqualTo(plain);
    }

    @Test
    void preferred_bouncyCastleFirst_isPassedOver() throws GeneralSecurityException {
        assertThat(AesGcm.preferred(new BouncyCastleProvider(), SUN)).isSameAs(SUN);
    }

    @Test
    void preferred_onlyBouncyCastle_isTaken() throws GeneralSecurityException {
        Provider only = new BouncyCastleProvider();
        assertThat(AesGcm.preferred(Security.getProvider("SUN"), only)).isSameAs(only);
    }

    @Test
    void preferred_noneWithAes_saysWhatIsMissing() {
        assertThatThrownBy(() -> AesGcm.preferred(Security.getProvider("SUN")))
                .isInstanceOf(NoSuchAlgorithmException.class)
                .hasMessage("no security provider has AES/GCM/NoPadding and AES/CTR/NoPadding");
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private static byte[] tag(byte[] sealed) {
        return Arrays.copyOfRange(sealed, sealed.length - TAG, sealed.length);
    }

    private static byte[] oracle(byte[] key, byte[] nonce, byte[] plain) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding", SUN);
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, nonce));
        return cipher.doFinal(plain);
    }

    /** A provider that gives out nothing before {@code doFinal}, as Android's does; or nothing of small pieces. */
    private static final class Collecting extends Provider {
        private static final long serialVersionUID = 1L;

        Collecting() {
            this(Integer.MAX_VALUE);
        }

        Collecting(int keptBytes) {
            super("Collecting", "1", "collects");
            putCipher("AES/GCM/NoPadding", keptBytes);
            putCipher("AES/CTR/NoPadding", 0);
        }

        private void putCipher(String transformation, int keptBytes) {
            putService(new Service(this, "Cipher", transformation, "", null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new CollectingCipher(transformation, keptBytes);
                }
            });
        }
    }

    private static final class CollectingCipher extends CipherSpi {
        private final Cipher cipher;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
        private final int keptBytes;

        CollectingCipher(String transformation, int keptBytes) {
            this.keptBytes = keptBytes;
            try {
                cipher = Cipher.getInstance(transformation, SUN);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void engineSetMode(String mode) {}

        @Override
        protected void engineSetPadding(String padding) {}

        @Override
        protected int engineGetBlockSize() {
            return 16;
        }

        @Override
        protected int engineGetOutputSize(int inputLen) {
            return cipher.getOutputSize(collected.size() + inputLen);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random) {
            try {
                cipher.init(mode, key, parameters, random);
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected byte[] engineUpdate(byte[] in, int offset, int length) {
            collected.write(in, offset, length);
            return new byte[0];
        }

        @Override
        protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset)
                throws ShortBufferException {
            if (length > keptBytes && collected.size() == 0) {
                return cipher.update(in, offset, length, out, outOffset);
            }
            collected.write(in, offset, length);
            return 0;
        }

        @Override
        protected byte[] engineDoFinal(byte[] in, int offset, int length) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected int engineDoFinal(byte[] in, int offset, int length, byte[] out, int outOffset)
                throws BadPaddingException {
            collected.write(in, offset, length);
            try {
                return cipher.doFinal(collected.toByteArray(), 0, collected.size(), out, outOffset);
            } catch (BadPaddingException e) {
                throw e;
            } catch (GeneralSecurityException e) {
                throw new AssertionError(e);
            }
        }
    }
}
