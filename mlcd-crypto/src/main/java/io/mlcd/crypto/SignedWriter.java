package io.mlcd.crypto;

import static io.mlcd.crypto.BerReader.CONTEXT_0;
import static io.mlcd.crypto.BerReader.INTEGER;
import static io.mlcd.crypto.BerReader.OCTET_STRING;
import static io.mlcd.crypto.BerReader.SEQUENCE;

import java.io.IOException;
import java.security.SecureRandom;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Set;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSet;
import org.bouncycastle.asn1.cms.Attribute;
import org.bouncycastle.asn1.cms.CMSAlgorithmProtection;
import org.bouncycastle.asn1.cms.CMSAttributes;
import org.bouncycastle.asn1.cms.CMSObjectIdentifiers;
import org.bouncycastle.asn1.cms.SignerIdentifier;
import org.bouncycastle.asn1.cms.SignerInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** Writes a CMS {@code SignedData} around a content that stays where it is: what goes before it, and what behind. */
final class SignedWriter {
    private SignedWriter() {}

    static EnvelopeWriter.Content write(byte[] content, SigningKey signer, SecureRandom random) throws IOException {
        AlgorithmIdentifier digest = signer.signing().digestIdentifier();
        SignerInfo info = signed(content, signer, random);
        byte[] version = {INTEGER, 1, info.getVersion().intValueExact() == 1 ? (byte) 1 : 3};
        byte[] digests = new DERSet(digest).getEncoded(ASN1Encoding.DER);
        byte[] certificates = certificates(signer.certificate());
        byte[] infos = Der.set(List.of(info.getEncoded(ASN1Encoding.DER)));

        long explicitContent = Der.elementLength(content.length);
        long encapsulated = EnvelopeWriter.DATA.length + Der.elementLength(explicitContent);
        int behind = certificates.length + infos.length;
        long signedData = version.length + digests.length + Der.elementLength(encapsulated) + behind;
        long explicit = Der.elementLength(signedData);
        long message = SignedContent.SIGNED_DATA.length + Der.elementLength(explicit);

        Der head = new Der((int) (Der.elementLength(message) - content.length - behind));
        head.header(SEQUENCE, message);
        head.bytes(SignedContent.SIGNED_DATA);
        head.header(CONTEXT_0, explicit);
        head.header(SEQUENCE, signedData);
        head.bytes(version);
        head.bytes(digests);
        head.header(SEQUENCE, encapsulated);
        head.bytes(EnvelopeWriter.DATA);
        head.header(CONTEXT_0, explicitContent);
        head.header(OCTET_STRING, content.length);
        return new EnvelopeWriter.Content(head.written(), content, Der.join(certificates, infos, new byte[0]));
    }

    private static SignerInfo signed(byte[] content, SigningKey signer, SecureRandom random) throws IOException {
        SignatureAlgorithm signing = signer.signing();
        byte[] digest = SignedContent.digest(signing.digest(), content);
        AlgorithmIdentifier algorithm = signing.identifier();
        ASN1Set attributes = new DERSet(new ASN1Encodable[] {
            new Attribute(CMSAttributes.contentType, new DERSet(CMSObjectIdentifiers.data)),
            new Attribute(CMSAttributes.messageDigest, new DERSet(new DEROctetString(digest))),
            new Attribute(
                    CMSAttributes.cmsAlgorithmProtect,
                    new DERSet(new CMSAlgorithmProtection(
                            signing.digestIdentifier(), CMSAlgorithmProtection.SIGNATURE, algorithm)))
        });
        byte[] signature = signer.sign(attributes.getEncoded(ASN1Encoding.DER), random);
        SignerIdentifier name = KeyNames.signer(signer.name());
        return new SignerInfo(
                name, signing.digestIdentifier(), attributes, algorithm, new DEROctetString(signature), (ASN1Set) null);
    }

    private static byte[] certificates(byte @Nullable [] certificate) {
        if (certificate == null) {
            return new byte[0];
        }
        Der der = new Der((int) Der.elementLength(certificate.length));
        der.header(CONTEXT_0, certificate.length);
        der.bytes(certificate);
        return der.written();
    }
}
