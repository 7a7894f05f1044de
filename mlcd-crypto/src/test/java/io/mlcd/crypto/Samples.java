package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.BOB;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static io.mlcd.crypto.TestKeys.PLAIN_CERTIFICATE;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.cms.RecipientInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.jspecify.annotations.Nullable;

/** Small sealed models, for each kind of recipient, signed and unsigned, in DER and in BER. */
final class Samples {
    /** In the content, so that a text which quotes it is found out. */
    private static final String MARK = "the weights of the small model";

    private static final int ARTIFACT_BYTES = 700;
    private static final int PIECE_BYTES = 150;

    static final char[] PASSPHRASE = "correct-horse-battery-staple".toCharArray();

    /** The cheapest that are allowed, so that a test can afford many derivations. */
    private static final byte[] SALT = "sixteen bytes 01".getBytes(UTF_8);

    static final KeyDerivation PBKDF2 = new KeyDerivation.Pbkdf2(SALT, KeyDerivation.Pbkdf2.MIN_COUNT);
    static final KeyDerivation ARGON2ID = new KeyDerivation.Argon2id(SALT, KeyDerivation.Argon2id.MIN_MEMORY_KIB, 2, 1);

    static final KeyPair KEM = Keys.newMlKemKeyPair();

    private static final SigningKey SIGNER = SigningKey.of(P256.getPrivate(), P256.getPublic());

    /** Derivations of other keys than the samples', which one opener may do: each takes some 50 ms. */
    private static final int OTHER_DERIVATIONS = 2;

    static {
        Secrets.add(MARK);
        Secrets.add(new String(PASSPHRASE));
    }

    private Samples() {}

    /** Some bytes as long as a small model takes. */
    static byte[] artifact(int seed) {
        byte[] artifact = new byte[ARTIFACT_BYTES];
        new Random(seed).nextBytes(artifact);
        System.arraycopy(MARK.getBytes(UTF_8), 0, artifact, 0, MARK.length());
        return artifact;
    }

    /** What seals a content, so that the same opener opens it. */
    interface Seal {
        byte[] seal(byte[] content, SecureRandom random) throws Exception;
    }

    /**
     * The same bytes whenever as many are asked for, so that the messages of one kind hold the same wrapped key, and what
     * unwraps it need not be done again for each of them.
     */
    @SuppressWarnings("serial")
    private static final class Fixed extends SecureRandom {
        private final int seed;

        Fixed(int seed) {
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            new Random(1000 * seed + bytes.length).nextBytes(bytes);
            if (bytes.length == AesGcm.KEY_BYTES) {
                Secrets.add(bytes);
            }
        }
    }

    /** A message of one kind. */
    static final class Sample {
        private final String name;
        private final Seal seal;
        private final byte[] content;
        private final byte[] sealed;
        private final Opener opener;
        private final Opener fast;

        private Sample(String name, Seal seal, byte[] content, Opener opener, Opener fast) throws Exception {
            this.name = name;
            this.seal = seal;
            this.content = content;
            this.sealed = seal.seal(content, new Fixed(1));
            this.opener = opener;
            this.fast = fast;
        }

        byte[] content() {
            return content.clone();
        }

        byte[] sealed() {
            return sealed.clone();
        }

        /** Another message of the kind, for the same opener, as long as this one if it is not signed. */
        byte[] sealedOther() throws Exception {
            return seal.seal(artifact(2), new Fixed(2));
        }

        /** The opener as users have it. */
        Opener opener() {
            return opener;
        }

        /**
         * The same one, except that it does no operation on one wrapped key twice, and few derivations of keys from
         * passphrases other than the right one: what is left out is said in {@link Samples#remembering}.
         */
        Opener fast() {
            return fast;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Sample> all() throws Exception {
        return Stream.of(aes(), rsa(), kem(), passphrase("PBKDF2", PBKDF2), passphrase("Argon2id", ARGON2ID))
                .flatMap(kind -> kind);
    }

    private static Stream<Sample> aes() throws Exception {
        Seal seal = by(AesSealer.with("kek-1", KEK));
        Seal signed = by(AesSealer.with("kek-1", KEK).signedBy(SIGNER));
        CmsOpener opener = AesOpener.with("kek-1", KEK);
        CmsOpener trusting = opener.trusting(P256.getPublic());
        return Stream.of(
                new Sample("AES", seal, artifact(1), opener, opener),
                new Sample("AES, no content", seal, new byte[0], opener, opener),
                new Sample("AES, in BER pieces", inPieces(seal), artifact(1), opener, opener),
                new Sample("AES, signed", signed, artifact(1), trusting, trusting),
                new Sample("AES, signed, in BER pieces", inPieces(signed), artifact(1), trusting, trusting));
    }

    private static Stream<Sample> rsa() throws Exception {
        CmsSealer sealer = RsaSealer.to(ALICE.getPublic());
        CmsOpener opener = RsaOpener.with(ALICE.getPrivate());
        CmsOpener fast = RsaOpener.with(Samples::unwrap, ALICE.getPublic());
        CmsOpener certified = RsaOpener.with(ALICE.getPrivate(), PLAIN_CERTIFICATE);
        CmsOpener fastCertified = RsaOpener.with(Samples::unwrap, PLAIN_CERTIFICATE);
        return Stream.of(
                new Sample("RSA", by(sealer), artifact(1), opener, fast),
                new Sample(
                        "RSA by issuer and serial number, in BER pieces",
                        inPieces(by(RsaSealer.to(PLAIN_CERTIFICATE))),
                        artifact(1),
                        certified,
                        fastCertified),
                new Sample(
                        "RSA, signed by RSA-PSS",
                        by(sealer.signedBy(BOB.getPrivate())),
                        artifact(1),
                        opener.trusting(BOB.getPublic()),
                        fast.trusting(BOB.getPublic())),
                new Sample(
                        "RSA, signed, in BER pieces",
                        inPieces(by(sealer.signedBy(SIGNER))),
                        artifact(1),
                        opener.trusting(P256.getPublic()),
                        fast.trusting(P256.getPublic())));
    }

    private static Stream<Sample> kem() throws Exception {
        CmsSealer sealer = MlKemSealer.to(KEM.getPublic());
        CmsOpener opener = MlKemOpener.with(KEM.getPrivate(), KEM.getPublic());
        CmsOpener trusting = opener.trusting(P256.getPublic());
        return Stream.of(
                new Sample("ML-KEM", by(sealer), artifact(1), opener, remembering(opener)),
                new Sample(
                        "ML-KEM, signed, in BER pieces",
                        inPieces(by(sealer.signedBy(SIGNER))),
                        artifact(1),
                        trusting,
                        remembering(trusting)));
    }

    private static Stream<Sample> passphrase(String name, KeyDerivation derivation) throws Exception {
        CmsOpener opener = PassphraseOpener.with(PASSPHRASE);
        CmsOpener trusting = opener.trusting(P256.getPublic());
        Seal seal = (content, random) -> seal(derivation, content, random);
        Seal signed = (content, random) ->
                seal(derivation, SignedWriter.write(content, SIGNER, random).joined(), random);
        return Stream.of(
                new Sample(name, seal, artifact(1), opener, remembering(opener, derivation)),
                new Sample(name + ", signed", signed, artifact(1), trusting, remembering(trusting, derivation)),
                new Sample(
                        name + ", signed, in BER pieces",
                        inPieces(signed),
                        artifact(1),
                        trusting,
                        remembering(trusting, derivation)));
    }

    private static Seal by(CmsSealer sealer) {
        return (content, random) -> sealer.random(random).seal(content);
    }

    private static Seal inPieces(Seal seal) {
        return (content, random) -> Messages.inPieces(seal.seal(content, random), PIECE_BYTES);
    }

    /** A message for the passphrase, its key derived as given. */
    private static byte[] seal(KeyDerivation derivation, byte[] content, SecureRandom random) throws Exception {
        byte[] contentKey = new byte[AesGcm.KEY_BYTES];
        random.nextBytes(contentKey);
        return seal(List.of(recipient(derivation, contentKey, random)), contentKey, content);
    }

    /** The passphrase as a recipient, in DER. */
    static byte[] recipient(KeyDerivation derivation, byte[] contentKey, SecureRandom random) throws IOException {
        PasswordWrap wrap = PasswordWrap.wrap(derive(derivation), contentKey, random);
        return new RecipientInfo(wrap.info(derivation)).getEncoded(ASN1Encoding.DER);
    }

    /** A message of which nothing is checked. */
    static byte[] seal(List<byte[]> recipients, byte[] contentKey, byte[] content)
            throws GeneralSecurityException, IOException {
        byte[] nonce = new byte[AesGcm.NONCE_BYTES];
        new SecureRandom().nextBytes(nonce);
        return EnvelopeWriter.write(recipients, contentKey, nonce, EnvelopeWriter.Content.of(content));
    }

    private static final Map<AlgorithmIdentifier, byte[]> DERIVED = new ConcurrentHashMap<>();

    private static byte[] derive(KeyDerivation derivation) {
        return DERIVED.computeIfAbsent(derivation.identifier(), name -> {
            byte[] key = derivation.derive(new String(PASSPHRASE).getBytes(UTF_8));
            Secrets.add(key);
            return key;
        });
    }

    private static final Map<String, Optional<byte[]>> UNWRAPPED = new ConcurrentHashMap<>();

    /** Unwraps each wrapped key once, by the code of the opener. */
    private static byte @Nullable [] once(byte[] wrapped, Supplier<byte @Nullable []> unwrap) {
        return UNWRAPPED
                .computeIfAbsent(HexFormat.of().formatHex(wrapped), name -> Optional.ofNullable(unwrap.get()))
                .map(byte[]::clone)
                .orElse(null);
    }

    private static byte[] unwrap(KeyWrap how, byte[] wrapped) throws GeneralSecurityException {
        byte[] contentKey = once(wrapped, () -> Oaep.of(how).decrypt(ALICE.getPrivate(), null, wrapped, "key"));
        if (contentKey == null) {
            throw new GeneralSecurityException("does not unwrap");
        }
        return contentKey;
    }

    /** The opener with the ML-KEM key, taken apart. */
    private static Opener remembering(CmsOpener opener) {
        RecipientKey.Kem key = RecipientKey.Kem.of(KEM.getPrivate(), KEM.getPublic());
        return message -> {
            Envelope envelope = new Envelope(message);
            for (WrappedKey one : envelope.keys()) {
                if (one instanceof WrappedKey.Kem wrapped && wrapped.recipient.equals(key.identifier())) {
                    byte[] both = Der.join(wrapped.encapsulated, wrapped.encrypted, new byte[0]);
                    byte[] contentKey = once(both, () -> key.unwrap(List.of(wrapped)));
                    if (contentKey != null) {
                        return opener.open(envelope, contentKey);
                    }
                }
            }
            throw new SealException(Reason.NO_MATCHING_KEY, "none of the keys");
        };
    }

    /**
     * The opener with the passphrase, taken apart. All that comes before the derivation and all that comes behind it is
     * done for each message, by the code of {@link CmsOpener#open}. The right key is derived once. If a message asks for
     * another one, it is derived for the first few that ask for no more work than is asked for here, and the others are
     * taken for refused: their key is that of another salt or of other parameters.
     */
    private static Opener remembering(CmsOpener opener, KeyDerivation derivation) {
        Function<WrappedKey.OfPassphrase, byte @Nullable []> unwrap = new Function<>() {
            private int others;

            @Override
            public byte @Nullable [] apply(WrappedKey.OfPassphrase wrapped) {
                KeyDerivation asked = wrapped.derivation;
                byte[] key;
                if (asked.identifier().equals(derivation.identifier())) {
                    key = derive(derivation);
                } else if (asked.share() <= 1.5 * derivation.share() && others++ < OTHER_DERIVATIONS) {
                    key = asked.derive(new String(PASSPHRASE).getBytes(UTF_8));
                } else {
                    return null;
                }
                return UnwrappingKey.requireLength(wrapped.wrap.unwrap(key));
            }
        };
        return message -> {
            Envelope envelope = new Envelope(message);
            for (WrappedKey wrapped : envelope.keys()) {
                byte[] contentKey = unwrap.apply((WrappedKey.OfPassphrase) wrapped);
                if (contentKey != null) {
                    return opener.open(envelope, contentKey);
                }
            }
            throw new SealException(Reason.NO_MATCHING_KEY, "none of the passphrases");
        };
    }

    /** Where a part begins in a message. */
    static int indexOf(byte[] message, byte[] part) {
        for (int at = 0; at + part.length <= message.length; at++) {
            if (Arrays.equals(message, at, at + part.length, part, 0, part.length)) {
                return at;
            }
        }
        throw new AssertionError("the part is not in the message");
    }
}
