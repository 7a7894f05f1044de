package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;

import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.PrivateKey;
import javax.crypto.SecretKey;

/** One opener with a key of each kind, and how often each was used. */
final class CountingKeys {
    private final TestKeys.Counting privateKey = new TestKeys.Counting(ALICE);
    private final SharedKey sharedKey = new SharedKey(KEK);
    private final Unwrapper rsaService = new Unwrapper(BOB.getPrivate());
    private final Unwrapper aesService = new Unwrapper(KEK);
    private final int sharedKeyUsesBefore;
    private final CmsOpener opener;

    CountingKeys() {
        // A passphrase that was destroyed cannot be used unnoticed: that throws an IllegalStateException.
        CmsOpener passphrase = PassphraseOpener.with("a destroyed passphrase".toCharArray());
        passphrase.destroy();
        opener = RsaOpener.with(privateKey)
                .or(RsaOpener.with(rsaService, BOB.getPublic()))
                .or(AesOpener.with("kek-1", sharedKey))
                .or(AesOpener.with("service-1", aesService))
                .or(passphrase);
        sharedKeyUsesBefore = sharedKey.uses;
    }

    CmsOpener opener() {
        return opener;
    }

    /** Of the RSA key that is here. */
    int privateKeyUses() {
        return privateKey.uses();
    }

    /** Of all keys together. */
    int uses() {
        return privateKey.uses() + sharedKey.uses - sharedKeyUsesBefore + rsaService.calls + aesService.calls;
    }

    /** A shared key that counts how often it is asked for its bytes. */
    static final class SharedKey implements SecretKey {
        private static final long serialVersionUID = 1L;

        private final SecretKey key;
        private int uses;

        SharedKey(SecretKey key) {
            this.key = key;
        }

        int uses() {
            return uses;
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
            uses++;
            return key.getEncoded();
        }
    }

    /** A service that counts how often it is called. */
    static final class Unwrapper implements KeyUnwrapper {
        private final Key key;
        private int calls;

        Unwrapper(Key key) {
            this.key = key;
        }

        int calls() {
            return calls;
        }

        @Override
        public byte[] unwrap(KeyWrap how, byte[] wrapped) throws GeneralSecurityException {
            calls++;
            byte[] contentKey = key instanceof PrivateKey rsa
                    ? Oaep.of(how).decrypt(rsa, null, wrapped, "key")
                    : AesKeys.unwrap((SecretKey) key, wrapped, "key");
            if (contentKey == null) {
                throw new GeneralSecurityException("does not unwrap");
            }
            return contentKey;
        }
    }
}
