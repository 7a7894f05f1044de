package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.util.encoders.DecoderException;
import org.bouncycastle.util.encoders.Hex;
import org.jspecify.annotations.Nullable;

/**
 * Reads keys from PEM text and files, key stores and the environment, and makes new ones: of RSA, of the curves P-256 and
 * P-384, of Ed25519, ML-KEM-768 and ML-DSA-65, and shared AES-256 keys.
 *
 * <p>A text may hold several blocks, as a file with a key and its certificate does; the first that fits is taken. Secrets
 * are given as {@code char[]} or {@code byte[]}, which the caller may zero afterwards; the copies made here are zeroed. (A
 * key object of the platform keeps its own.) Safe for concurrent callers. No message quotes what was read.
 */
public final class Keys {
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final String PRIVATE_KEY = "PRIVATE KEY";
    private static final String ENCRYPTED_PRIVATE_KEY = "ENCRYPTED PRIVATE KEY";
    private static final String RSA_PRIVATE_KEY = "RSA PRIVATE KEY";
    private static final String EC_PRIVATE_KEY = "EC PRIVATE KEY";

    private static final int MAX_FILE_BYTES = 1 << 20;
    private static final byte[] JKS = {(byte) 0xFE, (byte) 0xED, (byte) 0xFE, (byte) 0xED};

    private Keys() {}

    /**
     * A public key from a block {@code PUBLIC KEY} (SPKI) or {@code CERTIFICATE}.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static PublicKey publicKey(String pem) {
        return publicKey(pem.toCharArray());
    }

    /**
     * As {@link #publicKey(String)}, from a file.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read, there is none or it is malformed
     */
    public static PublicKey publicKey(Path pemFile) {
        return fromFile(pemFile, Keys::publicKey);
    }

    static PublicKey publicKey(char[] pem) {
        Pem block = block(pem, "openssl pkey -in key.pem -pubout makes the first", PUBLIC_KEY, CERTIFICATE);
        if (block.type().equals(CERTIFICATE)) {
            return certificate(block).getPublicKey();
        }
        try {
            SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(block.der());
            return make(
                    info.getAlgorithm().getAlgorithm(),
                    factory -> factory.generatePublic(new X509EncodedKeySpec(block.der())));
        } catch (GeneralSecurityException | RuntimeException e) {
            throw Refusal.unusable(
                    "the PUBLIC KEY in the PEM text is malformed or of an algorithm that is not known here; export it"
                            + " again",
                    e);
        }
    }

    /**
     * The first certificate.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static X509Certificate certificate(String pem) {
        return certificate(pem.toCharArray());
    }

    /**
     * As {@link #certificate(String)}, from a file.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read, there is none or it is malformed
     */
    public static X509Certificate certificate(Path pemFile) {
        return fromFile(pemFile, Keys::certificate);
    }

    /** The first certificate, if there is one. */
    static Optional<X509Certificate> anyCertificate(char[] pem) {
        return Optional.ofNullable(Pem.first(Pem.read(pem), CERTIFICATE)).map(Keys::certificate);
    }

    private static X509Certificate certificate(char[] pem) {
        return certificate(block(pem, "openssl x509 -in certificate -out certificate.pem makes it", CERTIFICATE));
    }

    /**
     * The certificate of an entry of a key store.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is none of that alias
     */
    public static X509Certificate certificate(KeyStore keyStore, String alias) {
        try {
            Certificate certificate = keyStore.getCertificate(alias);
            if (certificate instanceof X509Certificate x509) {
                return x509;
            }
            throw Refusal.unusable("the key store has no certificate of the alias \"" + alias + "\"; its aliases are "
                    + Collections.list(keyStore.aliases()));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable(
                    "the key store cannot be read: it was not loaded; use Keys.keyStore(file, password)", e);
        }
    }

    /**
     * A private key from a block {@code PRIVATE KEY} (PKCS #8), {@code RSA PRIVATE KEY} (PKCS #1) or {@code EC PRIVATE KEY}
     * (SEC 1), none of them encrypted.
     *
     * @param pem not changed; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if there is none or it is malformed
     */
    public static PrivateKey privateKey(char[] pem) {
        Pem block = block(
                pem,
                "openssl pkcs8 -topk8 -nocrypt -in key.pem makes the first of other forms; an encrypted one is read with"
                        + " its passphrase",
                PRIVATE_KEY,
                RSA_PRIVATE_KEY,
                EC_PRIVATE_KEY);
        try {
            return PrivateKeys.read(block);
        } finally {
            Arrays.fill(block.der(), (byte) 0);
        }
    }

    /**
     * A private key from a block {@code ENCRYPTED PRIVATE KEY} (PKCS #8 with PBES2: AES, and a key by PBKDF2 or scrypt), as
     * {@code openssl pkcs8 -topk8} and {@code openssl genpkey -aes256} write it.
     *
     * @param pem not changed; the caller may zero it afterwards
     * @param passphrase not changed; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if there is none, it is malformed, weakly encrypted, or the passphrase
     *     is wrong
     */
    public static PrivateKey privateKey(char[] pem, char[] passphrase) {
        Objects.requireNonNull(passphrase, "passphrase");
        Pem block = block(pem, "openssl pkcs8 -topk8 -in key.pem makes it of the other forms", ENCRYPTED_PRIVATE_KEY);
        return PrivateKeys.decrypt(block.der(), passphrase);
    }

    /**
     * As {@link #privateKey(char[])}, from a file.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read, there is none or it is malformed
     */
    public static PrivateKey privateKey(Path pemFile) {
        return fromFile(pemFile, Keys::privateKey);
    }

    /**
     * As {@link #privateKey(char[], char[])}, from a file.
     *
     * @throws SealException with {@code KEY_UNUSABLE} as there, or if it cannot be read
     */
    public static PrivateKey privateKey(Path pemFile, char[] passphrase) {
        return fromFile(pemFile, pem -> privateKey(pem, passphrase));
    }

    /**
     * A private key of a key store.
     *
     * @param password the key's; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if there is none of that alias, or the password does not open it
     */
    public static PrivateKey privateKey(KeyStore keyStore, String alias, char[] password) {
        try {
            Key key = keyStore.getKey(alias, password);
            if (key instanceof PrivateKey privateKey) {
                return privateKey;
            }
            throw Refusal.unusable("the key store has no private key of the alias \"" + alias + "\"; its aliases are "
                    + Collections.list(keyStore.aliases()));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable(
                    "the private key of the alias \"" + alias + "\" cannot be read: its password is another one, or the"
                            + " key store was not loaded",
                    e);
        }
    }

    /**
     * A private key from an environment variable that holds PEM text as {@link #privateKey(char[])} takes it; line breaks
     * may be written as {@code \n}. A process can read its environment, and so can who inspects it: a file that only its
     * owner may read is better.
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is no such variable, or it holds no such key
     */
    public static PrivateKey privateKeyFromEnvironment(String variable) {
        char[] pem = environment(variable).replace("\\n", "\n").toCharArray();
        try {
            return named("the environment variable " + variable, () -> privateKey(pem));
        } finally {
            Arrays.fill(pem, '\0');
        }
    }

    /**
     * A shared AES-256 key from an environment variable that holds it in hexadecimal (64 digits) or Base64 (44 characters).
     *
     * @throws SealException with {@code KEY_UNUSABLE} if there is no such variable, or it holds no such key
     */
    public static SecretKey aesKeyFromEnvironment(String variable) {
        String text = environment(variable).trim();
        byte[] key = decodeKey(text);
        if (key == null) {
            throw Refusal.unusable("the environment variable " + variable
                    + " holds no AES-256 key; give its 32 bytes in hexadecimal (openssl rand -hex 32) or Base64");
        }
        return zeroing(key);
    }

    private static byte @Nullable [] decodeKey(String text) {
        try {
            byte[] key = text.length() == 2 * AesGcm.KEY_BYTES
                    ? Hex.decode(text)
                    : Base64.getDecoder().decode(text);
            return key.length == AesGcm.KEY_BYTES ? key : null;
        } catch (IllegalArgumentException | DecoderException e) {
            return null;
        }
    }

    /**
     * A passphrase from an environment variable.
     *
     * @return to be zeroed by the caller
     * @throws SealException with {@code KEY_UNUSABLE} if there is no such variable, or it is empty
     */
    public static char[] passphraseFromEnvironment(String variable) {
        return environment(variable).toCharArray();
    }

    private static String environment(String variable) {
        String value = System.getenv(Objects.requireNonNull(variable, "variable"));
        if (value == null || value.isEmpty()) {
            throw Refusal.unusable("the environment variable " + variable + " is "
                    + (value == null ? "not set" : "empty") + "; set it for this process");
        }
        return value;
    }

    /**
     * A key store from a file: PKCS #12, or JKS where the platform has it.
     *
     * @param password opens the file and vouches for it; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if it cannot be read or the password is wrong
     */
    public static KeyStore keyStore(Path file, char[] password) {
        Objects.requireNonNull(password, "password");
        byte[] bytes = bytes(file);
        boolean jks = bytes.length >= JKS.length && Arrays.equals(Arrays.copyOf(bytes, JKS.length), JKS);
        try {
            KeyStore keyStore = KeyStore.getInstance(jks ? "JKS" : "PKCS12");
            keyStore.load(new ByteArrayInputStream(bytes), password);
            return keyStore;
        } catch (GeneralSecurityException | IOException | RuntimeException e) {
            throw Refusal.unusable(
                    "the file " + file + " is no key store (PKCS #12 or JKS) that the password opens; keytool -list"
                            + " -keystore shows what it is",
                    e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /** A new AES-256 key from {@code new SecureRandom()}; {@code getEncoded()} gives its 32 bytes to keep. */
    public static SecretKey newAesKey() {
        byte[] key = new byte[AesGcm.KEY_BYTES];
        new SecureRandom().nextBytes(key);
        return zeroing(key);
    }

    /**
     * A shared AES-256 key.
     *
     * @param key 32 bytes, not changed; the caller may zero it afterwards
     * @throws SealException with {@code KEY_UNUSABLE} if it has another length
     */
    public static SecretKey aesKey(byte[] key) {
        if (key.length != AesGcm.KEY_BYTES) {
            throw Refusal.unusable("the AES key has " + Byte.SIZE * key.length
                    + " bits but must have 256; make one with Keys.newAesKey()");
        }
        return new SecretKeySpec(key, "AES");
    }

    /** Zeroes the bytes. */
    private static SecretKey zeroing(byte[] key) {
        try {
            return aesKey(key);
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** A new key pair of ML-KEM-768, for {@link MlKemSealer} and {@link MlKemOpener}; {@code getEncoded()} to keep. */
    public static KeyPair newMlKemKeyPair() {
        return newKeyPair("ML-KEM-768");
    }

    /** A new key pair of ML-DSA-65, for {@link SigningKey#mlDsa65}; {@code getEncoded()} to keep. */
    public static KeyPair newMlDsaKeyPair() {
        return newKeyPair("ML-DSA-65");
    }

    private static KeyPair newKeyPair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm, BouncyCastle.PROVIDER)
                    .generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(
                    "Bouncy Castle has no " + algorithm + "; use the version that mlcd names", e);
        }
    }

    /** What a key factory makes. */
    private interface Making<K extends Key> {
        K make(KeyFactory factory) throws GeneralSecurityException;
    }

    /**
     * By the platform, and by Bouncy Castle what the platform does not have or read: of the encodings of an ML-KEM key, for
     * example, Java 25 reads one of three.
     */
    private static <K extends Key> K make(ASN1ObjectIdentifier algorithm, Making<K> making)
            throws GeneralSecurityException {
        try {
            return making.make(KeyFactory.getInstance(algorithm.getId()));
        } catch (GeneralSecurityException e) {
            return making.make(KeyFactory.getInstance(algorithm.getId(), BouncyCastle.PROVIDER));
        }
    }

    /** A private key from PKCS #8; zeroes the bytes. */
    static PrivateKey privateKeyOf(byte[] pkcs8) {
        try {
            ASN1ObjectIdentifier algorithm =
                    PrivateKeyInfo.getInstance(pkcs8).getPrivateKeyAlgorithm().getAlgorithm();
            return make(algorithm, factory -> factory.generatePrivate(new PKCS8EncodedKeySpec(pkcs8)));
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without its cause, which may quote what it could not read.
            throw Refusal.unusable(
                    "the PRIVATE KEY in the PEM text is malformed or of an algorithm that is not known here;"
                            + " export it again");
        } finally {
            Arrays.fill(pkcs8, (byte) 0);
        }
    }

    private static X509Certificate certificate(Pem block) {
        try {
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(block.der()));
        } catch (GeneralSecurityException e) {
            throw Refusal.unusable("the CERTIFICATE in the PEM text is malformed; export it again", e);
        }
    }

    /** The first block of one of the types. */
    private static Pem block(char[] pem, String advice, String... types) {
        List<Pem> blocks = Pem.read(pem);
        Pem first = Pem.first(blocks, types);
        if (first != null) {
            return first;
        }
        Set<String> others = new TreeSet<>();
        blocks.forEach(block -> others.add(block.type()));
        throw Refusal.unusable("the PEM text holds "
                + (others.isEmpty() ? "" : String.join(", ", others) + " but ") + "no "
                + String.join(" or ", types) + "; " + advice);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_FILE_BYTES) {
                throw Refusal.unusable("the file " + file + " has more than " + MAX_FILE_BYTES
                        + " bytes and so holds no keys; name another one");
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw Refusal.unusable("the file " + file + " cannot be read: " + e, e);
        }
    }

    /** What is read from PEM text. */
    interface FromPem<T> {
        T read(char[] pem);
    }

    /** Reads a file, of whose content nothing stays behind but what is made of it. */
    static <T> T fromFile(Path pemFile, FromPem<T> from) {
        byte[] bytes = bytes(pemFile);
        char[] pem = Pem.characters(bytes);
        try {
            return named("the file " + pemFile, () -> from.read(pem));
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(pem, '\0');
        }
    }

    /** Says in errors where the text came from. */
    private static <T> T named(String where, Supplier<T> read) {
        try {
            return read.get();
        } catch (SealException e) {
            throw new SealException(e.reason(), where + ": " + e.getMessage(), e.getCause());
        }
    }
}
