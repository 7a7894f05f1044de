package io.mlcd.crypto;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What no text may hold: keys, passphrases and contents of the tests, whole or in part, in each form in which a text could
 * hold them.
 */
final class Secrets {
    /** Of it a text would hold enough to be a leak. */
    private static final int PART_BYTES = 8;

    private static final Set<String> SECRETS = ConcurrentHashMap.newKeySet();
    private static final Set<String> CLEAN = ConcurrentHashMap.newKeySet();
    private static final AtomicInteger LOOKED_AT = new AtomicInteger();

    static {
        add(TestKeys.KEK.getEncoded());
        add(TestKeys.OTHER_KEK.getEncoded());
        for (KeyPair keys : new KeyPair[] {TestKeys.ALICE, TestKeys.BOB}) {
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) keys.getPrivate();
            add(key.getPrivateExponent());
            add(key.getPrimeP());
            add(key.getPrimeQ());
        }
        for (KeyPair keys : new KeyPair[] {TestKeys.P256, TestKeys.P384}) {
            add(((ECPrivateKey) keys.getPrivate()).getS());
        }
    }

    private Secrets() {}

    static void add(byte[] secret) {
        SECRETS.add(Base64.getEncoder()
                .withoutPadding()
                .encodeToString(secret)
                .toLowerCase(Locale.ROOT)
                .substring(0, 10));
        SECRETS.add(Arrays.toString(Arrays.copyOf(secret, PART_BYTES)).replace("]", ""));
        for (int at = 0; at + PART_BYTES <= secret.length; at += PART_BYTES) {
            SECRETS.add(HexFormat.of().formatHex(secret, at, at + PART_BYTES));
        }
    }

    static void add(BigInteger secret) {
        add(secret.toByteArray());
        SECRETS.add(secret.toString(16).substring(0, 2 * PART_BYTES));
        SECRETS.add(secret.toString().substring(0, 2 * PART_BYTES));
    }

    static void add(String secret) {
        SECRETS.add(secret.toLowerCase(Locale.ROOT));
        add(secret.getBytes(StandardCharsets.UTF_8));
    }

    /** Requires that neither an exception nor any of its causes tells one. */
    static void requireNone(Throwable thrown) {
        requireNone(thrown.toString());
        for (Throwable suppressed : thrown.getSuppressed()) {
            requireNone(suppressed);
        }
        if (thrown.getCause() != null) {
            requireNone(thrown.getCause());
        }
    }

    static void requireNone(String text) {
        LOOKED_AT.incrementAndGet();
        if (!CLEAN.add(text)) {
            return;
        }
        String lower = text.toLowerCase(Locale.ROOT);
        for (String secret : SECRETS) {
            if (lower.contains(secret)) {
                throw new AssertionError("a secret is told: " + text);
            }
        }
    }

    /** How many texts were looked at, and how many different ones they were. */
    static String figures() {
        return String.format(Locale.ROOT, "%,d texts, %,d of them different", LOOKED_AT.get(), CLEAN.size());
    }
}
