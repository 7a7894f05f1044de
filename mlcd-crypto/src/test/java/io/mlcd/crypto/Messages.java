package io.mlcd.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.DERTaggedObject;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.ContentInfo;
import org.bouncycastle.asn1.cms.EncryptedContentInfo;
import org.bouncycastle.asn1.cms.OriginatorInfo;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cms.CMSAlgorithm;
import org.bouncycastle.cms.CMSAuthEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSEncryptedDataGenerator;
import org.bouncycastle.cms.CMSEnvelopedDataGenerator;
import org.bouncycastle.cms.CMSProcessableByteArray;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.cms.CMSTypedData;
import org.bouncycastle.cms.PasswordRecipient;
import org.bouncycastle.cms.RecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceCMSContentEncryptorBuilder;
import org.bouncycastle.cms.jcajce.JceKEKRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKEMRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JceKeyTransRecipientInfoGenerator;
import org.bouncycastle.cms.jcajce.JcePasswordRecipientInfoGenerator;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.OutputAEADEncryptor;
import org.bouncycastle.operator.jcajce.JcaAlgorithmParametersConverter;
import org.jspecify.annotations.Nullable;

/** Messages that mlcd does not write, made with Bouncy Castle. */
final class Messages {
    static final BouncyCastleProvider BC = new BouncyCastleProvider();

    static final ASN1ObjectIdentifier GCM = CMSAlgorithm.AES256_GCM;

    /** Other providers' keys as Bouncy Castle's own. */
    static final PublicKeys BC_KEYS = key -> KeyFactory.getInstance(
                    SubjectPublicKeyInfo.getInstance(key.getEncoded())
                            .getAlgorithm()
                            .getAlgorithm()
                            .getId(),
                    BC)
            .generatePublic(new X509EncodedKeySpec(key.getEncoded()));

    interface PublicKeys {
        PublicKey convert(PublicKey key) throws Exception;
    }

    private static final CMSTypedData CONTENT = new CMSProcessableByteArray("a small model".getBytes(UTF_8));

    private Messages() {}

    static RecipientInfoGenerator pkcs1(KeyPair keys) {
        return new JceKeyTransRecipientInfoGenerator(keyId(keys), keys.getPublic()).setProvider(BC);
    }

    static RecipientInfoGenerator oaep(KeyPair keys, String digest, String maskDigest, byte[] label) throws Exception {
        OAEPParameterSpec parameters =
                new OAEPParameterSpec(digest, "MGF1", new MGF1ParameterSpec(maskDigest), new PSource.PSpecified(label));
        AlgorithmIdentifier algorithm = new JcaAlgorithmParametersConverter()
                .getAlgorithmIdentifier(PKCSObjectIdentifiers.id_RSAES_OAEP, parameters);
        return new JceKeyTransRecipientInfoGenerator(keyId(keys), algorithm, keys.getPublic()).setProvider(BC);
    }

    static RecipientInfoGenerator oaep(KeyPair keys) throws Exception {
        return oaep(keys, "SHA-256", "SHA-256", new byte[0]);
    }

    static RecipientInfoGenerator kek(String id, SecretKey key) {
        return new JceKEKRecipientInfoGenerator(id.getBytes(UTF_8), key).setProvider(BC);
    }

    /** A passphrase's recipient, by PBKDF2. */
    static RecipientInfoGenerator passphrase(
            ASN1ObjectIdentifier wrap, PasswordRecipient.PRF prf, int count, char[] passphrase) {
        return new JcePasswordRecipientInfoGenerator(wrap, passphrase)
                .setProvider(BC)
                .setPRF(prf)
                .setSaltAndIterationCount(new byte[16], count);
    }

    static RecipientInfoGenerator kem(KeyPair keys, ASN1ObjectIdentifier wrap, ASN1ObjectIdentifier derivation) {
        return new JceKEMRecipientInfoGenerator(new byte[20], keys.getPublic(), wrap)
                .setProvider(BC)
                .setKDF(new AlgorithmIdentifier(derivation));
    }

    static byte[] authEnveloped(ASN1ObjectIdentifier algorithm, RecipientInfoGenerator... recipients) throws Exception {
        CMSAuthEnvelopedDataGenerator generator = new CMSAuthEnvelopedDataGenerator();
        for (RecipientInfoGenerator recipient : recipients) {
            generator.addRecipientInfoGenerator(recipient);
        }
        OutputAEADEncryptor encryptor = (OutputAEADEncryptor)
                new JceCMSContentEncryptorBuilder(algorithm).setProvider(BC).build();
        return generator.generate(CONTENT, encryptor).toASN1Structure().getEncoded(ASN1Encoding.DER);
    }

    static byte[] enveloped(RecipientInfoGenerator recipient) throws Exception {
        CMSEnvelopedDataGenerator generator = new CMSEnvelopedDataGenerator();
        generator.addRecipientInfoGenerator(recipient);
        return generator
                .generate(
                        CONTENT,
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(BC)
                                .build())
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);
    }

    static byte[] encrypted() throws Exception {
        return new CMSEncryptedDataGenerator()
                .generate(
                        CONTENT,
                        new JceCMSContentEncryptorBuilder(CMSAlgorithm.AES256_CBC)
                                .setProvider(BC)
                                .build())
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);
    }

    static byte[] signed() throws Exception {
        return new CMSSignedDataGenerator()
                .generate(CONTENT, true)
                .toASN1Structure()
                .getEncoded(ASN1Encoding.DER);
    }

    /** A message in BER, up to the end of its only recipient. */
    static byte[] withRawRecipient(byte[] recipient) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] sequence = {0x30, (byte) 0x80};
        out.write(sequence);
        out.write(CmsType.AUTH_ENVELOPED);
        out.write(new byte[] {(byte) 0xA0, (byte) 0x80});
        out.write(sequence);
        out.write(EnvelopeWriter.VERSION);
        out.write(new byte[] {0x31, (byte) 0x80});
        out.write(recipient);
        return out.toByteArray();
    }

    /** The same message in BER without lengths, as tools stream it, with its ciphertext in pieces of the given size. */
    static byte[] inPieces(byte[] sealed, int pieceBytes) throws IOException {
        return inPieces(sealed, pieces(sealed, pieceBytes));
    }

    /** The same message in BER without lengths, with the given pieces of ciphertext. */
    static byte[] inPieces(byte[] sealed, List<byte[]> pieces) throws IOException {
        Parts parts = parts(sealed);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] sequence = {0x30, (byte) 0x80};
        byte[] context0 = {(byte) 0xA0, (byte) 0x80};
        out.write(sequence);
        out.write(CmsType.AUTH_ENVELOPED);
        out.write(context0);
        out.write(sequence);
        out.write(EnvelopeWriter.VERSION);
        out.write(parts.recipients.getEncoded(ASN1Encoding.DER));
        out.write(sequence);
        out.write(parts.contentType.getEncoded(ASN1Encoding.DER));
        out.write(parts.algorithm.getEncoded(ASN1Encoding.DER));
        out.write(context0);
        for (byte[] piece : pieces) {
            out.write(new DEROctetString(piece).getEncoded(ASN1Encoding.DER));
        }
        out.write(new byte[4]);
        out.write(parts.tag.getEncoded(ASN1Encoding.DER));
        out.write(new byte[6]);
        return out.toByteArray();
    }

    /** The ciphertext of a message in DER, cut into pieces. */
    static List<byte[]> pieces(byte[] sealed, int pieceBytes) {
        byte[] ciphertext = parts(sealed).ciphertext();
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < ciphertext.length; at += pieceBytes) {
            pieces.add(Arrays.copyOfRange(ciphertext, at, Math.min(at + pieceBytes, ciphertext.length)));
        }
        return pieces;
    }

    static Parts parts(byte[] sealed) {
        return new Parts(
                ASN1Sequence.getInstance(ContentInfo.getInstance(sealed).getContent()));
    }

    private static byte[] keyId(KeyPair keys) {
        RSAPublicKey key = (RSAPublicKey) keys.getPublic();
        return ASN1OctetString.getInstance(RsaKeys.identifier(key.getModulus(), key.getPublicExponent())
                        .getId())
                .getOctets();
    }

    /** A message taken apart, so that a test can change one part and put it together again. */
    static final class Parts {
        @Nullable OriginatorInfo originator;

        ASN1Set recipients;
        ASN1ObjectIdentifier contentType;
        AlgorithmIdentifier algorithm;

        @Nullable ASN1OctetString content;

        @Nullable ASN1Set authenticated;

        ASN1OctetString tag;

        @Nullable ASN1Set unauthenticated;

        /** Not by AuthEnvelopedData, which refuses a content type other than id-data without attributes. */
        private Parts(ASN1Sequence data) {
            EncryptedContentInfo info = EncryptedContentInfo.getInstance(data.getObjectAt(2));
            recipients = ASN1Set.getInstance(data.getObjectAt(1));
            contentType = info.getContentType();
            algorithm = info.getContentEncryptionAlgorithm();
            content = info.getEncryptedContent();
            tag = ASN1OctetString.getInstance(data.getObjectAt(3));
        }

        byte[] ciphertext() {
            if (content == null) {
                throw new AssertionError("the content is elsewhere");
            }
            return content.getOctets();
        }

        Parts recipients(ASN1Encodable... recipients) {
            this.recipients = new DERSet(recipients);
            return this;
        }

        void algorithm(ASN1ObjectIdentifier algorithm, ASN1EncodableVector parameters) {
            this.algorithm = new AlgorithmIdentifier(algorithm, new DERSequence(parameters));
        }

        byte[] join() throws Exception {
            // Not by AuthEnvelopedData, which refuses some of what tests need.
            ASN1EncodableVector data = new ASN1EncodableVector();
            data.add(new ASN1Integer(0));
            addTagged(data, 0, originator);
            data.add(recipients);
            data.add(new EncryptedContentInfo(contentType, algorithm, content));
            addTagged(data, 1, authenticated);
            data.add(tag);
            addTagged(data, 2, unauthenticated);
            return new ContentInfo(CMSObjectIdentifiers.authEnvelopedData, new DERSequence(data))
                    .getEncoded(ASN1Encoding.DER);
        }

        private static void addTagged(ASN1EncodableVector data, int tag, @Nullable ASN1Encodable element) {
            if (element != null) {
                data.add(new DERTaggedObject(false, tag, element));
            }
        }
    }
}
