package io.mlcd.core.registry;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts the different keys of each arm, in bounded memory: of all keys, or, once there are too many, of a part of them that is
 * chosen by their hashes alone and so splits as all keys do. Safe for concurrent callers; no allocation but when the part is
 * halved.
 */
final class KeySample {
    /*
     * Adaptive sampling (Wegman; Flajolet 1990): a table of hashes; when half of it is full, only those hashes stay, and are
     * taken from then on, that begin with one more zero bit. Keys that are put in while that is done may be lost, of every arm
     * alike, until they come again.
     */
    private static final int SLOTS = 1 << 15;
    private static final int ARM_BITS = 5;
    private static final long ARM_MASK = (1L << ARM_BITS) - 1;
    /** Set in every entry, so that none is 0, which is an empty slot. */
    private static final long PRESENT = 1L << ARM_BITS;

    private static final class Table {
        private final AtomicLongArray slots = new AtomicLongArray(SLOTS);
        private final AtomicInteger used = new AtomicInteger();
        /** With how many zero bits a hash must begin. */
        private final int zeros;

        private Table(int zeros) {
            this.zeros = zeros;
        }

        /** Puts an entry in; true if the table is half full. */
        boolean put(long entry) {
            int at = (int) (entry >>> (ARM_BITS + 1)) & (SLOTS - 1);
            while (true) {
                long there = slots.get(at);
                if (there == entry) {
                    return false;
                }
                if (there == 0 && slots.compareAndSet(at, 0, entry)) {
                    return used.incrementAndGet() > SLOTS / 2;
                }
                at = there == 0 ? at : (at + 1) & (SLOTS - 1);
            }
        }
    }

    private volatile Table table = new Table(0);
    private final AtomicBoolean halving = new AtomicBoolean();

    /** Sees a key of an arm, from 0 to 31. */
    void see(int arm, long hash) {
        long mixed =
                TrafficSplit.mixed(~hash); // its place on the circle decides on the arm, and must not on the sample
        Table now = table;
        if (Long.numberOfLeadingZeros(mixed) >= now.zeros && now.put((mixed & ~ARM_MASK) | PRESENT | arm)) {
            halve(now);
        }
    }

    /** By one caller, while the others go on. */
    private void halve(Table full) {
        if (!halving.compareAndSet(false, true)) {
            return;
        }
        if (table == full) {
            table = half(full);
        }
        halving.set(false);
    }

    private static Table half(Table full) {
        Table next = new Table(full.zeros + 1);
        for (int i = 0; i < SLOTS; i++) {
            long entry = full.slots.get(i);
            if (entry != 0 && Long.numberOfLeadingZeros(entry) >= next.zeros) {
                next.put(entry);
            }
        }
        return next;
    }

    /** How many keys of each arm are in the sample. */
    long[] counts(int arms) {
        Table now = table;
        long[] counts = new long[arms];
        for (int i = 0; i < SLOTS; i++) {
            long entry = now.slots.get(i);
            if (entry != 0) {
                counts[(int) (entry & ARM_MASK)]++;
            }
        }
        return counts;
    }
}
