package io.mlcd.core.compression;

import org.jspecify.annotations.Nullable;

/**
 * What is done to a model, after what is redundant is gone.
 *
 * @param deduplicate whether equal trees and members become one
 * @param pruning how it is pruned; null for not at all
 * @param bits of the leaves and weights; 0 for not rounded
 */
record Steps(boolean deduplicate, @Nullable Pruning pruning, int bits) {
    static final Steps NONE = new Steps(false, null, 0);

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("lossless");
        if (deduplicate) {
            text.append(", deduplicate");
        }
        if (pruning != null) {
            text.append(", ").append(pruning);
        }
        return bits == 0 ? text.toString() : text + ", quantize to " + bits + " bits";
    }
}
