package io.mlcd.crypto;

import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.cms.PasswordRecipientInfo;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.CipherParameters;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.engines.RFC3211WrapEngine;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.jspecify.annotations.Nullable;

/** A content key wrapped by a key from a passphrase: id-alg-PWRI-KEK (RFC 3211) over AES-256. */
@SuppressWarnings("ArrayRecordComponent") // never compared
record PasswordWrap(byte[] iv, byte[] encrypted) {
    private static final int BLOCK_BYTES = 16;
    /** A length byte, three check bytes and the key, filled up to whole blocks. */
    private static final int WRAPPED_BYTES = 48;

    /** What a message holds; refuses what is of another kind. */
    static PasswordWrap of(AlgorithmIdentifier algorithm, byte[] encrypted) {
        if (!algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_alg_PWRI_KEK)) {
            throw Refusal.weak("wraps its key for a passphrase by another algorithm than PWRI-KEK");
        }
        AlgorithmIdentifier cipher = AlgorithmIdentifier.getInstance(algorithm.getParameters());
        if (cipher == null
                || !cipher.getAlgorithm().equals(NISTObjectIdentifiers.id_aes256_CBC)
                || !(cipher.getParameters() instanceof ASN1OctetString iv)
                || iv.getOctetsLength() != BLOCK_BYTES) {
            throw Refusal.weak("wraps its key for a passphrase by another cipher than AES-256");
        }
        if (encrypted.length != WRAPPED_BYTES) {
            throw Refusal.weak("wraps a content key of another size than 256 bits");
        }
        return new PasswordWrap(iv.getOctets(), encrypted);
    }

    static PasswordWrap wrap(byte[] key, byte[] contentKey, SecureRandom random) {
        byte[] iv = new byte[BLOCK_BYTES];
        random.nextBytes(iv);
        CipherParameters parameters = new ParametersWithRandom(new ParametersWithIV(new KeyParameter(key), iv), random);
        RFC3211WrapEngine engine = engine();
        engine.init(true, parameters);
        return new PasswordWrap(iv, engine.wrap(contentKey, 0, contentKey.length));
    }

    /** The content key, or null if another key wrapped it or it was changed. */
    byte @Nullable [] unwrap(byte[] key) {
        RFC3211WrapEngine engine = engine();
        engine.init(false, new ParametersWithIV(new KeyParameter(key), iv));
        try {
            return engine.unwrap(encrypted, 0, encrypted.length);
        } catch (InvalidCipherTextException e) {
            return null;
        }
    }

    /** What a message says. */
    PasswordRecipientInfo info(KeyDerivation derivation) {
        AlgorithmIdentifier cipher =
                new AlgorithmIdentifier(NISTObjectIdentifiers.id_aes256_CBC, new DEROctetString(iv));
        return new PasswordRecipientInfo(
                derivation.identifier(),
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_alg_PWRI_KEK, cipher),
                new DEROctetString(encrypted));
    }

    private static RFC3211WrapEngine engine() {
        return new RFC3211WrapEngine(AESEngine.newInstance());
    }
}
