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
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The engine against the platform's plain GCM, which is the oracle. */
class AesGcmTest {
    private static final Provider SUN = Security.getProvider("SunJCE");
    private static final int TAG = AesGcm.TAG_BYTES;

    private final Random random = new Random(20261101);

    /** Every length around a block and around one, two and three slices, then random ones. */
    static IntStream lengths() {
        IntStream blocks = IntStream.rangeClosed(0, 49);
        IntStream slices = IntStream.rangeClosed(1, 3)
                .flatMap(n -> IntStream.rangeClosed(-17, 17).map(d -> n * AesGcm.SLICE_BYTES + d));
        IntStream random = new Random(1).ints(150, 0, 100_000);
        return IntStream.concat(IntStream.concat(blocks, slices), random);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void encrypt_anyLength_equalsThePlatformsGcm(boolean streams) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, streams);
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
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decrypt_anyLength_invertsThePlatformsGcm(boolean streams) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, streams);
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

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void decrypt_inPlace_givesThePlaintext(boolean streams) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, streams);
        for (int length : new int[] {0, 1, 15, 16, 4095, 4096, 4097, 12_345}) {
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
    @ValueSource(booleans = {true, false})
    void decrypt_oneFlippedBit_isRefusedAndLeavesOnlyZeros(boolean streams) throws GeneralSecurityException {
        AesGcm engine = new AesGcm(SUN, streams);
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

    /** A provider that gives out nothing before {@code doFinal}, as Android's does. */
    private static final class Collecting extends Provider {
        private static final long serialVersionUID = 1L;

        Collecting() {
            super("Collecting", "1", "collects");
            putService(new Service(this, "Cipher", "AES/GCM/NoPadding", "", null, null) {
                @Override
                public Object newInstance(Object parameter) {
                    return new CollectingGcm();
                }
            });
            Service ctr = SUN.getService("Cipher", "AES/CTR/NoPadding");
            putService(new Service(this, "Cipher", "AES/CTR/NoPadding", "", null, null) {
                @Override
                public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                    return ctr.newInstance(parameter);
                }
            });
        }
    }

    private static final class CollectingGcm extends CipherSpi {
        private final Cipher cipher;
        private final ByteArrayOutputStream collected = new ByteArrayOutputStream();

        CollectingGcm() {
            try {
                cipher = Cipher.getInstance("AES/GCM/NoPadding", SUN);
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
        protected int engineUpdate(byte[] in, int offset, int length, byte[] out, int outOffset) {
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
