package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.IOException;
import java.math.BigInteger;
import java.security.PrivateKey;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.misc.MiscObjectIdentifiers;
import org.bouncycastle.asn1.misc.ScryptParams;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.EncryptedPrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.KeyDerivationFunc;
import org.bouncycastle.asn1.pkcs.PBES2Parameters;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.pkcs.RSAPrivateKey;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEInputDecryptorProviderBuilder;

/** Private keys out of the forms in which files hold them. */
final class PrivateKeys {
    private static final String AGAIN = "; openssl pkcs8 -topk8 -v2 aes256 -in key.pem makes one that is read";
    private static final int MAX_COUNT = KeyDerivation.Pbkdf2.MAX_COUNT;
    /** Bytes that scrypt may take. */
    private static final BigInteger MAX_SCRYPT_BYTES = BigInteger.valueOf(256 << 20);

    private static final Set<ASN1ObjectIdentifier> CIPHERS = Set.of(
            NISTObjectIdentifiers.id_aes128_CBC,
            NISTObjectIdentifiers.id_aes192_CBC,
            NISTObjectIdentifiers.id_aes256_CBC);

    private PrivateKeys() {}

    /** From PKCS #8, PKCS #1 or SEC 1, by the type of the block. */
    static PrivateKey read(Pem block) {
        byte[] pkcs8;
        try {
            pkcs8 = switch (block.type()) {
                case "RSA PRIVATE KEY" ->
                    new PrivateKeyInfo(
                                    new AlgorithmIdentifier(PKCSObjectIdentifiers.rsaEncryption, DERNull.INSTANCE),
                                    RSAPrivateKey.getInstance(block.der()))
                            .getEncoded(ASN1Encoding.DER);
                case "EC PRIVATE KEY" -> ec(ECPrivateKey.getInstance(block.der()));
                default -> block.der().clone();
            };
        } catch (IOException | RuntimeException e) {
            // Without its cause, which may quote what it could not read.
            throw Refusal.unusable("the " + block.type() + " in the PEM text is malformed; export it again");
        }
        return Keys.privateKeyOf(pkcs8);
    }

    private static byte[] ec(ECPrivateKey key) throws IOException {
        return new PrivateKeyInfo(
                        new AlgorithmIdentifier(X9ObjectIdentifiers.id_ecPublicKey, key.getParametersObject()), key)
                .getEncoded(ASN1Encoding.DER);
    }

    /** From an {@code EncryptedPrivateKeyInfo}. */
    static PrivateKey decrypt(byte[] encrypted, char[] passphrase) {
        try {
            EncryptedPrivateKeyInfo info = EncryptedPrivateKeyInfo.getInstance(encrypted);
            requireStrong(info.getEncryptionAlgorithm());
            byte[] pkcs8 = new PKCS8EncryptedPrivateKeyInfo(info)
                    .decryptPrivateKeyInfo(new JcePKCSPBEInputDecryptorProviderBuilder()
                            .setProvider(BouncyCastle.PROVIDER)
                            .build(passphrase))
                    .getEncoded();
            return Keys.privateKeyOf(pkcs8);
        } catch (SealException e) {
            throw e;
        } catch (PKCSException | IOException | RuntimeException e) {
            // Without its cause, which may quote what it could not read.
            throw Refusal.unusable(
                    "the ENCRYPTED PRIVATE KEY in the PEM text does not open: the passphrase is another one, or it is"
                            + " malformed");
        }
    }

    private static void requireStrong(AlgorithmIdentifier algorithm) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBES2)) {
            throw Refusal.unusable(
                    "the ENCRYPTED PRIVATE KEY in the PEM text is encrypted by another scheme than PBES2" + AGAIN);
        }
        PBES2Parameters parameters = PBES2Parameters.getInstance(algorithm.getParameters());
        if (!CIPHERS.contains(parameters.getEncryptionScheme().getAlgorithm())) {
            throw Refusal.unusable(
                    "the ENCRYPTED PRIVATE KEY in the PEM text is encrypted by another cipher than AES" + AGAIN);
        }
        requireLimits(parameters.getKeyDerivationFunc());
    }

    private static void requireLimits(KeyDerivationFunc function) {
        if (function.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
            BigInteger count =
                    PBKDF2Params.getInstance(function.getParameters()).getIterationCount();
            if (count.compareTo(BigInteger.valueOf(MAX_COUNT)) > 0) {
                throw tooSlow("more than " + MAX_COUNT + " rounds of PBKDF2");
            }
        } else if (function.getAlgorithm().equals(MiscObjectIdentifiers.id_scrypt)) {
            ScryptParams scrypt = ScryptParams.getInstance(function.getParameters());
            BigInteger bytes = scrypt.getCostParameter()
                    .multiply(scrypt.getBlockSize())
                    .multiply(scrypt.getParallelizationParameter())
                    .shiftLeft(7);
            if (bytes.compareTo(MAX_SCRYPT_BYTES) > 0) {
                throw tooSlow("more than " + MAX_SCRYPT_BYTES + " bytes of scrypt");
            }
        } else {
            throw Refusal.unusable(
                    "the ENCRYPTED PRIVATE KEY in the PEM text makes its key by another function than PBKDF2"
                            + " and scrypt" + AGAIN);
        }
    }

    private static SealException tooSlow(String what) {
        return Refusal.overLimit("the ENCRYPTED PRIVATE KEY in the PEM text asks for " + what + AGAIN);
    }
}
