package io.mlcd.benchmarks.sealing;

import io.mlcd.crypto.AesOpener;
import io.mlcd.crypto.AesSealer;
import io.mlcd.crypto.Keys;
import java.util.Arrays;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Who seals and opens. */
enum Contender {
    /** This project, for one AES recipient. */
    MLCD("mlcd", "mlcd, unsigned"),
    /** The same, signed by ECDSA on P-256, which openers require. */
    SIGNED("signed", "mlcd, signed (SHA-256 and a copy more)"),
    /** The bare cipher of the platform, in one call. */
    PLATFORM("platform", "`Cipher.doFinal` of the platform"),
    /** The bare cipher of Bouncy Castle, in one call. */
    BOUNCY_CASTLE("bouncycastle", "Bouncy Castle's `GCMBlockCipher`");

    /** Made for this benchmark; it vouches for nothing. */
    private static final String PUBLISHER = """
            -----BEGIN PRIVATE KEY-----
            MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgdWe4+vJ1KfBRJ/lw
            EjQRNHNZQewh4TndUh/lQ77DhE6hRANCAAQDGax07bUXqYyq/SffU68RiXB1BFG/
            49jAYH3E3L/m8jNLEXHjAud1rCsVUuvvkeSKGienu8jGYCdh2zpDfKec
            -----END PRIVATE KEY-----
            -----BEGIN PUBLIC KEY-----
            MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEAxmsdO21F6mMqv0n31OvEYlwdQRR
            v+PYwGB9xNy/5vIzSxFx4wLndawrFVLr75Hkihonp7vIxmAnYds6Q3ynnA==
            -----END PUBLIC KEY-----
            """;

    private final String id;
    private final String title;

    Contender(String id, String title) {
        this.id = id;
        this.title = title;
    }

    /** The name on the command line. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    /** Whether it is this project's, and has bounds to keep. */
    boolean isOurs() {
        return id.startsWith("mlcd");
    }

    /** A new one; the first loads what it needs. */
    Engine engine() {
        return switch (this) {
            case MLCD -> new Engine.Of(AesSealer.with("k", key()), AesOpener.with("k", key()));
            case SIGNED ->
                new Engine.Of(
                        AesSealer.with("k", key()).signedBy(Keys.privateKey(PUBLISHER.toCharArray())),
                        AesOpener.with("k", key()).trusting(Keys.publicKey(PUBLISHER)));
            case PLATFORM -> new PlatformEngine(key());
            case BOUNCY_CASTLE -> new BouncyCastleEngine(key());
        };
    }

    static List<Contender> all() {
        return List.of(values());
    }

    /** The same in all JVMs, so that one opens what another sealed. */
    private static SecretKey key() {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) 7);
        return new SecretKeySpec(bytes, "AES");
    }
}
