package io.mlcd.core.kernel;

/**
 * Equal parts of a range of floats, in which keys are looked up. The bucket of a value never falls when the value rises,
 * whatever is rounded, so keys up to a value lie in buckets up to the value's own.
 *
 * @param low where bucket 0 begins; lesser values are in it too
 * @param scale buckets to a unit
 * @param last the number of the last bucket; larger values are in it too
 * @param most how many keys the fullest bucket holds
 */
record Buckets(float low, float scale, int last, int most) {
    /** About how many keys a bucket holds. */
    private static final int KEYS = 4;
    /** A few values far out would leave all others in one bucket: so many of the keys may lie outside at each end. */
    private static final int[] OUTSIDE = {256, 64, 16};

    /** The best buckets for keys, ascending. */
    static Buckets of(float[] keys) {
        Buckets best = new Buckets(0, 0, 0, keys.length);
        int wanted = Integer.highestOneBit(Math.max(1, keys.length / KEYS));
        if (wanted > 1) {
            best = best.orBetter(keys, 0, wanted);
            for (int part : OUTSIDE) {
                best = best.most <= 4 * KEYS ? best : best.orBetter(keys, keys.length / part, wanted);
            }
        }
        // The look into the bucket costs about two halvings.
        return best.most > keys.length / 4 ? new Buckets(0, 0, 0, keys.length) : best;
    }

    private Buckets orBetter(float[] keys, int outside, int count) {
        float from = keys[outside];
        float range = keys[keys.length - 1 - outside] - from;
        Buckets tried = new Buckets(from, count / range, count - 1, 0);
        if (!(range > 0) || Float.isInfinite(from) || !(tried.scale > 0) || Float.isInfinite(tried.scale)) {
            return this;
        }
        int fullest = tried.fullest(keys);
        return fullest < most ? new Buckets(from, tried.scale, count - 1, fullest) : this;
    }

    private int fullest(float[] keys) {
        int fullest = 0;
        for (int i = 0; i < keys.length; ) {
            int first = i;
            int bucket = bucket(keys[i]);
            while (i < keys.length && bucket(keys[i]) == bucket) {
                i++;
            }
            fullest = Math.max(fullest, i - first);
        }
        return fullest;
    }

    int bucket(float value) {
        return Math.max(0, Math.min((int) ((value - low) * scale), last));
    }
}
