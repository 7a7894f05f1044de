package io.mlcd.core.scratch;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Objects to work with, each held by one caller at a time.
 *
 * <p>At most 64 wait to be taken, about two for each processor; if none waits a new one is made, and one that finds no
 * place is dropped. So it is bounded under any number of threads, virtual ones too, and leaves nothing in a thread. An
 * object that is never given back, for example after an exception, is lost to the pool and to nobody else.
 *
 * <p>Cost: two compare-and-sets for {@link #take} and {@link #give} together, in a cache line that a thread mostly has to
 * itself; no allocation while one waits. Never blocks. Safe for concurrent callers.
 *
 * <pre>{@code
 * double[] scratch = pool.take();
 * // work, without leaving a reference to it anywhere
 * pool.give(scratch);
 * }</pre>
 */
public final class Pool<T> {
    private static final int MOST_SLOTS = 64;
    /** From one slot to the next, so that no two share a cache line; the first is as far from the array's header. */
    private static final int STRIDE = 16;
    /** The golden ratio in 64 bits: its multiples by counted numbers, such as the ids of threads, lie well apart. */
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final Supplier<? extends T> maker;
    private final AtomicReferenceArray<@Nullable T> places;
    private final int slots;

    /**
     * An empty pool.
     *
     * @param maker makes an object when none waits
     */
    public Pool(Supplier<? extends T> maker) {
        this(2 * Runtime.getRuntime().availableProcessors(), maker);
    }

    Pool(int wanted, Supplier<? extends T> maker) {
        this.maker = maker;
        slots = wanted >= MOST_SLOTS ? MOST_SLOTS : Math.max(2, Integer.highestOneBit(2 * wanted - 1));
        places = new AtomicReferenceArray<>(STRIDE * (slots + 1));
    }

    /** An object that nobody else holds, until it is given back; as the caller before left it, or new. */
    public T take() {
        int first = first();
        for (int i = 0; i < slots; i++) {
            int place = place(first + i);
            T waiting = places.get(place);
            if (waiting != null && places.compareAndSet(place, waiting, null)) {
                return waiting;
            }
        }
        return maker.get();
    }

    /** Gives back what {@link #take} gave; the caller must not touch it any more. */
    public void give(T taken) {
        int first = first();
        for (int i = 0; i < slots; i++) {
            int place = place(first + i);
            if (places.get(place) == null && places.compareAndSet(place, null, taken)) {
                return;
            }
        }
    }

    int slots() {
        return slots;
    }

    private int first() {
        return (int) ((Thread.currentThread().getId() * GOLDEN) >>> 32);
    }

    private int place(int slot) {
        return STRIDE * (1 + (slot & (slots - 1)));
    }
}
