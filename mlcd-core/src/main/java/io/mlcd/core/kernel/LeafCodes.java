package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/**
 * The weighted values of the leaves of trees, equal ones once as long as there are few: a forest that was grown until its
 * leaves were pure has one for each class.
 */
final class LeafCodes {
    /** From so many on each leaf gets a code of its own. */
    private static final int MOST_SHARED = 1 << 12;

    private static final int TABLE_BITS = 14;

    /** For each leaf, tree by tree, the place of its values. */
    final int[] codes;
    /** How many codes there are. */
    final int count;
    /** For each code some values. */
    final double[] values;

    LeafCodes(List<Tree> forest, double[] weights, int width) {
        int leaves = 0;
        for (Tree tree : forest) {
            leaves = Math.addExact(leaves, tree.leaves());
        }
        codes = new int[leaves];
        double[] all = new double[Math.multiplyExact(leaves, width)];
        int[] table = new int[1 << TABLE_BITS];
        int next = 0;
        int leaf = 0;
        for (int t = 0; t < weights.length; t++) {
            Tree tree = forest.get(t);
            for (int l = 0; l < tree.leaves(); l++) {
                for (int k = 0; k < tree.outputs(); k++) {
                    all[next * width + k] = weights[t] * tree.value(l, k);
                }
                int code = next < MOST_SHARED ? find(all, next, width, table) : next;
                codes[leaf++] = code;
                next = Math.max(next, code + 1);
            }
        }
        count = next;
        values = Arrays.copyOf(all, count * width);
    }

    /** The code whose values equal those at the next one's place. */
    private static int find(double[] all, int next, int width, int[] table) {
        long hash = 0;
        for (int k = 0; k < width; k++) {
            hash = Spread.add(hash, Double.doubleToRawLongBits(all[next * width + k]));
        }
        int mask = table.length - 1;
        for (int at = Spread.place(hash, TABLE_BITS); ; at = at + 1 & mask) {
            int code = table[at] - 1;
            if (code < 0) {
                table[at] = next + 1;
                return next;
            }
            if (isEqual(all, code * width, next * width, width)) {
                return code;
            }
        }
    }

    private static boolean isEqual(double[] all, int a, int b, int width) {
        boolean equal = true;
        for (int k = 0; k < width && equal; k++) {
            equal = Double.doubleToRawLongBits(all[a + k]) == Double.doubleToRawLongBits(all[b + k]);
        }
        return equal;
    }
}
