package io.mlcd.crypto;

import io.mlcd.api.SealException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.ECPublicKeySpec;
import java.security.spec.RSAPublicKeySpec;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

/** The public key that a private key tells. */
final class PublicHalf {
    private PublicHalf() {}

    /**
     * Requires that a private key does not tell another public key than the one given.
     *
     * @throws IllegalArgumentException if it does
     */
    static void requireHalves(PrivateKey privateKey, PublicKey publicKey) {
        boolean fit = true;
        if (privateKey instanceof RSAKey half) {
            fit = publicKey instanceof RSAKey other && half.getModulus().equals(other.getModulus());
        } else if (privateKey instanceof ECPrivateKey) {
            fit = KeyNames.of(of(privateKey)).equals(KeyNames.of(publicKey));
        }
        if (!fit) {
            throw new IllegalArgumentException(
                    "the private and the public key do not belong together; give the two halves of one key");
        }
    }

    static PublicKey of(PrivateKey key) {
        try {
            if (key instanceof RSAPrivateCrtKey rsa) {
                return KeyFactory.getInstance("RSA")
                        .generatePublic(new RSAPublicKeySpec(rsa.getModulus(), rsa.getPublicExponent()));
            }
            if (key instanceof ECPrivateKey ec) {
                return of(ec);
            }
        } catch (SealException e) {
            throw e;
        } catch (GeneralSecurityException | RuntimeException e) {
            // Without its cause, which may quote the key.
            throw Refusal.unusable("the public key of the private key of the algorithm " + key.getAlgorithm()
                    + " cannot be told; give it too: SigningKey.of(privateKey, publicKey)");
        }
        throw Refusal.unusable("the private key of the algorithm " + key.getAlgorithm() + " does not tell its public"
                + " key, by which messages name it; give that too: SigningKey.of(privateKey, publicKey)");
    }

    private static PublicKey of(ECPrivateKey key) throws GeneralSecurityException {
        BigInteger order = key.getParams().getOrder();
        for (String curve : new String[] {"P-256", "P-384"}) {
            X9ECParameters parameters = CustomNamedCurves.getByName(curve);
            if (parameters.getN().equals(order)) {
                // A multiplier whose time does not tell the scalar.
                ECPoint point = new FixedPointCombMultiplier()
                        .multiply(parameters.getG(), key.getS())
                        .normalize();
                java.security.spec.ECPoint affine = new java.security.spec.ECPoint(
                        point.getAffineXCoord().toBigInteger(),
                        point.getAffineYCoord().toBigInteger());
                return KeyFactory.getInstance("EC").generatePublic(new ECPublicKeySpec(affine, key.getParams()));
            }
        }
        throw Refusal.unusable("the EC key is on another curve than P-256 and P-384; make one on P-256");
    }
}
