package io.mlcd.core.registry;

import java.util.Arrays;

/**
 * Which arm a key belongs to. Each key has a fixed place on a circle, by its hash and a salt; each arm has the arc that begins
 * where the arm before ends. Arm 0 is the champion and has what is left, so that a key that was given to an arm stays there
 * while shares only grow.
 *
 * <p>With more than one challenger arms must keep their places when shares grow: each arm's arc begins at a fixed place.
 * Immutable.
 */
final class TrafficSplit {
    /*
     * The circle has 2^32 places. Challenger k of n owns places from k/n of the circle on, as many as its share says; the
     * champion has all others. Raising a share moves the end of an arc on, and so takes keys of the champion and gives none
     * back. An arc may be longer than 1/n of the circle; then those after it are moved on, and only then do keys change.
     */
    private static final double CIRCLE = 0x1p32;

    private final long salt;
    /** Where arcs begin, in rising order. */
    private final long[] from;
    /** Where they end, before {@code from + 2^32}. */
    private final long[] to;

    private TrafficSplit(long salt, long[] from, long[] to) {
        this.salt = salt;
        this.from = from;
        this.to = to;
    }

    /**
     * A split.
     *
     * @param salt so that another rollout chooses other keys
     * @param shares of the challengers, each from 0 to 1, together at most 1
     */
    static TrafficSplit of(long salt, double... shares) {
        double sum = Arrays.stream(shares).sum();
        if (!(sum <= 1 + 1e-9) || !Arrays.stream(shares).allMatch(share -> share >= 0)) {
            throw new IllegalArgumentException("the shares " + Arrays.toString(shares)
                    + " must each be 0 or more and together at most 1; the champion has what is left");
        }
        int arms = shares.length;
        long[] from = new long[arms];
        long[] to = new long[arms];
        long last = 0;
        for (int arm = 0; arm < arms; arm++) {
            from[arm] = Math.max(last, Math.round(CIRCLE * arm / arms));
            to[arm] = from[arm] + Math.round(CIRCLE * shares[arm]);
            last = to[arm];
        }
        long over = last - (long) CIRCLE;
        for (int arm = arms - 1; arm >= 0 && over > 0; arm--) { // the arcs that end behind the circle's end move back
            from[arm] -= over;
            to[arm] -= over;
            over = arm == 0 ? 0 : Math.max(0, to[arm - 1] - from[arm]);
        }
        return new TrafficSplit(salt, from, to);
    }

    /** The arm of a key: 0 is the champion, 1 the first challenger. */
    int arm(String key) {
        return armOf(hash(key));
    }

    /** The arm of a place, for example a random one. */
    int armOf(long hash) {
        long place = hash >>> 32;
        for (int arm = 0; arm < from.length; arm++) {
            if (place >= from[arm] && place < to[arm]) {
                return arm + 1;
            }
        }
        return 0;
    }

    /** The hash of a key under the salt; no allocation. */
    long hash(String key) {
        long hash = salt;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L; // FNV-1a over chars, whose last bits alone are weak
        }
        return mixed(hash ^ key.length());
    }

    /** Whether a place is among the first ones of the circle, a share of it: those that are a lone challenger's the longest. */
    static boolean isAmongFirst(long hash, double share) {
        return (hash >>> 32) < CIRCLE * share;
    }

    /** Whether a place is among the last ones of the circle, a share of it: those that are the champion's the longest. */
    static boolean isAmongLast(long hash, double share) {
        return (hash >>> 32) >= CIRCLE * (1 - share);
    }

    /** The finalizer of SplitMix64: every bit of the input moves every bit of the output. */
    static long mixed(long bits) {
        long z = bits + 0x9e3779b97f4a7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
