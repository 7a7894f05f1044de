package io.mlcd.ensemble.trees;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The best split found so far of one node among some features. */
final class Split {
    /** What it gains over the node as a leaf, in squared gradient units; 0 when there is none. */
    double gain;

    int feature = -1;
    /** The last bin that goes left, of a number. */
    int bin;
    /** A bit for each bin that goes left, of a category. */
    long @Nullable [] leftBins;
    /** Of a category a bit for each bin that the node's rows show. */
    long @Nullable [] seenBins;
    /** Whether missing values go left. */
    boolean missingLeft;
    /** Whether categories that the node's rows do not show go left. */
    boolean othersLeft;
    /** The packed sum of what goes left. */
    long left;

    /** For each bin 1 if its rows go right, else 0. */
    byte[] goesRight(Cuts cuts) {
        byte[] right = new byte[256];
        if (leftBins == null) {
            Arrays.fill(right, bin + 1, right.length, (byte) 1);
            if (cuts.missing) {
                right[cuts.values] = (byte) (missingLeft ? 0 : 1);
            }
        } else {
            for (int b = 0; b < right.length; b++) {
                right[b] = (byte) (Cuts.has(leftBins, b) ? 0 : 1);
            }
        }
        return right;
    }

    /** As a node of a tree that is data: a threshold, or categories, instead of bins. */
    void addTo(Tree.Builder tree, Cuts cuts) {
        if (leftBins == null) {
            tree.split(feature, cuts.threshold(bin), missingLeft);
        } else {
            tree.split(feature, cuts.categories(leftBins, Objects.requireNonNull(seenBins), othersLeft), missingLeft);
        }
    }

    boolean exists() {
        return feature >= 0;
    }
}
