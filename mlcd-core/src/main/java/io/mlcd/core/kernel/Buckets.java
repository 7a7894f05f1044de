package io.mlcd.core.kernel;

/**
 * Equal parts of a range of floats, in which keys are looked up. The bucket of a value never falls when the value rises,
 * whatever is rounded, so keys up to a value lie in buckets up to the value's own.
 */
final class Buckets {
    /** About how many keys a bucket holds. */
    private static final int KEYS = 4;
    /** A few values far out would leave all others in one bucket: so many of the keys may lie outside at each end. */
    private static final int[] OUTSIDE = {256, 64, 16};

    /** Where bucket 0 begins; lesser values are in it too. */
    final float low;
    /** Buckets to a unit. */
    final float scale;
    /** For each bucket how many keys lie before it. */
    final int[] firsts;
    /** How many keys the fullest bucket holds. */
    final int most;

    /** One bucket of all keys. */
    private Buckets(int keys) {
        low = 0;
        scale = 0;
        firsts = new int[1];
        most = keys;
    }

    private Buckets(float[] keys, float low, float scale, int count) {
        this.low = low;
        this.scale = scale;
        firsts = new int[count];
        int bucket = 0;
        int fullest = 0;
        for (int i = 0; i < keys.length; i++) {
            int to = bucket(keys[i]);
            while (bucket < to) {
                fullest = Math.max(fullest, i - firsts[bucket]);
                firsts[++bucket] = i;
            }
        }
        most = Math.max(fullest, keys.length - firsts[bucket]);
        while (bucket + 1 < count) {
            firsts[++bucket] = keys.length;
        }
    }

    /** The best buckets for keys, ascending. */
    static Buckets of(float[] keys) {
        Buckets one = new Buckets(keys.length);
        int wanted = Integer.highestOneBit(Math.max(1, keys.length / KEYS));
        if (wanted == 1) {
            return one;
        }
        Buckets best = one.orBetter(keys, 0, wanted);
        for (int part : OUTSIDE) {
            best = best.most <= 4 * KEYS ? best : best.orBetter(keys, keys.length / part, wanted);
        }
        // The look into the bucket costs about two halvings.
        return best.most > keys.length / 4 ? one : best;
    }

    private Buckets orBetter(float[] keys, int outside, int count) {
        float from = keys[outside];
        float range = keys[keys.length - 1 - outside] - from;
        float tried = count / range;
        if (!(range > 0) || Float.isInfinite(from) || !(tried > 0) || Float.isInfinite(tried)) {
            return this;
        }
        Buckets other = new Buckets(keys, from, tried, count);
        return other.most < most ? other : this;
    }

    private int bucket(float value) {
        return Math.max(0, Math.min((int) ((value - low) * scale), firsts.length - 1));
    }
}
