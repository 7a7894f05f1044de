package io.mlcd.core.registry;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many use something that is closed after the last of them. It begins with one use, its owner's; once none is left there
 * never is one again. Each use takes one compare-and-set to begin and one to end, and no allocation. Never blocks.
 */
final class Uses {
    private final AtomicInteger count = new AtomicInteger(1);

    /** Begins a use, unless none is left. */
    boolean begin() {
        int now = count.get();
        while (now != 0) {
            if (count.compareAndSet(now, now + 1)) {
                return true;
            }
            now = count.get();
        }
        return false;
    }

    /** Ends a use; true if it was the last, which it is for one caller only. */
    boolean end() {
        int left = count.decrementAndGet();
        if (left < 0) {
            throw new IllegalStateException("a use was ended that never began");
        }
        return left == 0;
    }
}
