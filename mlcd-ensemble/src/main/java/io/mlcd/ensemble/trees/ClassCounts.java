package io.mlcd.ensemble.trees;

import java.util.Arrays;

/**
 * Counts the classes of a node's rows in each bin, for several features in one pass over the rows: a row's bins lie side by
 * side. Two classes are counted at once, in the halves of a long. Half the time of a forest is spent in these loops.
 */
final class ClassCounts {
    /** So many features at most in one pass. */
    static final int TOGETHER = 8;

    private static final int BINS = 256;
    /** A node with fewer rows notes which bins they show; with more it is quicker to look at all bins. */
    private static final int FEW_ROWS = 64;

    private static final long LOW = 0xffffffffL;

    private final byte[] cells;
    private final int stride;
    private final Cuts[] cuts;
    private final int classes;
    private final boolean two;
    private final int[] classOf;
    private final int[] drawn;
    /** Of two classes by row: how often it was drawn, in the half of its class. */
    private final long[] both;
    /** Of two classes by place and bin. */
    private final long[] bothByBin;
    /** Of more classes by place, bin and class. */
    private final int[] byBin;
    /** By place 256 bits: which bins are shown. */
    private final long[] shown = new long[TOGETHER * 4];

    private final int[] nodeCounts;
    private int cutBin;
    private double cutLefts;

    /**
     * Counts for trees of one fit.
     *
     * @param drawn by row how often it was drawn; it changes from tree to tree
     */
    ClassCounts(Bins bins, ForestRun.Target target, int[] drawn, int rows) {
        cells = bins.cells;
        stride = bins.features;
        cuts = bins.cuts;
        classes = target.classes;
        two = classes == 2;
        this.drawn = drawn;
        classOf = new int[rows];
        Arrays.setAll(classOf, row -> (int) target.truths[row]);
        both = new long[two ? rows : 0];
        bothByBin = new long[two ? TOGETHER * BINS : 0];
        byBin = new int[two ? 0 : TOGETHER * BINS * classes];
        nodeCounts = new int[classes];
    }

    /** Says that the rows of another tree have been drawn. */
    void drawn() {
        for (int row = 0; row < both.length; row++) {
            both[row] = (long) drawn[row] << (Integer.SIZE * classOf[row]);
        }
    }

    /** Counts the classes of a node; gives how many rows it has, each as often as it was drawn. */
    int sumNode(int[] index, int from, int to, double[] sums) {
        if (two) {
            long sum = 0;
            for (int i = from; i < to; i++) {
                sum += both[index[i]];
            }
            sums[0] = sum & LOW;
            sums[1] = sum >>> Integer.SIZE;
            return (int) (sum & LOW) + (int) (sum >>> Integer.SIZE);
        }
        Arrays.fill(nodeCounts, 0);
        int count = 0;
        for (int i = from; i < to; i++) {
            int row = index[i];
            nodeCounts[classOf[row]] += drawn[row];
            count += drawn[row];
        }
        for (int k = 0; k < classes; k++) {
            sums[k] = nodeCounts[k];
        }
        return count;
    }

    /** Counts for {@code together} features, whose numbers are in {@code features} from {@code first} on. */
    void sum(int[] index, int from, int to, int[] features, int first, int together) {
        if (to - from < FEW_ROWS) {
            Arrays.fill(shown, 0);
            note(index, from, to, features, first, together);
        }
        if (two) {
            sumTwo(index, from, to, features, first, together);
        } else {
            sumMany(index, from, to, features, first, together);
        }
    }

    private void note(int[] index, int from, int to, int[] features, int first, int together) {
        for (int i = from; i < to; i++) {
            int at = index[i] * stride;
            for (int g = 0; g < together; g++) {
                int bin = cells[at + features[first + g]] & 0xff;
                shown[(g << 2) + (bin >> 6)] |= 1L << bin;
            }
        }
    }

    private void sumTwo(int[] index, int from, int to, int[] features, int first, int together) {
        for (int i = from; i < to; i++) {
            int row = index[i];
            int at = row * stride;
            long its = both[row];
            for (int g = 0; g < together; g++) {
                bothByBin[(g << 8) + (cells[at + features[first + g]] & 0xff)] += its;
            }
        }
    }

    private void sumMany(int[] index, int from, int to, int[] features, int first, int together) {
        for (int i = from; i < to; i++) {
            int row = index[i];
            int at = row * stride;
            int its = drawn[row];
            int itsClass = classOf[row];
            for (int g = 0; g < together; g++) {
                byBin[((g << 8) + (cells[at + features[first + g]] & 0xff)) * classes + itsClass] += its;
            }
        }
    }

    /**
     * Hands over what was counted for one feature, and forgets it.
     *
     * @param place of the feature among those that were counted together
     * @param nodeRows how many different rows the node has
     * @param present the classes of the node, of which the first {@code presentCount} count; of others nothing is handed over
     * @param itsShown receives a bit for each bin that is shown
     */
    void take(
            int place,
            int feature,
            int nodeRows,
            int[] present,
            int presentCount,
            long[] itsShown,
            int[] counts,
            double[] weights,
            double[] sums) {
        if (nodeRows < FEW_ROWS) {
            System.arraycopy(shown, place << 2, itsShown, 0, 4);
        } else {
            Arrays.fill(itsShown, -1L);
        }
        int bins = cuts[feature].bins();
        for (int word = 0; word < 4; word++) {
            for (long bits = itsShown[word]; bits != 0; bits &= bits - 1) {
                int bin = (word << 6) + Long.numberOfTrailingZeros(bits);
                if (bin >= bins) {
                    itsShown[word] &= ~bits;
                    break;
                }
                int count = two
                        ? takeTwo((place << 8) + bin, bin, sums)
                        : takeMany((place << 8) + bin, bin, present, presentCount, sums);
                counts[bin] = count;
                weights[bin] = count;
                if (count == 0) {
                    itsShown[word] &= ~(1L << bin);
                }
            }
        }
    }

    private int takeTwo(int at, int bin, double[] sums) {
        long its = bothByBin[at];
        bothByBin[at] = 0;
        sums[2 * bin] = its & LOW;
        sums[2 * bin + 1] = its >>> Integer.SIZE;
        return (int) (its & LOW) + (int) (its >>> Integer.SIZE);
    }

    private int takeMany(int at, int bin, int[] present, int presentCount, double[] sums) {
        int count = 0;
        for (int i = 0; i < presentCount; i++) {
            int k = present[i];
            int its = byBin[at * classes + k];
            byBin[at * classes + k] = 0;
            sums[bin * classes + k] = its;
            count += its;
        }
        return count;
    }

    /** Whether {@link #cut} finds the best border between the bins of a feature: two classes, numbers, none of them missing. */
    boolean canCut(int place, int feature) {
        Cuts its = cuts[feature];
        return two && !its.isCategory() && !(its.missing && bothByBin[(place << 8) + its.values] != 0);
    }

    /**
     * Finds the border between the bins of one feature that is worth most, and forgets what was counted for it. With a share p of
     * class 1 in the node, w rows, and l rows on the left side, of which l1 are of class 1, a split lowers the impurity by
     * {@code 2 w (l1 - p l)^2 / (l (w - l))}; no division is needed to see that it is not the best.
     *
     * @param nodeSums the rows of each class
     * @param bound how much it must lower the impurity
     * @return by how much it does, where {@link #cutBin()} is not negative
     */
    double cut(int place, int feature, int nodeRows, int minLeafRows, double[] nodeSums, double bound) {
        double ones = nodeSums[1];
        double all = nodeSums[0] + ones;
        double most = bound * all / 2; // of (w l1 - n1 l)^2 / (l (w - l))
        int base = place << 8;
        long left = 0;
        int before = -1;
        cutBin = -1;
        boolean few = nodeRows < FEW_ROWS;
        int bins = cuts[feature].bins();
        int bin = few ? nextShown(place, 0) : 0;
        while (bin < bins) {
            long its = bothByBin[base + bin];
            if (its != 0) {
                bothByBin[base + bin] = 0;
                double lefts = (left & LOW) + (left >>> Integer.SIZE);
                double rights = all - lefts;
                if (lefts >= minLeafRows && rights >= minLeafRows) {
                    double distance = all * (left >>> Integer.SIZE) - ones * lefts;
                    if (distance * distance > most * (lefts * rights)) {
                        most = distance * distance / (lefts * rights);
                        cutBin = (before + bin) >>> 1; // half way between two bins that are shown
                        cutLefts = lefts;
                    }
                }
                left += its;
                before = bin;
            }
            bin = few ? nextShown(place, bin + 1) : bin + 1;
        }
        return 2 * most / all;
    }

    private int nextShown(int place, int from) {
        for (int word = from >> 6; word < 4; word++) {
            long bits = shown[(place << 2) + word] & (word == from >> 6 ? -1L << from : -1L);
            if (bits != 0) {
                return (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        return BINS;
    }

    /** The last bin on the left side of the border that {@link #cut} found; -1 if it found none. */
    int cutBin() {
        return cutBin;
    }

    /** How many rows are on its left side. */
    double cutLefts() {
        return cutLefts;
    }
}
