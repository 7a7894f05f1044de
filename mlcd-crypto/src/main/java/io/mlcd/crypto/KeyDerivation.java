package io.mlcd.crypto;

import java.math.BigInteger;
import java.security.SecureRandom;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PBKDF2Params;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.generators.PKCS5S2ParametersGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** How an AES-256 key comes out of a passphrase, within limits that keep a stranger's message from costing hours. */
sealed interface KeyDerivation {
    /** The key, 32 bytes, to be zeroed by the caller. */
    byte[] derive(byte[] passphrase);

    /** What a message says of it. */
    AlgorithmIdentifier identifier();

    /** The part that it takes of all the work that one message may ask for. */
    double share();

    int MIN_SALT_BYTES = 8;
    int MAX_SALT_BYTES = 64;
    int NEW_SALT_BYTES = 16;

    /** PBKDF2 (RFC 8018) with HMAC-SHA-256. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Pbkdf2(byte[] salt, int count) implements KeyDerivation {
        static final int MIN_COUNT = 100_000;
        static final int MAX_COUNT = 10_000_000;
        /** Of new messages: what OWASP asked for in 2023. */
        static final int NEW_COUNT = 600_000;

        private static final AlgorithmIdentifier PRF =
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256, DERNull.INSTANCE);

        static Pbkdf2 fresh(SecureRandom random) {
            return new Pbkdf2(newSalt(random), NEW_COUNT);
        }

        private static Pbkdf2 of(ASN1Encodable parameters) {
            PBKDF2Params params = PBKDF2Params.getInstance(parameters);
            AlgorithmIdentifier prf = params.getPrf();
            if (!prf.equals(PRF)) {
                throw Refusal.weak("derives a key from a passphrase by another function than HMAC-SHA-256 ("
                        + prf.getAlgorithm() + ")");
            }
            BigInteger length = params.getKeyLength();
            if (length != null && !length.equals(BigInteger.valueOf(AesGcm.KEY_BYTES))) {
                throw Refusal.weak("derives a key of another size than 256 bits from a passphrase");
            }
            BigInteger count = params.getIterationCount();
            requireWithin("the PBKDF2 count", count, MIN_COUNT, MAX_COUNT);
            return new Pbkdf2(requireSalt(params.getSalt()), count.intValue());
        }

        @Override
        public byte[] derive(byte[] passphrase) {
            PKCS5S2ParametersGenerator generator = new PKCS5S2ParametersGenerator(new SHA256Digest());
            generator.init(passphrase, salt, count);
            KeyParameter key = (KeyParameter) generator.generateDerivedMacParameters(Byte.SIZE * AesGcm.KEY_BYTES);
            return key.getKey();
        }

        @Override
        public AlgorithmIdentifier identifier() {
            return new AlgorithmIdentifier(
                    PKCSObjectIdentifiers.id_PBKDF2, new PBKDF2Params(salt, count, AesGcm.KEY_BYTES, PRF));
        }

        @Override
        public double share() {
            return (double) count / MAX_COUNT;
        }
    }

    /** Argon2id (RFC 9106), version 1.3. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Argon2id(byte[] salt, int memoryKib, int passes, int lanes) implements KeyDerivation {
        /**
         * No standard names Argon2id in CMS, so it has a name of our own, of the arc of UUIDs (ITU-T X.667;
         * e778cfd0-0f21-5322-b7a2-96977c3ab9c2). The parameters are a sequence of the salt (an octet string), KiB of memory, passes and lanes (integers).
         */
        static final ASN1ObjectIdentifier NAME =
                new ASN1ObjectIdentifier("2.25.307678957592268067115170206735274785218");

        static final int MIN_MEMORY_KIB = 19 << 10;
        static final int MAX_MEMORY_KIB = 1 << 20;
        static final int MAX_PASSES = 64;
        static final int MAX_LANES = 16;
        /** KiB times passes: 1 GiB four times. */
        private static final double MAX_WORK = 4.0 * MAX_MEMORY_KIB;

        /** With the second parameters that RFC 9106 recommends, for where memory is short: 64 MiB, 3 passes, 4 lanes. */
        static Argon2id fresh(SecureRandom random) {
            return new Argon2id(newSalt(random), 64 << 10, 3, 4);
        }

        private static Argon2id of(ASN1Encodable parameters) {
            ASN1Sequence params = ASN1Sequence.getInstance(parameters);
            if (params.size() != 4) {
                throw Refusal.tampered("the parameters of its Argon2id are malformed");
            }
            BigInteger memory = integer(params, 1);
            BigInteger passes = integer(params, 2);
            BigInteger lanes = integer(params, 3);
            requireWithin("the KiB of memory for Argon2id", memory, MIN_MEMORY_KIB, mostMemoryKib());
            requireWithin("the passes of Argon2id", passes, 2, MAX_PASSES);
            requireWithin("the lanes of Argon2id", lanes, 1, MAX_LANES);
            byte[] salt = requireSalt(
                    ASN1OctetString.getInstance(params.getObjectAt(0)).getOctets());
            return new Argon2id(salt, memory.intValue(), passes.intValue(), lanes.intValue());
        }

        /** Half of the heap, if that is less: a message must not take the memory that a process lives on. */
        private static int mostMemoryKib() {
            long half = Runtime.getRuntime().maxMemory() / 2 / 1024;
            return (int) Math.max(MIN_MEMORY_KIB, Math.min(half, MAX_MEMORY_KIB));
        }

        private static BigInteger integer(ASN1Sequence sequence, int index) {
            return ASN1Integer.getInstance(sequence.getObjectAt(index)).getValue();
        }

        @Override
        public byte[] derive(byte[] passphrase) {
            Argon2BytesGenerator generator = new Argon2BytesGenerator();
            generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                    .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                    .withSalt(salt)
                    .withMemoryAsKB(memoryKib)
                    .withIterations(passes)
                    .withParallelism(lanes)
                    .build());
            byte[] key = new byte[AesGcm.KEY_BYTES];
            try {
                generator.generateBytes(passphrase, key);
            } catch (OutOfMemoryError e) {
                throw Refusal.overLimit("to make a key of the passphrase by Argon2id takes " + memoryKib
                        + " KiB of memory, which are not free; give the process more, or seal with less");
            }
            return key;
        }

        @Override
        public AlgorithmIdentifier identifier() {
            ASN1EncodableVector parameters = new ASN1EncodableVector();
            parameters.add(new DEROctetString(salt));
            parameters.add(new ASN1Integer(memoryKib));
            parameters.add(new ASN1Integer(passes));
            parameters.add(new ASN1Integer(lanes));
            return new AlgorithmIdentifier(NAME, new DERSequence(parameters));
        }

        @Override
        public double share() {
            return (double) memoryKib * passes / MAX_WORK;
        }
    }

    /** What a message means; refuses what is weak and what would take too long. */
    static KeyDerivation of(AlgorithmIdentifier algorithm) {
        if (algorithm.getParameters() != null) {
            if (algorithm.getAlgorithm().equals(PKCSObjectIdentifiers.id_PBKDF2)) {
                return Pbkdf2.of(algorithm.getParameters());
            }
            if (algorithm.getAlgorithm().equals(Argon2id.NAME)) {
                return Argon2id.of(algorithm.getParameters());
            }
        }
        throw Refusal.weak("derives a key from a passphrase by another algorithm than PBKDF2 or Argon2id ("
                + algorithm.getAlgorithm() + ")");
    }

    private static byte[] newSalt(SecureRandom random) {
        byte[] salt = new byte[NEW_SALT_BYTES];
        random.nextBytes(salt);
        return salt;
    }

    private static byte[] requireSalt(byte[] salt) {
        if (salt.length < MIN_SALT_BYTES || salt.length > MAX_SALT_BYTES) {
            throw Refusal.overLimit("the salt for a passphrase has " + salt.length + " bytes, and " + MIN_SALT_BYTES
                    + " to " + MAX_SALT_BYTES + " are allowed; seal it anew");
        }
        return salt;
    }

    private static void requireWithin(String what, BigInteger given, int min, int max) {
        if (given.compareTo(BigInteger.valueOf(min)) < 0) {
            throw Refusal.weak("sets " + what + " to " + shown(given) + ", below the least allowed of " + min
                    + ", so that passphrases are guessed too fast");
        }
        if (given.compareTo(BigInteger.valueOf(max)) > 0) {
            throw Refusal.overLimit("the message sets " + what + " to " + shown(given) + ", above the most allowed of "
                    + max + ", so that opening it would take too long; seal it anew");
        }
    }

    /** Not all of a number of a million digits. */
    private static String shown(BigInteger number) {
        return number.bitLength() < Long.SIZE ? number.toString() : "a number of " + number.bitLength() + " bits";
    }
}
