package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.RSAESOAEPparams;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.AsymmetricBlockCipher;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA1Digest;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.encodings.OAEPEncoding;
import org.jspecify.annotations.Nullable;

/** RSAES-OAEP with SHA-256 and no label, the one way in which RSA is used here. */
enum Oaep {
    /** What is written. */
    MGF1_SHA256("SHA-256", KeyWrap.RSA_OAEP_SHA256),
    /** Read only: Android's key store knows no other mask generation. */
    MGF1_SHA1("SHA-1", KeyWrap.RSA_OAEP_SHA256_MGF1_SHA1);

    private static final String REFUSED = "wraps its key by another algorithm than RSA-OAEP with SHA-256, MGF1 with"
            + " SHA-256 or SHA-1, and no label";

    private final String maskDigest;
    private final KeyWrap keyWrap;

    Oaep(String maskDigest, KeyWrap keyWrap) {
        this.maskDigest = maskDigest;
        this.keyWrap = keyWrap;
    }

    KeyWrap keyWrap() {
        return keyWrap;
    }

    static Oaep of(KeyWrap keyWrap) {
        return keyWrap == KeyWrap.RSA_OAEP_SHA256_MGF1_SHA1 ? MGF1_SHA1 : MGF1_SHA256;
    }

    /** What a message says of {@link #MGF1_SHA256}. */
    static AlgorithmIdentifier identifier() {
        AlgorithmIdentifier sha256 = new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE);
        AlgorithmIdentifier mgf1 = new AlgorithmIdentifier(PKCSObjectIdentifiers.id_mgf1, sha256);
        return new AlgorithmIdentifier(
                PKCSObjectIdentifiers.id_RSAES_OAEP,
                new RSAESOAEPparams(sha256, mgf1, RSAESOAEPparams.DEFAULT_P_SOURCE_ALGORITHM));
    }

    /** What a message means; refuses everything else. */
    static Oaep of(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_RSAES_OAEP)
                || algorithm.getParameters() == null) {
            throw Refusal.weak(REFUSED);
        }
        RSAESOAEPparams parameters = RSAESOAEPparams.getInstance(algorithm.getParameters());
        AlgorithmIdentifier mask = parameters.getMaskGenAlgorithm();
        if (!isDigest(parameters.getHashAlgorithm(), NISTObjectIdentifiers.id_sha256)
                || !mask.getAlgorithm().equals(PKCSObjectIdentifiers.id_mgf1)
                || !isEmptyLabel(parameters.getPSourceAlgorithm())) {
            throw Refusal.weak(REFUSED);
        }
        AlgorithmIdentifier digest = AlgorithmIdentifier.getInstance(mask.getParameters());
        if (isDigest(digest, NISTObjectIdentifiers.id_sha256)) {
            return MGF1_SHA256;
        }
        if (isDigest(digest, OIWObjectIdentifiers.idSHA1)) {
            return MGF1_SHA1;
        }
        throw Refusal.weak(REFUSED);
    }

    private static boolean isDigest(@Nullable AlgorithmIdentifier given, ASN1ObjectIdentifier digest) {
        if (given == null || !given.getAlgorithm().equals(digest)) {
            return false;
        }
        ASN1Encodable parameters = given.getParameters();
        return parameters == null || parameters.equals(DERNull.INSTANCE);
    }

    private static boolean isEmptyLabel(AlgorithmIdentifier source) {
        return source.getAlgorithm().equals(PKCSObjectIdentifiers.id_pSpecified)
                && source.getParameters() instanceof ASN1OctetString label
                && label.getOctetsLength() == 0;
    }

    /** A cipher in the given mode, of the first provider that can use the key (a token's key has one of its own). */
    Cipher cipher(int mode, Key key, @Nullable SecureRandom random) throws GeneralSecurityException {
        return cipher(mode, key, null, random);
    }

    private Cipher cipher(int mode, Key key, @Nullable Provider provider, @Nullable SecureRandom random)
            throws GeneralSecurityException {
        // The parameters are explicit: what a transformation name means by MGF1 differs between providers.
        Cipher cipher = provider == null
                ? Cipher.getInstance("RSA/ECB/OAEPPadding")
                : Cipher.getInstance("RSA/ECB/OAEPPadding", provider);
        OAEPParameterSpec parameters =
                new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(maskDigest), PSource.PSpecified.DEFAULT);
        if (random == null) {
            cipher.init(mode, key, parameters);
        } else {
            cipher.init(mode, key, parameters, random);
        }
        return cipher;
    }

    /**
     * Decrypts.
     *
     * @param provider the one to use, or null for the first that can use the key
     * @param who is named in errors
     * @return null if it was encrypted for another key or changed
     * @throws SealException with {@code KEY_UNUSABLE} if no provider can use the key
     */
    byte @Nullable [] decrypt(PrivateKey key, @Nullable Provider provider, byte[] encrypted, Object who) {
        Cipher padded;
        try {
            padded = cipher(Cipher.DECRYPT_MODE, key, provider, null);
        } catch (GeneralSecurityException | RuntimeException e) {
            return decryptBare(key, provider, encrypted, who, e);
        }
        try {
            return padded.doFinal(encrypted);
        } catch (GeneralSecurityException | RuntimeException e) {
            return null;
        }
    }

    /**
     * Decrypts with a token that knows RSA but not OAEP, as PKCS #11 tokens do by the platform's provider: the key does its
     * part inside the token, and the padding is taken off here, in constant time.
     */
    private byte @Nullable [] decryptBare(
            PrivateKey key, @Nullable Provider provider, byte[] encrypted, Object who, Exception whyNotPadded) {
        Cipher bare;
        try {
            bare = provider == null
                    ? Cipher.getInstance("RSA/ECB/NoPadding")
                    : Cipher.getInstance("RSA/ECB/NoPadding", provider);
            bare.init(Cipher.DECRYPT_MODE, key);
        } catch (GeneralSecurityException | RuntimeException e) {
            throw Refusal.unusable("no security provider decrypts RSA-OAEP with the " + who, whyNotPadded);
        }
        try {
            byte[] block = bare.doFinal(encrypted);
            OAEPEncoding padding = new OAEPEncoding(
                    new Block(encrypted.length),
                    new SHA256Digest(),
                    this == MGF1_SHA256 ? new SHA256Digest() : new SHA1Digest(),
                    new byte[0]);
            padding.init(false, new Parameters());
            byte[] plain = padding.processBlock(block, 0, block.length);
            Arrays.fill(block, (byte) 0);
            return plain;
        } catch (GeneralSecurityException | InvalidCipherTextException | RuntimeException e) {
            return null;
        }
    }

    /** Parameters of no key. */
    private static final class Parameters implements CipherParameters {}

    /** A cipher that was applied already. */
    private record Block(int modulusBytes) implements AsymmetricBlockCipher {
        @Override
        public void init(boolean forEncryption, CipherParameters parameters) {
            // The token has the key.
        }

        @Override
        public int getInputBlockSize() {
            return modulusBytes;
        }

        @Override
        public int getOutputBlockSize() {
            return modulusBytes - 1;
        }

        /** Without the first byte, which is 0; if it is not, all of it, and the padding is found to be wrong at the end. */
        @Override
        public byte[] processBlock(byte[] in, int offset, int length) {
            return Arrays.copyOfRange(in, offset + (in[offset] == 0 ? 1 : 0), offset + length);
        }
    }
}
