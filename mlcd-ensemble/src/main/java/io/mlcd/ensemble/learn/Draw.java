package io.mlcd.ensemble.learn;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Random rows, the same for the same seed. */
public final class Draw {
    private Draw() {}

    /** The integers below a bound in random order. */
    public static int[] shuffled(int bound, long seed) {
        int[] order = new int[bound];
        Arrays.setAll(order, i -> i);
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = bound - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            int swapped = order[i];
            order[i] = order[j];
            order[j] = swapped;
        }
        return order;
    }

    /** The integers below a bound in their order. */
    static int[] ascending(int bound) {
        int[] order = new int[bound];
        Arrays.setAll(order, i -> i);
        return order;
    }

    /** Stafford's mixer, variant 13, as in SplittableRandom. */
    static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    /** Integers below a bound, each drawn on its own. */
    static int[] withReplacement(int bound, int count, SplittableRandom random) {
        int[] drawn = new int[count];
        for (int i = 0; i < count; i++) {
            drawn[i] = random.nextInt(bound);
        }
        return drawn;
    }
}
