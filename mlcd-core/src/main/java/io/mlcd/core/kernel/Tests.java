package io.mlcd.core.kernel;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Tree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The distinct tests of some trees: an input, a threshold or a set of categories, and where missing values go. Each gets a
 * number when it is first seen.
 */
final class Tests {
    private int[] features = new int[64];
    private double[] thresholds = new double[64];
    private boolean[] missingLeft = new boolean[64];
    private int count;
    /** Open addressing: 1 + the number of the test, 0 when free. */
    private int[] table = new int[256];

    /** {@link Spread#place} takes so many bits of a hash. */
    private int tableBits = 8;

    /**
     * Comparable, so that a map finds it quickly even if somebody has made all hash codes equal.
     *
     * @param set the one seen with the test
     * @param number how many others were seen before
     */
    private record Category(int feature, CategorySet set, int number, boolean missingLeft)
            implements Comparable<Category> {
        @Override
        public int compareTo(Category that) {
            int order = Integer.compare(feature, that.feature);
            if (order == 0) {
                order = Boolean.compare(missingLeft, that.missingLeft);
            }
            return order == 0 ? Integer.compare(number, that.number) : order;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Category that && compareTo(that) == 0;
        }

        @Override
        public int hashCode() {
            return (31 * number + feature) * 2 + (missingLeft ? 1 : 0);
        }
    }

    /** The number of each set; a set that very many splits share is large, and is looked at once. */
    private final IdentityHashMap<CategorySet, Integer> seen = new IdentityHashMap<>();

    private final Map<CategorySet, Integer> numbers = new HashMap<>();

    private final Map<Category, Integer> categories = new HashMap<>();
    private final List<Category> sets = new ArrayList<>();
    /** The test of each set, in the order of {@link #sets}. */
    private final List<Integer> setTests = new ArrayList<>();

    /** The number of a node's test. */
    int of(Tree tree, int node) {
        if (tree.isCategory(node)) {
            CategorySet set = tree.categories(node);
            int number = seen.computeIfAbsent(set, one -> numbers.computeIfAbsent(one, each -> numbers.size()));
            return categories.computeIfAbsent(
                    new Category(tree.feature(node), set, number, tree.missingLeft(node)), this::add);
        }
        int feature = tree.feature(node);
        double threshold = tree.threshold(node) + 0.0; // no -0.0
        boolean left = tree.missingLeft(node);
        long bits = Double.doubleToRawLongBits(threshold);
        int mask = table.length - 1;
        for (int at = place(bits, feature, left); ; at = at + 1 & mask) {
            int test = table[at] - 1;
            if (test < 0) {
                table[at] = count + 1;
                return add(feature, threshold, left);
            }
            if (features[test] == feature
                    && missingLeft[test] == left
                    && Double.doubleToRawLongBits(thresholds[test]) == bits) {
                return test;
            }
        }
    }

    private int place(long bits, int feature, boolean left) {
        return Spread.place(Spread.add(Spread.add(0, bits), 2L * feature + (left ? 1 : 0)), tableBits);
    }

    private int add(Category category) {
        sets.add(category);
        setTests.add(count);
        return add(category.feature, Double.NaN, category.missingLeft);
    }

    private int add(int feature, double threshold, boolean left) {
        if (count == features.length) {
            features = Arrays.copyOf(features, 2 * count);
            thresholds = Arrays.copyOf(thresholds, 2 * count);
            missingLeft = Arrays.copyOf(missingLeft, 2 * count);
        }
        features[count] = feature;
        thresholds[count] = threshold;
        missingLeft[count] = left;
        count++;
        if (2 * count > table.length) {
            grow();
        }
        return count - 1;
    }

    private void grow() {
        table = new int[4 * table.length];
        tableBits += 2;
        int mask = table.length - 1;
        for (int test = 0; test < count; test++) {
            if (isNumber(test)) {
                long bits = Double.doubleToRawLongBits(thresholds[test]);
                int at = place(bits, features[test], missingLeft[test]);
                while (table[at] != 0) {
                    at = at + 1 & mask;
                }
                table[at] = test + 1;
            }
        }
    }

    /** How many there are. */
    int count() {
        return count;
    }

    boolean isNumber(int test) {
        return !Double.isNaN(thresholds[test]);
    }

    int feature(int test) {
        return features[test];
    }

    boolean missingLeft(int test) {
        return missingLeft[test];
    }

    /** The inputs that numbers are tested of, ascending. */
    int[] numberInputs() {
        return inputs(true);
    }

    /** The inputs that categories are tested of, ascending. */
    int[] categoryInputs() {
        return inputs(false);
    }

    private int[] inputs(boolean numbers) {
        int most = -1;
        for (int test = 0; test < count; test++) {
            most = Math.max(most, features[test]);
        }
        boolean[] seen = new boolean[most + 1];
        int distinct = 0;
        for (int test = 0; test < count; test++) {
            if (isNumber(test) == numbers && !seen[features[test]]) {
                seen[features[test]] = true;
                distinct++;
            }
        }
        int[] inputs = new int[distinct];
        for (int input = most; input >= 0; input--) {
            if (seen[input]) {
                inputs[--distinct] = input;
            }
        }
        return inputs;
    }

    /** For each of the number inputs its thresholds, ascending, each once. */
    double[][] thresholds(int[] inputs) {
        int[] slots = slots(inputs);
        int[] sizes = new int[inputs.length];
        for (int test = 0; test < count; test++) {
            if (isNumber(test)) {
                sizes[slots[features[test]]]++;
            }
        }
        double[][] all = new double[inputs.length][];
        for (int s = 0; s < inputs.length; s++) {
            all[s] = new double[sizes[s]];
        }
        for (int test = 0; test < count; test++) {
            if (isNumber(test)) {
                int slot = slots[features[test]];
                all[slot][--sizes[slot]] = thresholds[test];
            }
        }
        for (int s = 0; s < inputs.length; s++) {
            all[s] = distinct(all[s]);
        }
        return all;
    }

    /** For each test of a number the index of its threshold among those of its input. */
    int[] thresholdIndexes(int[] inputs, double[][] all) {
        int[] slots = slots(inputs);
        int[] indexes = new int[count];
        for (int test = 0; test < count; test++) {
            if (isNumber(test)) {
                indexes[test] = Arrays.binarySearch(all[slots[features[test]]], thresholds[test]);
            }
        }
        return indexes;
    }

    private static int[] slots(int[] inputs) {
        int[] slots = new int[inputs.length == 0 ? 0 : inputs[inputs.length - 1] + 1];
        for (int s = 0; s < inputs.length; s++) {
            slots[inputs[s]] = s;
        }
        return slots;
    }

    private static double[] distinct(double[] numbers) {
        Arrays.sort(numbers);
        int kept = 0;
        for (double number : numbers) {
            if (kept == 0 || number != numbers[kept - 1]) {
                numbers[kept++] = number;
            }
        }
        return Arrays.copyOf(numbers, kept);
    }

    /** How many tests of categories there are. */
    int setCount() {
        return sets.size();
    }

    /** The test of a set, by the order in which sets were first seen. */
    int setTest(int set) {
        return setTests.get(set);
    }

    /** The categories that a test sends left, by the order in which sets were first seen. */
    CategorySet set(int set) {
        return sets.get(set).set();
    }
}
