package io.mlcd.crypto;

import static io.mlcd.crypto.Wycheproof.same;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import io.mlcd.crypto.Wycheproof.Primitive;
import io.mlcd.crypto.Wycheproof.Skip;
import io.mlcd.crypto.Wycheproof.Vector;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.KEKIdentifier;
import org.bouncycastle.asn1.cms.KEKRecipientInfo;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.KeyParameter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * The primitives that mlcd calls, against the published vectors of the project Wycheproof, negative ones too. The counts are
 * asserted, so that a vector that is no longer run is a failure. All messages are shorter than one slice of the engine; longer
 * ones are for {@link AesGcmTest}.
 */
class WycheproofTest {
    private static final Map<String, Wycheproof> RESULTS = new TreeMap<>();

    @AfterAll
    static void print() {
        StringBuilder table = new StringBuilder("Wycheproof\n");
        RESULTS.forEach((name, result) -> table.append("  ")
                .append(name)
                .append("\n    ")
                .append(result.toString().strip().replace("\n", "\n    "))
                .append('\n'));
        System.out.print(table);
    }

    private static void check(String name, String file, Skip skip, Primitive primitive, String counts)
            throws IOException {
        Wycheproof result = Wycheproof.file(file).run(skip, primitive);
        RESULTS.put(name, result);
        assertThat(result.wrong()).isEmpty();
        assertThat(result).hasToString(counts);
        assertThat(counts).startsWith(result.stated() + " vectors: ");
    }

    // AES-256-GCM.

    private static final String GCM_COUNTS = """
            316 vectors: 21 valid accepted, 27 invalid refused
            211 not run: a key of 128 or 192 bits; the engine has 256 only
            39 not run: a nonce of another length than 96 bits; the engine has that only
            18 not run: additional data; the engine takes none
            """;

    @Test
    void aesGcm_inSlices_doesAsTheVectorsState() throws Exception {
        Provider provider = AesGcm.preferred(Security.getProviders());
        assertThat(AesGcm.streams(provider)).as("else both ways are one").isTrue();
        check(
                "AES-GCM, in slices",
                "aes_gcm_test.json",
                WycheproofTest::notForGcm,
                gcm(new AesGcm(provider, true)),
                GCM_COUNTS);
    }

    @Test
    void aesGcm_atOnce_doesAsTheVectorsState() throws Exception {
        AesGcm engine = new AesGcm(AesGcm.preferred(Security.getProviders()), false);
        check("AES-GCM, at once", "aes_gcm_test.json", WycheproofTest::notForGcm, gcm(engine), GCM_COUNTS);
    }

    private static String notForGcm(Vector vector) {
        if (vector.ofGroup("keySize") != Byte.SIZE * AesGcm.KEY_BYTES) {
            return "a key of 128 or 192 bits; the engine has 256 only";
        }
        if (vector.ofGroup("ivSize") != Byte.SIZE * AesGcm.NONCE_BYTES) {
            return "a nonce of another length than 96 bits; the engine has that only";
        }
        return vector.bytes("aad").length > 0 ? "additional data; the engine takes none" : null;
    }

    private static Primitive gcm(AesGcm engine) {
        return vector -> {
            byte[] key = vector.bytes("key");
            byte[] nonce = vector.bytes("iv");
            byte[] message = vector.bytes("msg");
            byte[] ciphertext = vector.bytes("ct");
            byte[] tag = vector.bytes("tag");
            byte[] out = new byte[ciphertext.length];
            Arrays.fill(out, (byte) 1);
            try {
                engine.decrypt(key, nonce, ciphertext, 0, tag, out);
            } catch (AEADBadTagException e) {
                same(out, new byte[out.length]); // Nothing is handed out.
                return false;
            }
            byte[] sealed = new byte[message.length + AesGcm.TAG_BYTES];
            engine.encrypt(key, nonce, message, sealed, 0);
            byte[] stated = Arrays.copyOf(ciphertext, sealed.length);
            System.arraycopy(tag, 0, stated, message.length, tag.length);
            return same(out, message) && same(sealed, stated);
        };
    }

    // RSA-OAEP.

    @Test
    void rsaOaep_mgf1WithSha1_doesAsTheVectorsState() throws Exception {
        check(
                "RSA-OAEP, 2048 bits, MGF1 with SHA-1",
                "rsa_oaep_2048_sha256_mgf1sha1_test.json",
                vector -> labelled(vector, Oaep.MGF1_SHA1),
                vector -> oaep(vector, Oaep.MGF1_SHA1),
                """
            31 vectors: 10 valid accepted, 18 invalid refused
            3 not run: a label, which no message may have; refused if read without it
            """);
    }

    @Test
    void rsaOaep_mgf1WithSha256_doesAsTheVectorsState() throws Exception {
        check(
                "RSA-OAEP, 3072 bits, MGF1 with SHA-256",
                "rsa_oaep_3072_sha256_mgf1sha256_test.json",
                vector -> labelled(vector, Oaep.MGF1_SHA256),
                vector -> oaep(vector, Oaep.MGF1_SHA256),
                """
            37 vectors: 10 valid accepted, 19 invalid refused
            8 not run: a label, which no message may have; refused if read without it
            """);
    }

    private static String labelled(Vector vector, Oaep oaep) {
        if (vector.bytes("label").length == 0) {
            return null;
        }
        assertThatExceptionOfType(GeneralSecurityException.class)
                .as("%s, read as if it had no label", vector)
                .isThrownBy(() -> decrypt(vector, oaep));
        return "a label, which no message may have; refused if read without it";
    }

    private static boolean oaep(Vector vector, Oaep oaep) throws GeneralSecurityException {
        return same(decrypt(vector, oaep), vector.bytes("msg"));
    }

    private static byte[] decrypt(Vector vector, Oaep oaep) throws GeneralSecurityException {
        PrivateKey key = KeyFactory.getInstance("RSA")
                .generatePrivate(new PKCS8EncodedKeySpec(HexFormat.of()
                        .parseHex(vector.group().required("privateKeyPkcs8").textValue())));
        return oaep.cipher(Cipher.DECRYPT_MODE, key, null).doFinal(vector.bytes("ct"));
    }

    // AES key wrap.

    @Test
    void aesWrap_doesAsTheVectorsState() throws Exception {
        check("AES key wrap", "aes_wrap_test.json", WycheproofTest::notForWrap, WycheproofTest::wrap, """
            165 vectors: 13 valid accepted, 54 invalid refused
            acceptable vector 109 (wrapping an 8 byte key) is refused
            97 not run: a wrapping key of 128 or 192 bits; no sealer or opener takes it
            """);
    }

    private static String notForWrap(Vector vector) {
        if (vector.ofGroup("keySize") == 256) {
            return null;
        }
        SecretKey key = new SecretKeySpec(vector.bytes("key"), "AES");
        assertThatExceptionOfType(SealException.class).isThrownBy(() -> AesKeys.require("kek-1", key));
        return "a wrapping key of 128 or 192 bits; no sealer or opener takes it";
    }

    private static boolean wrap(Vector vector) throws GeneralSecurityException {
        SecretKey key = new SecretKeySpec(vector.bytes("key"), "AES");
        byte[] message = vector.bytes("msg");
        byte[] wrapped = vector.bytes("ct");
        if (vector.is("EmptyKey") || vector.is("WrongDataSize")) {
            assertThatExceptionOfType(Exception.class)
                    .as("wrapping, %s", vector)
                    .isThrownBy(() -> AesKeys.cipher(Cipher.WRAP_MODE, key).wrap(new SecretKeySpec(message, "AES")));
        }
        byte[] unwrapped = AesKeys.cipher(Cipher.UNWRAP_MODE, key)
                .unwrap(wrapped, "AES", Cipher.SECRET_KEY)
                .getEncoded();
        byte[] again = AesKeys.cipher(Cipher.WRAP_MODE, key).wrap(new SecretKeySpec(message, "AES"));
        return same(unwrapped, message) && same(again, wrapped);
    }

    /** The cipher unwraps keys of every size; a message may hold one of 256 bits only. */
    @Test
    void aesWrap_keysOfOtherSizesInAMessage_areRefused() throws Exception {
        int[] counts = new int[2];
        Wycheproof.file("aes_wrap_test.json").run(WycheproofTest::notForWrap, vector -> {
            if (!vector.result().equals("invalid")) {
                boolean fits = vector.bytes("msg").length == AesGcm.KEY_BYTES;
                counts[fits ? 1 : 0]++;
                assertThat(messageTakes(vector.bytes("ct")))
                        .as(vector.toString())
                        .isEqualTo(fits);
            }
            return true;
        });
        assertThat(counts).as("of another size, of 256 bits").containsExactly(10, 4);
    }

    private static boolean messageTakes(byte[] wrapped) {
        KEKRecipientInfo recipient = new KEKRecipientInfo(
                new KEKIdentifier("kek-1".getBytes(US_ASCII), null, null),
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_wrap),
                new DEROctetString(wrapped));
        try {
            byte[] der = new RecipientInfo(recipient).getEncoded(ASN1Encoding.DER);
            return WrappedKey.of(der) instanceof WrappedKey.Aes;
        } catch (SealException e) {
            assertThat(e.reason()).isEqualTo(Reason.WEAK_OR_UNSUPPORTED_ALGORITHM);
            return false;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    // RSA-PSS.

    @Test
    void rsaPss_doesAsTheVectorsState() throws Exception {
        check(
                "RSA-PSS, 3072 bits",
                "rsa_pss_3072_sha256_mgf1_32_test.json",
                vector -> null,
                vector -> {
                    PublicKey key = KeyFactory.getInstance("RSA")
                            .generatePublic(new X509EncodedKeySpec(HexFormat.of()
                                    .parseHex(vector.group()
                                            .required("publicKeyDer")
                                            .textValue())));
                    return verifies(key, vector.bytes("msg"), vector.bytes("sig"));
                },
                """
            108 vectors: 63 valid accepted, 45 invalid refused
            """);
    }

    /** As a signature of a publisher is verified. */
    private static boolean verifies(PublicKey key, byte[] message, byte[] signed) {
        assertThat(SignatureAlgorithm.of(key)).isEqualTo(SignatureAlgorithm.RSA_PSS);
        return SignatureAlgorithm.RSA_PSS.verifies(key, 32, message, signed);
    }

    // PBKDF2.

    @Test
    void pbkdf2_ofBouncyCastle_doesAsTheVectorsState() throws Exception {
        check(
                "PBKDF2-HMAC-SHA256, Bouncy Castle",
                "pbkdf2_hmacsha256_test.json",
                vector -> null,
                vector -> {
                    PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
                    generator.init(vector.bytes("password"), vector.bytes("salt"), vector.number("iterationCount"));
                    KeyParameter key =
                            (KeyParameter) generator.generateDerivedMacParameters(Byte.SIZE * vector.number("dkLen"));
                    return same(key.getKey(), vector.bytes("dk"));
                },
                """
            60 vectors: 60 valid accepted, 0 invalid refused
            """);
    }

    @Test
    void pbkdf2_ofThePlatform_doesAsTheVectorsState() throws Exception {
        check(
                "PBKDF2-HMAC-SHA256, platform",
                "pbkdf2_hmacsha256_test.json",
                WycheproofTest::notAscii,
                vector -> {
                    char[] password = new String(vector.bytes("password"), US_ASCII).toCharArray();
                    PBEKeySpec spec = new PBEKeySpec(
                            password,
                            vector.bytes("salt"),
                            vector.number("iterationCount"),
                            Byte.SIZE * vector.number("dkLen"));
                    SecretKeyFactory factory = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256");
                    return same(factory.generateSecret(spec).getEncoded(), vector.bytes("dk"));
                },
                """
            60 vectors: 31 valid accepted, 0 invalid refused
            29 not run: a password that is not ASCII; the platform takes characters, and encodes others as it likes
            """);
    }

    private static String notAscii(Vector vector) {
        for (byte one : vector.bytes("password")) {
            if (one < 0) {
                return "a password that is not ASCII; the platform takes characters, and encodes others as it likes";
            }
        }
        return null;
    }
}
