package io.mlcd.interop.xgboost;

import java.util.Arrays;

/** How the trees of a model split each feature, and how much memory their sets of categories may still take. */
final class Splits {
    private static final long BYTES_FREE = 64L << 20;
    private static final long CODES_FREE = 1L << 20;
    private static final int BYTES_FOR_EACH_BYTE = 16;

    /** For each feature how many categories its splits tell apart. */
    private final int[] codes;

    private final boolean[] numbers;
    private long bytesLeft;
    private long codesLeft;

    Splits(int features, int modelBytes) {
        codes = new int[features];
        numbers = new boolean[features];
        bytesLeft = BYTES_FREE + (long) BYTES_FOR_EACH_BYTE * modelBytes;
        codesLeft = CODES_FREE + modelBytes;
    }

    int features() {
        return codes.length;
    }

    /** For each feature one more than the largest category in a split; 0 where there is none. */
    int[] codes() {
        return codes.clone();
    }

    void number(String place, int feature) {
        numbers[feature] = true;
        checkOneKind(place, feature);
    }

    void category(String place, int feature, int[] listed) {
        int max = Arrays.stream(listed).max().orElse(0);
        bytesLeft -= max / Byte.SIZE;
        codesLeft -= Math.max(0, max + 1 - codes[feature]);
        codes[feature] = Math.max(codes[feature], max + 1);
        if (bytesLeft < 0 || codesLeft < 0) {
            throw Refusal.tooLarge(
                    place,
                    "its category " + max
                            + " is far larger than the file; give categories codes from 0 on and train again");
        }
        checkOneKind(place, feature);
    }

    private void checkOneKind(String place, int feature) {
        if (numbers[feature] && codes[feature] > 0) {
            throw Refusal.corrupt(
                    place, "feature " + feature + " is split as a number here and as a category elsewhere");
        }
    }
}
