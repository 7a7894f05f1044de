package io.mlcd.crypto;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.MGF1ParameterSpec;
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
import org.jspecify.annotations.Nullable;

/** RSAES-OAEP with SHA-256 and no label, the one way in which RSA is used here. */
enum Oaep {
    /** What is written. */
    MGF1_SHA256("SHA-256"),
    /** Read only: Android's key store knows no other mask generation. */
    MGF1_SHA1("SHA-1");

    private static final String REFUSED = "wraps its key by another algorithm than RSA-OAEP with SHA-256, MGF1 with"
            + " SHA-256 or SHA-1, and no label";

    private final String maskDigest;

    Oaep(String maskDigest) {
        this.maskDigest = maskDigest;
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
        // The parameters are explicit: what a transformation name means by MGF1 differs between providers.
        Cipher cipher = Cipher.getInstance("RSA/ECB/OAEPPadding");
        OAEPParameterSpec parameters =
                new OAEPParameterSpec("SHA-256", "MGF1", new MGF1ParameterSpec(maskDigest), PSource.PSpecified.DEFAULT);
        if (random == null) {
            cipher.init(mode, key, parameters);
        } else {
            cipher.init(mode, key, parameters, random);
        }
        return cipher;
    }
}
