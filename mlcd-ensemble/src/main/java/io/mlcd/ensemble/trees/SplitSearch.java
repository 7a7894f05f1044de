package io.mlcd.ensemble.trees;

import java.util.Arrays;

/**
 * Finds the split of a node that gains most, from its histogram. A leaf of gradient sum G and hessian sum H is worth
 * {@code G^2 / (H + l2)}; a split gains what its sides are worth beyond the node (Chen and Guestrin 2016, XGBoost, section
 * 2.2). Of equal gains the first feature and bin win.
 */
final class SplitSearch {
    /** What is added to the hessians of a category before categories are put in order of their gradients' share. */
    private static final double SMOOTHING = 10;
    /** As few categories as these are each tried against all others, and without more smoothing. */
    private static final int FEW_CATEGORIES = 4;

    private final Bins bins;
    private final TreeSettings settings;
    private final double hessianUnit;
    private final double gradientUnit;
    /** The least hessian of a side, in units. */
    private final double least;

    SplitSearch(Bins bins, TreeSettings settings, Gradients gradients) {
        this.bins = bins;
        this.settings = settings;
        hessianUnit = gradients.hessianUnit();
        gradientUnit = gradients.gradientUnit();
        double wanted = settings.minLeafWeight() / hessianUnit;
        least = Math.max(1, wanted * (1 - 1e-4) - 8); // a few rows may each have been rounded down
    }

    /** What a leaf is worth, in squared gradient units. */
    private double worth(long sum, double l2) {
        double gradient = Gradients.gradient(sum);
        return gradient * gradient / (Gradients.hessian(sum) * hessianUnit + l2);
    }

    /** The best split of a node among some features. */
    Split best(Node node, long[] histogram, int[] features, int from, int to) {
        Split best = new Split();
        best.gain = settings.minGain() / (gradientUnit * gradientUnit);
        double parent = worth(node.sum, settings.l2());
        best.gain += parent * 1e-12; // no more than rounding
        for (int i = from; i < to; i++) {
            int feature = features[i];
            Cuts cuts = bins.cuts[feature];
            int at = bins.offsets[feature];
            if (cuts.isCategory()) {
                category(node, histogram, feature, parent, best);
            } else if (cuts.missing && histogram[at + cuts.values] != 0) {
                numberWithMissing(node, histogram, feature, parent, best);
            } else {
                number(node, histogram, feature, parent, best);
            }
        }
        return best;
    }

    private void number(Node node, long[] histogram, int feature, double parent, Split best) {
        int first = bins.offsets[feature];
        int last = first + bins.cuts[feature].values - 1;
        double l2 = settings.l2();
        long sum = 0;
        long found = 0;
        int foundAt = -1;
        double most = parent + best.gain;
        for (int at = first; at < last; at++) {
            sum += histogram[at];
            long other = node.sum - sum;
            double leftHessian = Gradients.hessian(sum);
            double rightHessian = Gradients.hessian(other);
            if (rightHessian < least) {
                break;
            }
            if (leftHessian < least) {
                continue;
            }
            double left = Gradients.gradient(sum);
            double right = Gradients.gradient(other);
            double leftWeight = leftHessian * hessianUnit + l2;
            double rightWeight = rightHessian * hessianUnit + l2;
            double worth = left * left * rightWeight + right * right * leftWeight;
            double weights = leftWeight * rightWeight;
            if (worth > most * weights) {
                most = worth / weights;
                found = sum;
                foundAt = at;
            }
        }
        if (foundAt >= 0) {
            take(best, node, feature, foundAt - first, found, most - parent);
        }
    }

    private void take(Split best, Node node, int feature, int bin, long left, double gain) {
        best.gain = gain;
        best.feature = feature;
        best.bin = bin;
        best.leftBins = null;
        best.seenBins = null;
        best.left = left;
        best.othersLeft = isLarger(left, node.sum - left);
        best.missingLeft = best.othersLeft;
    }

    /** Where most of the rows go, values go that no row showed. */
    private static boolean isLarger(long left, long right) {
        return Gradients.hessian(left) >= Gradients.hessian(right);
    }

    private void numberWithMissing(Node node, long[] histogram, int feature, double parent, Split best) {
        int first = bins.offsets[feature];
        int values = bins.cuts[feature].values;
        long missing = histogram[first + values];
        long sum = 0;
        for (int bin = 0; bin < values; bin++) {
            sum += histogram[first + bin];
            // With missing values on the right the last bin may end the left side: all values against none.
            consider(node, feature, bin, sum, false, parent, best);
            if (bin < values - 1) {
                consider(node, feature, bin, sum + missing, true, parent, best);
            }
        }
    }

    private void consider(Node node, int feature, int bin, long left, boolean missingLeft, double parent, Split best) {
        long right = node.sum - left;
        if (Gradients.hessian(left) < least || Gradients.hessian(right) < least) {
            return;
        }
        double gain = worth(left, settings.l2()) + worth(right, settings.l2()) - parent;
        if (gain > best.gain) {
            take(best, node, feature, bin, left, gain);
            best.missingLeft = missingLeft;
        }
    }

    /** Missing values are one more category. */
    private void category(Node node, long[] histogram, int feature, double parent, Split best) {
        int first = bins.offsets[feature];
        int count = bins.cuts[feature].bins();
        int[] shown = new int[count];
        long[] seen = new long[4];
        int size = 0;
        for (int bin = 0; bin < count; bin++) {
            if (histogram[first + bin] != 0) {
                shown[size++] = bin;
                seen[bin >> 6] |= 1L << bin;
            }
        }
        if (size <= FEW_CATEGORIES) {
            oneAgainstOthers(node, histogram, feature, Arrays.copyOf(shown, size), seen, parent, best);
        } else {
            inOrder(node, histogram, feature, byShare(histogram, first, shown, size), seen, parent, best);
        }
    }

    private void oneAgainstOthers(
            Node node, long[] histogram, int feature, int[] shown, long[] seen, double parent, Split best) {
        for (int bin : shown) {
            long[] left = new long[4];
            left[bin >> 6] |= 1L << bin;
            considerBins(
                    node, feature, histogram[bins.offsets[feature] + bin], left, seen, settings.l2(), parent, best);
        }
    }

    /** In the order of their gradients' share the best of all sets begins the list (Fisher 1958). */
    private void inOrder(
            Node node, long[] histogram, int feature, int[] order, long[] seen, double parent, Split best) {
        long[] left = new long[4];
        long sum = 0;
        for (int i = 0; i + 1 < order.length; i++) {
            int bin = order[i];
            left[bin >> 6] |= 1L << bin;
            sum += histogram[bins.offsets[feature] + bin];
            considerBins(node, feature, sum, left, seen, settings.l2() + SMOOTHING, parent, best);
        }
    }

    private int[] byShare(long[] histogram, int first, int[] shown, int size) {
        double smoothing = SMOOTHING / hessianUnit;
        double[] shares = new double[256];
        Integer[] order = new Integer[size];
        for (int i = 0; i < size; i++) {
            long sum = histogram[first + shown[i]];
            shares[shown[i]] = Gradients.gradient(sum) / (Gradients.hessian(sum) + smoothing);
            order[i] = shown[i];
        }
        Arrays.sort(order, (a, b) -> Double.compare(shares[a], shares[b])); // stable
        return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
    }

    private void considerBins(
            Node node, int feature, long left, long[] leftBins, long[] seen, double l2, double parent, Split best) {
        long right = node.sum - left;
        if (Gradients.hessian(left) < least || Gradients.hessian(right) < least) {
            return;
        }
        double gain = worth(left, l2) + worth(right, l2) - parent;
        if (gain > best.gain) {
            take(best, node, feature, 0, left, gain);
            best.leftBins = leftBins.clone();
            best.seenBins = seen;
            Cuts cuts = bins.cuts[feature];
            if (cuts.missing && Cuts.has(seen, cuts.values)) {
                best.missingLeft = Cuts.has(leftBins, cuts.values);
            }
        }
    }
}
