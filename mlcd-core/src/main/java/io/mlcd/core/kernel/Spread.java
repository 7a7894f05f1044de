package io.mlcd.core.kernel;

import java.util.SplittableRandom;

/**
 * Hashes numbers that come out of files. The multiplier is drawn anew in each process, so that nobody can make a file whose
 * numbers all fall on one place, which would make a look-up walk over them all. Nothing that is kept depends on it.
 */
final class Spread {
    private static final long MULTIPLIER = new SplittableRandom().nextLong() | 1;

    private Spread() {}

    /** The hash of some numbers and one more. */
    static long add(long hash, long number) {
        long product = (hash + number) * MULTIPLIER;
        return (product ^ (product >>> 32)) * MULTIPLIER; // what only the upper bits say comes down, and up again
    }

    /**
     * A place in a table.
     *
     * @param bits the table has 2 to the power of so many places
     */
    static int place(long hash, int bits) {
        return (int) (hash >>> (Long.SIZE - bits));
    }
}
