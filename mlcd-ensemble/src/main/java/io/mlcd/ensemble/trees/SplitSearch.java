package io.mlcd.ensemble.trees;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Finds the split of a node that gains most, from its histogram. A leaf of gradient sum G and hessian sum H is worth
 * {@code G^2 / (H + l2)}; a split gains what its sides are worth beyond the node (Chen and Guestrin 2016, XGBoost, section
 * 2.2). Of equal gains the first feature and bin win.
 *
 * <p>Where features are monotone a leaf's value is held between its node's bounds, which makes it worth less, and a split whose
 * values lie in the wrong order is none; its children are bounded by the middle of their values.
 */
final class SplitSearch {
    /** What is added to the hessians of a category before categories are put in order of their gradients' share. */
    private static final double SMOOTHING = 10;
    /** As few categories as these are each tried against all others, and without more smoothing. */
    private static final int FEW_CATEGORIES = 4;

    private final Bins bins;
    private final TreeSettings settings;
    /** For each feature 1 if values may not fall with it, -1 if they may not rise, else 0. */
    private final int[] directions;

    private final boolean constrained;
    private final double hessianUnit;
    private final double gradientUnit;
    /** The least hessian of a side, in units. */
    private final double least;

    SplitSearch(Bins bins, TreeSettings settings, int[] directions, Gradients gradients) {
        this.bins = bins;
        this.settings = settings;
        this.directions = directions;
        constrained = Arrays.stream(directions).anyMatch(direction -> direction != 0);
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

    /** What a leaf is worth whose value is within a node's bounds. */
    private double worth(Node node, long sum, double l2) {
        if (!constrained) {
            return worth(sum, l2);
        }
        double weight = Gradients.hessian(sum) * hessianUnit + l2;
        double value = value(node, sum, l2) / gradientUnit;
        return -(2 * Gradients.gradient(sum) + weight * value) * value;
    }

    /** The value of a leaf within a node's bounds. */
    private double value(Node node, long sum, double l2) {
        double weight = Gradients.hessian(sum) * hessianUnit + l2;
        return node.bounded(-Gradients.gradient(sum) * gradientUnit / weight);
    }

    /** Bounds the values below the children of a node that has been split. */
    void bound(Node node, Node left, Node right, Split split) {
        if (!constrained) {
            return;
        }
        left.low = node.low;
        left.high = node.high;
        right.low = node.low;
        right.high = node.high;
        int direction = directions[split.feature];
        if (direction != 0) {
            double middle = (value(node, left.sum, settings.l2()) + value(node, right.sum, settings.l2())) / 2;
            Node lower = direction > 0 ? left : right;
            Node upper = direction > 0 ? right : left;
            lower.high = middle;
            upper.low = middle;
        }
    }

    /** The best split of a node among the features at places from {@code from} to before {@code to}. */
    Split best(Node node, long[] histogram, int[] features, int from, int to) {
        Split best = new Split();
        best.gain = settings.minGain() / (gradientUnit * gradientUnit);
        double parent = worth(node, node.sum, settings.l2());
        best.gain += Math.abs(parent) * 1e-12; // no more than rounding
        boolean[] tried = tried(node, features.length);
        for (int i = from; i < to; i++) {
            int feature = features[i];
            Cuts cuts = bins.cuts[feature];
            int at = bins.offsets[feature];
            if (tried.length > 0 && !tried[i]) {
                continue;
            }
            if (cuts.isCategory()) {
                category(node, histogram, feature, parent, best);
            } else if (settings.randomCuts()) {
                numberAtRandom(node, histogram, feature, parent, best);
            } else if (constrained || (cuts.missing && histogram[at + cuts.values] != 0)) {
                numberWithMissing(node, histogram, feature, parent, best);
            } else {
                number(node, histogram, feature, parent, best);
            }
        }
        return best;
    }

    /** Which of the features are tried; of length 0 for all. Each set of so many is as likely as any other. */
    private boolean[] tried(Node node, int count) {
        int wanted = Math.max(1, (int) Math.round(settings.nodeFeatureFraction() * count));
        if (wanted == count) {
            return new boolean[0];
        }
        SplittableRandom random = new SplittableRandom(node.seed);
        boolean[] tried = new boolean[count];
        for (int i = 0, chosen = 0; i < count; i++) {
            tried[i] = random.nextInt(count - i) < wanted - chosen;
            chosen += tried[i] ? 1 : 0;
        }
        return tried;
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
        long missing = bins.cuts[feature].missing ? histogram[first + values] : 0;
        long sum = 0;
        for (int bin = 0; bin < values; bin++) {
            sum += histogram[first + bin];
            considerBoth(node, feature, bin, sum, missing, parent, best);
        }
    }

    /** After one bin. With missing values on the right the last bin may end the left side: all values against none. */
    private void considerBoth(Node node, int feature, int bin, long sum, long missing, double parent, Split best) {
        consider(node, feature, bin, sum, missing != 0, false, parent, best);
        if (missing != 0 && bin < bins.cuts[feature].values - 1) {
            consider(node, feature, bin, sum + missing, true, true, parent, best);
        }
    }

    /** One border between the least and the greatest bin that the node shows, each as likely as any other. */
    private void numberAtRandom(Node node, long[] histogram, int feature, double parent, Split best) {
        int first = bins.offsets[feature];
        int low = 0;
        int high = bins.cuts[feature].values - 1;
        while (low < high && histogram[first + low] == 0) {
            low++;
        }
        while (low < high && histogram[first + high] == 0) {
            high--;
        }
        int border = high > low ? low + random(node, feature).nextInt(high - low) : high;
        long sum = 0;
        for (int bin = low; bin <= border; bin++) {
            sum += histogram[first + bin];
        }
        long missing = bins.cuts[feature].missing ? histogram[first + bins.cuts[feature].values] : 0;
        considerBoth(node, feature, border, sum, missing, parent, best);
    }

    private static SplittableRandom random(Node node, int feature) {
        return new SplittableRandom(Node.mix(node.seed ^ (feature + 1) * 0x9e3779b97f4a7c15L));
    }

    private void consider(
            Node node,
            int feature,
            int bin,
            long left,
            boolean missingShown,
            boolean missingLeft,
            double parent,
            Split best) {
        double gain = gain(node, left, settings.l2(), directions[feature], parent);
        if (gain > best.gain) {
            take(best, node, feature, bin, left, gain);
            best.missingLeft = missingShown ? missingLeft : best.othersLeft;
        }
    }

    /** What a split gains; nothing where it is not allowed. */
    private double gain(Node node, long left, double l2, int direction, double parent) {
        long right = node.sum - left;
        if (Gradients.hessian(left) < least || Gradients.hessian(right) < least) {
            return 0;
        }
        if (direction != 0) {
            double rise = value(node, right, settings.l2()) - value(node, left, settings.l2());
            if (rise * direction < 0) {
                return 0;
            }
        }
        return worth(node, left, l2) + worth(node, right, l2) - parent;
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
        if (size < 2) {
            return;
        }
        int only = settings.randomCuts() ? random(node, feature).nextInt(size - 1) : -1;
        if (size <= FEW_CATEGORIES) {
            oneAgainstOthers(node, histogram, feature, Arrays.copyOf(shown, size), seen, only, parent, best);
        } else {
            inOrder(node, histogram, feature, byShare(histogram, first, shown, size), seen, only, parent, best);
        }
    }

    private void oneAgainstOthers(
            Node node, long[] histogram, int feature, int[] shown, long[] seen, int only, double parent, Split best) {
        for (int i = 0; i < shown.length; i++) {
            if (only < 0 || i == only) {
                int bin = shown[i];
                long[] left = new long[4];
                left[bin >> 6] |= 1L << bin;
                considerBins(
                        node, feature, histogram[bins.offsets[feature] + bin], left, seen, settings.l2(), parent, best);
            }
        }
    }

    /** In the order of their gradients' share the best of all sets begins the list (Fisher 1958). */
    private void inOrder(
            Node node, long[] histogram, int feature, int[] order, long[] seen, int only, double parent, Split best) {
        long[] left = new long[4];
        long sum = 0;
        for (int i = 0; i + 1 < order.length; i++) {
            int bin = order[i];
            left[bin >> 6] |= 1L << bin;
            sum += histogram[bins.offsets[feature] + bin];
            if (only < 0 || i == only) {
                considerBins(node, feature, sum, left, seen, settings.l2() + SMOOTHING, parent, best);
            }
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
        double gain = gain(node, left, l2, 0, parent);
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
