package io.mlcd.api;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/*
 * An open-addressing table: the texts that hash to one place follow each other, so that a lookup reads no nodes and
 * boxes nothing. The texts may come from an artifact that an enemy wrote so that they all hash to one place: where a
 * run gets long a HashMap does the work, whose buckets turn into trees.
 */
/** The positions of some texts. Immutable; a lookup allocates nothing. */
final class Positions {
    /** The position of a text that is none of them. */
    static final int NONE = -1;

    private static final int LONGEST_RUN = 64;

    private final String[] texts;
    /** For each place the hash of the text that it holds and 1 + its position, or 0: half of them or more are free. */
    private final int[] places;

    private final int mask;
    /** All positions, where the places would give long runs. */
    private final @Nullable Map<String, Integer> crowded;

    /**
     * Of texts.
     *
     * @param texts none twice; becomes this object's own
     */
    Positions(String... texts) {
        this.texts = texts;
        places = new int[Integer.highestOneBit(Math.max(1, texts.length)) * 8];
        mask = places.length - 2;
        crowded = fill() ? null : map(texts);
    }

    /** The first text that is there a second time, or null. */
    static @Nullable String twice(String... texts) {
        int[] seen = new int[Integer.highestOneBit(Math.max(1, texts.length)) * 4];
        for (int position = 0; position < texts.length; position++) {
            String text = texts[position];
            int place = spread(text.hashCode()) & (seen.length - 1);
            for (int run = 0; seen[place] != 0; run++) {
                if (texts[seen[place] - 1].equals(text)) {
                    return text;
                }
                if (run == LONGEST_RUN) {
                    return twiceAmongMany(texts);
                }
                place = (place + 1) & (seen.length - 1);
            }
            seen[place] = 1 + position;
        }
        return null;
    }

    private static @Nullable String twiceAmongMany(String... texts) {
        Set<String> seen = new HashSet<>();
        for (String text : texts) {
            if (!seen.add(text)) {
                return text;
            }
        }
        return null;
    }

    private static int spread(int hash) {
        return hash ^ (hash >>> 16);
    }

    private boolean fill() {
        for (int position = 0; position < texts.length; position++) {
            int hash = texts[position].hashCode();
            int place = first(hash);
            for (int run = 0; places[place + 1] != 0; run++) {
                if (run == LONGEST_RUN) {
                    return false;
                }
                place = (place + 2) & mask;
            }
            places[place] = hash;
            places[place + 1] = 1 + position;
        }
        return true;
    }

    private static Map<String, Integer> map(String[] texts) {
        Map<String, Integer> map = new HashMap<>();
        for (int position = 0; position < texts.length; position++) {
            map.put(texts[position], position);
        }
        return map;
    }

    private int first(int hash) {
        return 2 * spread(hash) & mask;
    }

    /** The position of a text, or {@link #NONE}. */
    int of(String text) {
        if (crowded != null) {
            return crowded.getOrDefault(text, NONE);
        }
        int hash = text.hashCode();
        for (int place = first(hash); ; place = (place + 2) & mask) {
            int position = places[place + 1] - 1;
            if (position == NONE || (places[place] == hash && texts[position].equals(text))) {
                return position;
            }
        }
    }
}
