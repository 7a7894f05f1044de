package io.mlcd.core.form;

import io.mlcd.core.packed.AscendingWriter;
import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import io.mlcd.core.packed.PackedTests;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/** The distinct tests of trees in the order of {@link PackedTests}, which reads what this writes. */
final class TestTable {
    /** The thresholds of one input, ascending: of tests that send a missing value left, and of those that do not. */
    private static final class Numbers {
        private double[] left = new double[8];
        private double[] right = new double[8];
        private int lefts;
        private int rights;
        private int first;

        void add(double threshold, boolean missingLeft) {
            if (missingLeft) {
                left = lefts == left.length ? Arrays.copyOf(left, 2 * lefts) : left;
                left[lefts++] = threshold;
            } else {
                right = rights == right.length ? Arrays.copyOf(right, 2 * rights) : right;
                right[rights++] = threshold;
            }
        }

        void sort() {
            left = distinct(Arrays.copyOf(left, lefts));
            right = distinct(Arrays.copyOf(right, rights));
        }

        private static double[] distinct(double[] numbers) {
            Arrays.sort(numbers);
            int kept = 0;
            for (double number : numbers) {
                if (kept == 0 || Double.compare(number, numbers[kept - 1]) != 0) {
                    numbers[kept++] = number;
                }
            }
            return Arrays.copyOf(numbers, kept);
        }

        int count() {
            return left.length + right.length;
        }

        /** The place of a test: by threshold, and of equal ones the one that sends a missing value right comes first. */
        int place(double threshold, boolean missingLeft) {
            int inLeft = Arrays.binarySearch(left, threshold);
            int inRight = Arrays.binarySearch(right, threshold);
            int lower = inLeft < 0 ? -inLeft - 1 : inLeft;
            int before = inRight < 0 ? -inRight - 1 : inRight + (missingLeft ? 1 : 0);
            return lower + before;
        }

        int missing() {
            return left.length == 0
                    ? PackedTests.NONE_LEFT
                    : right.length == 0 ? PackedTests.ALL_LEFT : PackedTests.SOME_LEFT;
        }
    }

    private record SetTest(CategorySet set, boolean missingLeft) implements Comparable<SetTest> {
        @Override
        public int compareTo(SetTest that) {
            int order = set.compareTo(that.set);
            return order == 0 ? Boolean.compare(missingLeft, that.missingLeft) : order;
        }
    }

    /** A test of categories, and what says its place. */
    private record Ordered(SetTest test, PackedTests.CategoryTest written) {}

    /** The sets that one input is tested for. */
    private static final class Sets {
        private final TreeMap<SetTest, Integer> places = new TreeMap<>();
        private final List<Ordered> order = new ArrayList<>();
        private int first;
        private int codes;

        void number() {
            for (SetTest test : places.keySet()) {
                int[] listed = test.set().listed();
                codes = Math.max(codes, listed.length == 0 ? 0 : listed[listed.length - 1] + 1);
                order.add(new Ordered(
                        test, new PackedTests.CategoryTest(listed, test.set().isAllBut(), test.missingLeft())));
            }
            order.sort(Comparator.comparing(Ordered::written));
            for (int place = 0; place < order.size(); place++) {
                places.put(order.get(place).test, place);
            }
        }

        byte[] lists() {
            Bytes.Writer out = new Bytes.Writer();
            for (Ordered one : order) {
                int[] listed = one.written.listed();
                out.varint(4 * listed.length + (one.written.missingLeft() ? 2 : 0) + (one.written.isAllBut() ? 1 : 0));
                int next = 0;
                for (int code : listed) {
                    out.varint(code - next);
                    next = code + 1;
                }
            }
            return out.toByteArray();
        }

        long matrixBytes() {
            return Bits.bytes((codes + 2L) * places.size(), 1);
        }

        /** For each code, an unseen and a missing value a bit for each test. */
        byte[] matrix() {
            Bits.Writer out = new Bits.Writer((codes + 2L) * places.size(), 1);
            for (int code = 0; code < codes + 2; code++) {
                for (Ordered one : order) {
                    SetTest test = one.test;
                    boolean left =
                            code > codes ? test.missingLeft() : test.set().contains(code);
                    out.put(left ? 1 : 0, 1);
                }
            }
            return out.bytes();
        }
    }

    private final TreeMap<Integer, Numbers> numbers = new TreeMap<>();
    private final TreeMap<Integer, Sets> sets = new TreeMap<>();
    private final int how;
    private final int count;

    TestTable(List<Tree> trees) {
        boolean floats = true;
        boolean belowFloats = true;
        for (Tree tree : trees) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (tree.isLeaf(node)) {
                    continue;
                }
                if (tree.isCategory(node)) {
                    sets.computeIfAbsent(tree.feature(node), input -> new Sets())
                            .places
                            .put(new SetTest(tree.categories(node), tree.missingLeft(node)), 0);
                    continue;
                }
                double threshold = tree.threshold(node);
                floats = floats && Double.compare((float) threshold, threshold) == 0;
                belowFloats = belowFloats && Thresholds.isBelowFloat(threshold);
                numbers.computeIfAbsent(tree.feature(node), input -> new Numbers())
                        .add(threshold, tree.missingLeft(node));
            }
        }
        how = floats ? PackedTests.FLOATS : belowFloats ? PackedTests.BELOW_FLOATS : PackedTests.DOUBLES;
        int next = 0;
        for (Numbers its : numbers.values()) {
            its.sort();
            its.first = next;
            next += its.count();
        }
        for (Sets its : sets.values()) {
            its.number();
            its.first = next;
            next += its.places.size();
        }
        count = next;
    }

    int count() {
        return count;
    }

    /** The number of a node's test. */
    int number(Tree tree, int node) {
        if (tree.isCategory(node)) {
            Sets its = Objects.requireNonNull(sets.get(tree.feature(node)));
            return its.first
                    + Objects.requireNonNull(
                            its.places.get(new SetTest(tree.categories(node), tree.missingLeft(node))));
        }
        Numbers its = Objects.requireNonNull(numbers.get(tree.feature(node)));
        return its.first + its.place(tree.threshold(node), tree.missingLeft(node));
    }

    void writeHead(Bytes.Writer head) {
        head.varint(how);
        head.varint(numbers.size());
        int next = 0;
        for (Map.Entry<Integer, Numbers> entry : numbers.entrySet()) {
            head.varint(entry.getKey() - next);
            next = entry.getKey() + 1;
            head.varint(entry.getValue().count());
            writer(entry.getValue()).writeHead(head, entry.getValue().missing());
        }
        head.varint(sets.size());
        next = 0;
        for (Map.Entry<Integer, Sets> entry : sets.entrySet()) {
            head.varint(entry.getKey() - next);
            next = entry.getKey() + 1;
            Sets its = entry.getValue();
            head.varint(its.places.size());
            head.varint(its.codes);
            int listed = its.lists().length;
            boolean lists = listed < its.matrixBytes();
            head.varint(lists ? 1 : 0);
            if (lists) {
                head.varint(listed);
            }
        }
    }

    private AscendingWriter writer(Numbers its) {
        double[] all = Arrays.copyOf(its.left, its.count());
        System.arraycopy(its.right, 0, all, its.left.length, its.right.length);
        Arrays.sort(all);
        for (int i = 0; i < all.length; i++) {
            all[i] = how == PackedTests.BELOW_FLOATS ? Thresholds.floatAbove(all[i]) : all[i];
        }
        return new AscendingWriter(all, how);
    }

    void writeBody(Bytes.Writer body) {
        List<Numbers> mixed = new ArrayList<>();
        int bits = 0;
        for (Numbers its : numbers.values()) {
            writer(its).writeBody(body);
            if (its.missing() == PackedTests.SOME_LEFT) {
                mixed.add(its);
                bits += its.count();
            }
        }
        Bits.Writer missing = new Bits.Writer(bits, 1);
        for (Numbers its : mixed) {
            byte[] places = new byte[its.count()];
            for (double threshold : its.left) {
                places[its.place(threshold, true)] = 1;
            }
            for (byte place : places) {
                missing.put(place, 1);
            }
        }
        body.octets(missing.bytes());
        for (Sets its : sets.values()) {
            byte[] lists = its.lists();
            body.octets(lists.length < its.matrixBytes() ? lists : its.matrix());
        }
    }
}
