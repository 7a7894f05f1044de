package io.mlcd.ensemble.trees;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/*
 * A node is split by the best of some features that are drawn for it, one after the other: its rows are summed by the feature's
 * bins and the bins that hold rows are walked in order. A small node's bins are found by a bit for each, so that a node costs
 * as much as it has rows, not as there are bins; most nodes of a deep tree are small.
 *
 * What is summed is, for each bin, the weight and the weighted truth for a number, the weight of each class for classes. A split
 * of sides L and R is worth sum(t)^2 / w on each side, summed over the classes: that is what lowers the squared error, and the Gini
 * impurity, most. Weights are whole, as often as a row was drawn, unless the table has weights. All sums are made in the order
 * of the rows by one thread.
 */
/** Grows trees of a forest, one at a time, on rows drawn with replacement. Its memory serves the next tree. */
final class ForestGrower {
    private static final int WORDS = 4;

    private final Bins bins;
    private final ForestRun.Target target;
    private final int outputs;
    private final int maxDepth;
    private final ForestSettings.Drawing drawing;
    private final int minLeafRows;
    private final int tried;

    private final int[] index;
    private final int[] right;
    /** How often each row was drawn. */
    private final int[] drawn;
    /** By row what it weighs: its own weight as often as it was drawn. */
    private final double[] weights;

    private final int[] features;
    /** Sums classes as whole numbers, where rows weigh as often as they were drawn. */
    private final Optional<ClassCounts> whole;
    /** For each bin how often rows in it were drawn. */
    private final int[] counts = new int[256];
    /** For each bin the weight. */
    private final double[] binWeights = new double[256];
    /** For each bin and output the weighted truths. */
    private final double[] binSums;

    private final long[] shown = new long[WORDS];
    private final int[] order = new int[256];
    private final double[] nodeSums;
    /** The outputs that are not 0 in all of the node's rows. */
    private final int[] present;

    private int presentCount;
    private final double[] leftSums;
    private final double[] missingSums;

    private SplittableRandom random = new SplittableRandom(0);
    private Sink sink = new Sink() {};

    private Split best = new Split();
    private double bestWorth;

    /** Takes the nodes of a tree in pre-order. */
    interface Sink {
        /**
         * A split; its two sides follow.
         *
         * @param sums what it were as a leaf; of {@link ForestSettings.Drawing#ALL} only
         */
        default void split(Cuts cuts, Split split, Optional<Sums> sums) {}

        /** A leaf. */
        default void leaf(Sums sums) {}
    }

    /** What a node is as a leaf. */
    static final class Sums {
        /** Of its rows. */
        final double weight;
        /** What it costs: the weighted squared error of a number, or the weighted Gini impurity of classes. */
        final double risk;
        /** What it predicts; not to be changed. */
        final double[] values;

        Sums(double weight, double risk, double[] values) {
            this.weight = weight;
            this.risk = risk;
            this.values = values;
        }
    }

    /**
     * A grower.
     *
     * @param settings with the least rows of a leaf and the number of features resolved
     */
    ForestGrower(Bins bins, ForestRun.Target target, ForestSettings settings, int rows) {
        this.bins = bins;
        this.target = target;
        this.outputs = target.outputs();
        this.maxDepth = settings.depth();
        this.drawing = settings.drawing();
        this.minLeafRows = settings.minLeafRows();
        this.tried = settings.features();
        index = new int[rows];
        right = new int[rows];
        drawn = new int[rows];
        weights = new double[rows];
        features = new int[bins.features];
        Arrays.setAll(features, f -> f);
        binSums = new double[256 * outputs];
        whole = target.classes > 0 && target.unweighted
                ? Optional.of(new ClassCounts(bins, target, drawn, rows))
                : Optional.empty();
        nodeSums = new double[outputs];
        present = new int[outputs];
        leftSums = new double[outputs];
        missingSums = new double[outputs];
    }

    /**
     * Grows a tree.
     *
     * @param rows it may draw, each as often as it counts
     */
    void grow(int[] rows, SplittableRandom itsRandom, Sink itsSink) {
        random = itsRandom;
        sink = itsSink;
        Arrays.setAll(features, f -> f); // the tree before left them in another order
        grow(0, draw(rows), 0);
    }

    /** Draws as many rows as there are, with replacement, or takes each once; gives how many different ones of some weight. */
    private int draw(int[] rows) {
        Arrays.fill(drawn, 0);
        for (int row : rows) {
            drawn[drawing == ForestSettings.Drawing.BOOTSTRAP ? rows[random.nextInt(rows.length)] : row]++;
        }
        int count = weigh();
        if (count == 0) { // only rows of weight 0 were drawn: all others then
            for (int row : rows) {
                drawn[row]++;
            }
            count = weigh();
        }
        return count;
    }

    private int weigh() {
        int count = 0;
        for (int row = 0; row < drawn.length; row++) {
            weights[row] = drawn[row] * target.weights[row];
            if (weights[row] > 0) {
                index[count++] = row;
            }
        }
        whole.ifPresent(ClassCounts::drawn);
        return count;
    }

    private void grow(int from, int to, int depth) {
        double weight = sumNode(from, to);
        presentCount = 0;
        for (int k = 0; k < outputs; k++) {
            if (target.classes == 0 || nodeSums[k] > 0) {
                present[presentCount++] = k;
            }
        }
        double parent = worth(nodeSums, weight);
        int count = whole.isPresent() ? (int) weight : rows(from, to);
        boolean pure = isPure(from, to);
        Optional<Sums> sums =
                drawing == ForestSettings.Drawing.ALL ? Optional.of(sums(from, to, weight, parent)) : Optional.empty();
        if (pure || depth == maxDepth || count < 2 * minLeafRows || !search(from, to, count, weight, parent)) {
            sink.leaf(sums(from, to, weight, parent));
            return;
        }
        Split split = best;
        Cuts cuts = bins.cuts[split.feature];
        int middle = divide(from, to, split.feature, split.goesRight(cuts));
        sink.split(cuts, split, sums);
        grow(from, middle, depth + 1);
        grow(middle, to, depth + 1);
    }

    private double sumNode(int from, int to) {
        Arrays.fill(nodeSums, 0);
        if (whole.isPresent()) {
            return whole.get().sumNode(index, from, to, nodeSums);
        }
        double weight = 0;
        for (int i = from; i < to; i++) {
            int row = index[i];
            double its = weights[row];
            weight += its;
            if (target.classes > 0) {
                nodeSums[(int) target.truths[row]] += its;
            } else {
                nodeSums[0] += its * target.truths[row];
            }
        }
        return weight;
    }

    private boolean isPure(int from, int to) {
        if (target.classes > 0) {
            return presentCount == 1;
        }
        double first = target.truths[index[from]];
        for (int i = from + 1; i < to; i++) {
            if (target.truths[index[i]] != first) {
                return false;
            }
        }
        return true;
    }

    private int rows(int from, int to) {
        int count = 0;
        for (int i = from; i < to; i++) {
            count += drawn[index[i]];
        }
        return count;
    }

    private Sums sums(int from, int to, double weight, double worth) {
        double[] values = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            values[k] = target.mean + nodeSums[k] / weight;
        }
        boolean classes = target.classes > 0;
        return new Sums(weight, classes ? weight - worth : squaredError(from, to, nodeSums[0] / weight), values);
    }

    private double squaredError(int from, int to, double mean) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            double distance = target.truths[index[i]] - mean;
            sum += weights[index[i]] * distance * distance;
        }
        return sum;
    }

    private static double worth(double[] sums, double weight) {
        double squares = 0;
        for (double sum : sums) {
            squares += sum * sum;
        }
        return squares / weight;
    }

    /** Finds the best split among features drawn until as many as wanted were tried and one of them divides the rows. */
    private boolean search(int from, int to, int count, double weight, double parent) {
        best = new Split();
        bestWorth = parent * (1 + 1e-12) + Double.MIN_NORMAL;
        int i = 0;
        while (i < features.length && (i < tried || !best.exists())) {
            int together = i < tried ? Math.min(ClassCounts.TOGETHER, tried - i) : 1;
            for (int g = i; g < i + together; g++) {
                drawFeature(g);
            }
            if (whole.isPresent()) {
                whole.get().sum(index, from, to, features, i, together);
            }
            for (int g = 0; g < together; g++) {
                search(features[i + g], g, from, to, count, weight);
            }
            i += together;
        }
        return best.exists();
    }

    private void drawFeature(int at) {
        int j = at + random.nextInt(features.length - at);
        int feature = features[j];
        features[j] = features[at];
        features[at] = feature;
    }

    private void search(int feature, int place, int from, int to, int count, double weight) {
        boolean cutsBest = drawing != ForestSettings.Drawing.ALL_CUT_AT_RANDOM;
        if (whole.isPresent() && cutsBest && whole.get().canCut(place, feature)) {
            cut(feature, place, to - from, weight);
            return;
        }
        if (whole.isPresent()) {
            whole.get().take(place, feature, to - from, present, presentCount, shown, counts, binWeights, binSums);
        } else {
            sumBins(feature, from, to);
        }
        int size = 0;
        for (int word = 0; word < WORDS; word++) {
            for (long bits = shown[word]; bits != 0; bits &= bits - 1) {
                order[size++] = (word << 6) + Long.numberOfTrailingZeros(bits);
            }
        }
        if (size > 1) {
            Cuts cuts = bins.cuts[feature];
            if (!cutsBest) {
                cutAtRandom(feature, size, count, weight);
            } else if (cuts.isCategory()) {
                sortByShare(size);
                walk(feature, size, -1, count, weight);
            } else {
                boolean missing = cuts.missing && order[size - 1] == cuts.values;
                walk(feature, missing ? size - 1 : size, missing ? cuts.values : -1, count, weight);
            }
        }
        if (whole.isEmpty()) {
            clear(size);
        }
    }

    private void clear(int size) {
        for (int i = 0; i < size; i++) {
            int bin = order[i];
            counts[bin] = 0;
            binWeights[bin] = 0;
            Arrays.fill(binSums, bin * outputs, (bin + 1) * outputs, 0);
        }
    }

    private void cut(int feature, int place, int nodeRows, double weight) {
        ClassCounts its = whole.orElseThrow();
        double parent = worth(nodeSums, weight);
        double better = its.cut(place, feature, nodeRows, minLeafRows, nodeSums, bestWorth - parent);
        if (its.cutBin() >= 0) {
            bestWorth = parent + better;
            best.feature = feature;
            best.bin = its.cutBin();
            best.othersLeft = 2 * its.cutLefts() >= weight;
            best.missingLeft = best.othersLeft;
            best.leftBins = null;
            best.seenBins = null;
        }
    }

    private void sumBins(int feature, int from, int to) {
        Arrays.fill(shown, 0);
        byte[] cells = bins.cells;
        int stride = bins.features;
        boolean classes = target.classes > 0;
        for (int i = from; i < to; i++) {
            int row = index[i];
            int bin = cells[row * stride + feature] & 0xff;
            double its = weights[row];
            shown[bin >> 6] |= 1L << bin;
            counts[bin] += drawn[row];
            binWeights[bin] += its;
            if (classes) {
                binSums[bin * outputs + (int) target.truths[row]] += its;
            } else {
                binSums[bin] += its * target.truths[row];
            }
        }
    }

    /** Categories by their share of the node's largest class, or by their mean. */
    private void sortByShare(int size) {
        int largest = 0;
        for (int k = 1; k < outputs; k++) {
            largest = nodeSums[k] > nodeSums[largest] ? k : largest;
        }
        for (int i = 1; i < size; i++) { // by insertion: few, and stable
            int bin = order[i];
            double share = binSums[bin * outputs + largest] / binWeights[bin];
            int j = i;
            while (j > 0 && binSums[order[j - 1] * outputs + largest] / binWeights[order[j - 1]] > share) {
                order[j] = order[j - 1];
                j--;
            }
            order[j] = bin;
        }
    }

    /** Tries one border between the bins of a number, or one set of a category's, with missing values on either side. */
    private void cutAtRandom(int feature, int shownBins, int count, double weight) {
        Cuts cuts = bins.cuts[feature];
        int size = shownBins;
        int missing = -1;
        int cut;
        if (cuts.isCategory()) {
            for (int i = size - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int swapped = order[i];
                order[i] = order[j];
                order[j] = swapped;
            }
            cut = random.nextInt(size - 1);
        } else {
            missing = cuts.missing && order[size - 1] == cuts.values ? cuts.values : -1;
            size -= missing < 0 ? 0 : 1;
            int border = order[0] + (size == 1 ? 0 : random.nextInt(order[size - 1] - order[0]));
            cut = 0;
            while (cut + 1 < size && order[cut + 1] <= border) {
                cut++;
            }
        }
        sumMissing(missing);
        Arrays.fill(leftSums, 0);
        int lefts = 0;
        double leftWeight = 0;
        for (int i = 0; i <= cut; i++) {
            lefts += counts[order[i]];
            leftWeight += binWeights[order[i]];
            addToLeft(order[i]);
        }
        tryBoth(feature, cut, size, lefts, count, leftWeight, weight, missing);
    }

    private void sumMissing(int missing) {
        if (missing >= 0) {
            System.arraycopy(binSums, missing * outputs, missingSums, 0, outputs);
        }
    }

    private void addToLeft(int bin) {
        for (int i = 0; i < presentCount; i++) {
            leftSums[present[i]] += binSums[bin * outputs + present[i]];
        }
    }

    /** Tries the splits between the bins in order; missing values on either side, and against all others. */
    private void walk(int feature, int size, int missing, int count, double weight) {
        Arrays.fill(leftSums, 0);
        sumMissing(missing);
        int lefts = 0;
        double leftWeight = 0;
        for (int i = 0; i < size; i++) {
            int bin = order[i];
            lefts += counts[bin];
            leftWeight += binWeights[bin];
            addToLeft(bin);
            tryBoth(feature, i, size, lefts, count, leftWeight, weight, missing);
        }
    }

    /** After one of the bins in order: missing values on either side, or all others against them. */
    private void tryBoth(
            int feature, int at, int size, int lefts, int count, double leftWeight, double weight, int missing) {
        if (at + 1 < size || missing >= 0) {
            consider(feature, at, size, lefts, count, leftWeight, weight, false);
        }
        if (at + 1 < size && missing >= 0) {
            consider(feature, at, size, lefts + counts[missing], count, leftWeight + binWeights[missing], weight, true);
        }
    }

    private void consider(
            int feature,
            int at,
            int size,
            int lefts,
            int count,
            double leftWeight,
            double weight,
            boolean missingLeft) {
        if (lefts < minLeafRows || count - lefts < minLeafRows) {
            return;
        }
        double leftSquares = 0;
        double rightSquares = 0;
        for (int i = 0; i < presentCount; i++) {
            int k = present[i];
            double left = leftSums[k] + (missingLeft ? missingSums[k] : 0);
            double other = nodeSums[k] - left;
            leftSquares += left * left;
            rightSquares += other * other;
        }
        double worth = leftSquares / leftWeight + rightSquares / (weight - leftWeight);
        if (worth > bestWorth) {
            bestWorth = worth;
            take(feature, at, size, missingLeft, leftWeight >= weight - leftWeight);
        }
    }

    private void take(int feature, int at, int size, boolean missingLeft, boolean leftIsLarger) {
        Cuts cuts = bins.cuts[feature];
        best.feature = feature;
        best.othersLeft = leftIsLarger;
        if (!cuts.isCategory()) {
            boolean isThere = cuts.missing && Cuts.has(shown, cuts.values);
            // Half way to the next bin that the node's rows show; values against missing ones have no bound.
            best.bin = at + 1 < size ? (order[at] + order[at + 1]) >>> 1 : cuts.values - 1;
            best.leftBins = null;
            best.seenBins = null;
            best.missingLeft = isThere ? missingLeft : leftIsLarger;
            return;
        }
        long[] left = new long[WORDS];
        for (int i = 0; i <= at; i++) {
            left[order[i] >> 6] |= 1L << order[i];
        }
        best.leftBins = left;
        best.seenBins = shown.clone();
        boolean isThere = cuts.missing && Cuts.has(shown, cuts.values);
        best.missingLeft = isThere ? Cuts.has(left, cuts.values) : leftIsLarger;
    }

    private int divide(int from, int to, int column, byte[] goesRight) {
        byte[] cells = bins.cells;
        int stride = bins.features;
        int lefts = from;
        int rights = from;
        for (int i = from; i < to; i++) {
            int row = index[i];
            int isRight = goesRight[cells[row * stride + column] & 0xff];
            index[lefts] = row;
            right[rights] = row;
            lefts += 1 - isRight;
            rights += isRight;
        }
        System.arraycopy(right, from, index, lefts, to - lefts);
        return lefts;
    }
}
