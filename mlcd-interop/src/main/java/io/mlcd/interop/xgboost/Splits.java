package io.mlcd.interop.xgboost;

import java.util.Arrays;

/** How the trees of a model split each feature, and how many categories there may still be, each of which gets a text. */
final class Splits {
    private static final long CODES_FREE = 1L << 18;

    /** For each feature how many categories its splits tell apart. */
    private final int[] codes;

    private final boolean[] numbers;
    private long codesLeft;

    Splits(int features, int modelBytes) {
        codes = new int[features];
        numbers = new boolean[features];
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
        codesLeft -= Math.max(0, max + 1 - codes[feature]);
        codes[feature] = Math.max(codes[feature], max + 1);
        if (codesLeft < 0) {
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
