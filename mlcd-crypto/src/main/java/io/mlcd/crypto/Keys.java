package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringReader;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemReader;

/**
 * Reads keys from PEM text and makes new ones.
 *
 * <p>The text may hold several blocks, as a file with a key and its certificate does; the first that fits is taken.
 * Safe for concurrent callers. No message quotes the text.
 */
public final class Keys {
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";

    private Keys() {}

    /**
     * An RSA public key from a block {@code PUBLIC KEY} (SPKI) or {@code CERTIFICATE}.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static PublicKey publicKey(String pem) {
        PemObject block = block(pem, "openssl pkey -in key.pem -pubout makes the first", PUBLIC_KEY, CERTIFICATE);
        if (block.getType().equals(CERTIFICATE)) {
            return certificate(block).getPublicKey();
        }
        try {
            return KeyFactory.getInstance("RSA").generatePublic(new X509EncodedKeySpec(block.getContent()));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable("the PUBLIC KEY in the PEM text is malformed or no RSA key; export it again", e);
        }
    }

    /**
     * The first certificate.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static X509Certificate certificate(String pem) {
        return certificate(block(pem, "openssl x509 -in certificate -out certificate.pem makes it", CERTIFICATE));
    }

    /**
     * An RSA private key from a block {@code PRIVATE KEY} (PKCS #8, not encrypted).
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static PrivateKey privateKey(String pem) {
        byte[] encoded = block(
                        pem, "openssl pkcs8 -topk8 -nocrypt -in key.pem makes it of the other forms", PRIVATE_KEY)
                .getContent();
        try {
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException e) {
            // Without its cause, which may quote what it could not read.
            throw Refusal.unusable("the PRIVATE KEY in the PEM text is malformed or no RSA key; export it again");
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    /** A new AES-256 key from {@code new SecureRandom()}; {@code getEncoded()} gives its 32 bytes to keep. */
    public static SecretKey newAesKey() {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            return new SecretKeySpec(key, "AES");
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    private static X509Certificate certificate(PemObject block) {
        try {
            return (X509Certificate) CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(block.getContent()));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable("the CERTIFICATE in the PEM text is malformed; export it again", e);
        }
    }

    /** The first block of one of the types. */
    private static PemObject block(String pem, String advice, String... types) {
        Objects.requireNonNull(pem, "pem");
        Set<String> others = new TreeSet<>();
        try (PemReader reader = new PemReader(new StringReader(pem))) {
            for (PemObject block = reader.readPemObject(); block != null; block = reader.readPemObject()) {
                if (Arrays.asList(types).contains(block.getType())) {
                    return block;
                }
                others.add(block.getType());
            }
        } catch (IOException | RuntimeException e) {
            // Without its cause, which may quote what it could not read.
            throw Refusal.unusable("the PEM text is malformed: a block has no end or is not Base64; export it again");
        }
        throw Refusal.unusable("the PEM text holds "
                + (others.isEmpty() ? "" : String.join(", ", others) + " but ") + "no "
                + String.join(" or ", types) + "; " + advice);
    }
}
