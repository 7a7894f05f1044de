package io.mlcd.core.registry;

import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * The last answers that were given, kept until their labels come: a ring of fixed size, in which the oldest make room. Safe for
 * concurrent callers.
 *
 * <p>Cost of remembering: no allocation, no lock; a few plain writes.
 */
final class AnswerLog {
    /*
     * A slot is so many longs: the id, the arm, the key's hash, the scores, and a check of all these. A writer may be overtaken
     * by another one that comes round the ring, and a reader by both; whatever mixture of two answers a reader then sees does
     * not fit its check, and counts as forgotten. So writes need no order among themselves and no lock, only that a long is
     * written whole, which is what the atomic array is for.
     */
    private static final int BEFORE_SCORES = 3;

    private final int mask;
    private final int stride;
    private final AtomicLongArray slots;
    private final AtomicLong next;
    private final LongAdder forgotten = new LongAdder();

    /**
     * A log.
     *
     * @param capacity how many answers are remembered, rounded up to a power of two
     * @param width how many scores an answer has
     */
    AnswerLog(int capacity, int width, long seed) {
        int size = Integer.highestOneBit(Math.max(2, capacity) - 1) << 1;
        mask = size - 1;
        stride = longs(width);
        slots = new AtomicLongArray(Math.multiplyExact(size, stride));
        // Ids of an earlier opening must find nothing: each opening counts on from a place of its own.
        next = new AtomicLong(new SplittableRandom(seed).nextLong());
    }

    /** How many longs an answer takes. */
    static int longs(int width) {
        return BEFORE_SCORES + width + 1;
    }

    /** An answer as it was given. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Answer(int arm, long key, double[] scores) {}

    /** The next id; never 0. */
    long nextId() {
        long id = next.incrementAndGet();
        return id == 0 ? next.incrementAndGet() : id;
    }

    /** Remembers an answer under an id that {@link #nextId} gave. */
    void remember(long id, int arm, long key, double[] scores) {
        int at = (int) (id & mask) * stride;
        long check = check(check(check(0, id), arm), key);
        slots.lazySet(at, id);
        slots.lazySet(at + 1, arm);
        slots.lazySet(at + 2, key);
        for (int i = 0; i < stride - BEFORE_SCORES - 1; i++) {
            long bits = Double.doubleToRawLongBits(scores[i]);
            slots.lazySet(at + BEFORE_SCORES + i, bits);
            check = check(check, bits);
        }
        slots.lazySet(at + stride - 1, check);
    }

    /** Takes an answer out, for its label; null if it is not there, or not any more, or was taken out before. */
    @Nullable Answer take(long id) {
        int at = (int) (id & mask) * stride;
        double[] scores = new double[stride - BEFORE_SCORES - 1];
        long arm = slots.get(at + 1);
        long key = slots.get(at + 2);
        long check = check(check(check(0, id), arm), key);
        for (int i = 0; i < scores.length; i++) {
            long bits = slots.get(at + BEFORE_SCORES + i);
            scores[i] = Double.longBitsToDouble(bits);
            check = check(check, bits);
        }
        // Only one of two callers takes it, and a label that is told twice counts once.
        boolean whole = id != 0 && slots.get(at) == id && slots.get(at + stride - 1) == check;
        if (!whole || !slots.compareAndSet(at + stride - 1, check, ~check)) {
            forgotten.increment();
            return null;
        }
        return new Answer((int) arm, key, scores);
    }

    /** How many labels found no answer. */
    long forgotten() {
        return forgotten.sum();
    }

    private static long check(long check, long bits) {
        return TrafficSplit.mixed(check ^ bits) + bits;
    }
}
