package io.mlcd.crypto;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys and certificates that the tests share, since RSA keys are slow to make. */
final class TestKeys {
    static final KeyPair ALICE = rsa(2048);
    static final KeyPair BOB = rsa(3072);
    static final SecretKey KEK = aes(1);
    static final SecretKey OTHER_KEK = aes(2);

    /** Alice's; says no subject key identifier, so that messages name it by issuer and serial number. */
    static final X509Certificate PLAIN_CERTIFICATE = certificate(ALICE, false, 0);

    /** Bob's; says a subject key identifier. */
    static final X509Certificate CERTIFICATE = certificate(BOB, true, 0);

    static final X509Certificate SIGNING_CERTIFICATE = certificate(BOB, true, KeyUsage.digitalSignature);

    static final KeyPair P256 = ec("secp256r1");
    static final KeyPair P384 = ec("secp384r1");

    private TestKeys() {}

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static SecretKey aes(int seed) {
        byte[] key = new byte[32];
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (31 * i + 7 * seed);
        }
        return new SecretKeySpec(key, "AES");
    }

    static String pem(String type, byte[] der) {
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + type + "-----\n" + body + "\n-----END " + type + "-----\n";
    }

    static X509Certificate certificate(KeyPair keys, boolean subjectKeyIdentifier, int usage) {
        X500Name name = new X500Name("CN=mlcd test,O=Größe");
        Instant now = Instant.now();
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    name,
                    BigInteger.valueOf(1 + (keys.getPublic().hashCode() & 0xFFFF_FFFFL)),
                    Date.from(now.minusSeconds(3600)),
                    Date.from(now.plusSeconds(86_400)),
                    name,
                    keys.getPublic());
            if (subjectKeyIdentifier) {
                builder.addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createSubjectKeyIdentifier(keys.getPublic()));
            }
            if (usage != 0) {
                builder.addExtension(Extension.keyUsage, true, new KeyUsage(usage));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(builder.build(new JcaContentSignerBuilder(
                                    keys.getPrivate().getAlgorithm().equals("RSA")
                                            ? "SHA256withRSA"
                                            : "SHA256withECDSA")
                            .build(keys.getPrivate())));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** A private key that counts how often its secret part is asked for. */
    static final class Counting implements RSAPrivateCrtKey {
        private static final long serialVersionUID = 1L;

        private final RSAPrivateCrtKey key;
        private int uses;

        Counting(KeyPair pair) {
            key = (RSAPrivateCrtKey) pair.getPrivate();
        }

        int uses() {
            return uses;
        }

        private <T> T used(T secret) {
            uses++;
            return secret;
        }

        @Override
        public BigInteger getModulus() {
            return key.getModulus();
        }

        @Override
        public BigInteger getPublicExponent() {
            return key.getPublicExponent();
        }

        @Override
        public BigInteger getPrivateExponent() {
            return used(key.getPrivateExponent());
        }

        @Override
        public BigInteger getPrimeP() {
            return used(key.getPrimeP());
        }

        @Override
        public BigInteger getPrimeQ() {
            return used(key.getPrimeQ());
        }

        @Override
        public BigInteger getPrimeExponentP() {
            return used(key.getPrimeExponentP());
        }

        @Override
        public BigInteger getPrimeExponentQ() {
            return used(key.getPrimeExponentQ());
        }

        @Override
        public BigInteger getCrtCoefficient() {
            return used(key.getCrtCoefficient());
        }

        @Override
        public String getAlgorithm() {
            return key.getAlgorithm();
        }

        @Override
        public String getFormat() {
            return key.getFormat();
        }

        @Override
        public byte[] getEncoded() {
            return used(key.getEncoded());
        }
    }
}
