package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/*
 * Trees of any shape, each in slots of its own: slot 0 is the root, two children are neighbours, and the children of the
 * larger child come next, so that most of a path lies in few cache lines.
 *
 * Tests are numbered by input and threshold; a row turns each input's rank into a cut and goes right at all tests below it.
 * Numbers are dealt out in pages, none of which is shared by two inputs, so the page of a test leads to the cut. A node is
 * [test | pair of the children]; as a number it is less than [cut | 0] exactly if the row goes right, so the sign of one subtraction gives the step, with no branch, whatever is compared. Tests that
 * send missing values right have pages and cuts of their own, and each test of categories has a page. A leaf leads to itself: page 0 is
 * always right, the last page never.
 *
 * Nodes are ints when tests and slots fit (18 and 12 bits), else longs. With 4 bytes a node a forest of 450,000 nodes
 * lies in 2 MB of second-level cache.
 *
 * A walk is a state, the slot it has come to. All walks go some steps, then those at a leaf are left out and the others go
 * on: nobody waits for the deepest. For one row the walks are the trees; for many they are the rows, tree by tree.
 */
final class DeepPart extends Part {
    private static final int PAIR_BITS = 12;
    private static final int PAIRS = (1 << PAIR_BITS) - 1;
    private static final int TEST_BITS = 18;
    private static final int WIDE_BITS = 31;
    private static final long WIDE_PAIRS = (1L << WIDE_BITS) - 1;
    /**
     * What the cuts of rows that are walked together may take. More rows fetch a forest less often from the third-level cache,
     * which is worth more than having the cuts in the first (measured on 450,000 nodes: 7.4 us a row with 32 KB, 6.5 with 256).
     */
    private static final int CUT_INTS = 1 << 16;

    /** Pages are large, or small when there are many inputs or sets; constants, so that loops are compiled for each. */
    private static final int LARGE_PAGE_BITS = 8;

    private static final int SMALL_PAGE_BITS = 2;
    private static final int MOST_FIRST_PASSES = 4;

    private final int trees;
    /** The first slot of each tree. */
    private final int[] roots;
    /** Either these or the wide ones. */
    private final int[] nodes;

    private final long[] wideNodes;
    /** A bit for each slot that is a leaf, and how many leaves there are before each word. */
    private final long[] leafBits;

    private final int[] leavesBefore;
    /** How often all walks go four steps before any is looked at. */
    private final int firstPasses;

    private final Ranks ranks;
    private final Sets sets;
    private final int pageBits;
    /** For each slot of the ranks and then each test of categories its first page, then the page of never. */
    private final int[] firstPages;
    /** For each page, for those who send missing values left and then for the others, the place of the row's cut. */
    private final int[] cutOfPage;
    /** How many cuts a row has: two for each slot, one for each test of categories, always, never. */
    private final int cutCount;

    private final int together;
    private final int cutPlace;
    private final int pagePlace;
    private final int rankPlace;
    private final int states;
    private final int open;

    DeepPart(List<Tree> forest, double[] weights, Tests tests, Leaves leaves, Plan plan) {
        super(leaves);
        trees = forest.size();
        int[] inputs = tests.numberInputs();
        double[][] thresholds = tests.thresholds(inputs);
        ranks = new Ranks(inputs, thresholds);
        sets = new Sets(tests);
        pageBits = numbersOfTests(LARGE_PAGE_BITS) <= 1L << TEST_BITS ? LARGE_PAGE_BITS : SMALL_PAGE_BITS;
        boolean wide = !fits(forest) || numbersOfTests(pageBits) > 1L << TEST_BITS;
        firstPages = new int[ranks.slots() + sets.count() + 1];
        cutCount = 2 * ranks.slots() + sets.count() + 2;
        cutOfPage = deal();

        roots = new int[trees];
        int slots = 0;
        for (int t = 0; t < trees; t++) {
            roots[t] = slots;
            slots = Math.addExact(slots, forest.get(t).nodes() + 1);
        }
        nodes = new int[wide ? 0 : slots];
        wideNodes = new long[wide ? slots : 0];
        leafBits = new long[slots / 64 + 1];
        leavesBefore = new int[slots / 64 + 1];
        place(forest, weights, tests, numbers(tests, inputs, thresholds));
        firstPasses = firstPasses(forest);

        together = Math.max(8, Math.min(Math.max(plan.block, 8), CUT_INTS / cutCount));
        rankPlace = plan.ints(Math.max(ranks.slots(), together));
        pagePlace = wide ? plan.longs(cutOfPage.length) : plan.ints(cutOfPage.length);
        int cuts = plan.block > 1 ? Math.multiplyExact(together, cutCount) : cutCount;
        cutPlace = wide ? plan.longs(cuts) : plan.ints(cuts);
        states = plan.ints(Math.max(trees, together));
        open = plan.ints(Math.max(trees, together));
    }

    private boolean isWide() {
        return nodes.length == 0;
    }

    private static boolean fits(List<Tree> forest) {
        boolean fits = true;
        for (Tree tree : forest) {
            fits &= tree.nodes() <= 2 * PAIRS;
        }
        return fits;
    }

    /** How many numbers of tests there are when each slot and each set has pages of its own. */
    private long numbersOfTests(int bits) {
        long count = 2L + sets.count();
        for (int thresholds : ranks.counts) {
            count += (thresholds + (1L << bits) - 1) >> bits;
        }
        return count << bits;
    }

    /** Deals out pages; gives the cut of each. */
    private int[] deal() {
        int page = 1;
        for (int s = 0; s < ranks.slots(); s++) {
            firstPages[s] = page;
            page += (int) ((ranks.counts[s] + (1L << pageBits) - 1) >> pageBits);
        }
        for (int i = 0; i < sets.count(); i++) {
            firstPages[ranks.slots() + i] = page++;
        }
        firstPages[firstPages.length - 1] = page++;
        int[] cuts = new int[2 * page];
        for (int s = 0; s < ranks.slots(); s++) {
            Arrays.fill(cuts, firstPages[s], firstPages[s + 1], 2 * s);
            Arrays.fill(cuts, page + firstPages[s], page + firstPages[s + 1], 2 * s + 1);
        }
        for (int i = 0; i < sets.count(); i++) {
            cuts[firstPages[ranks.slots() + i]] = 2 * ranks.slots() + i;
        }
        cuts[0] = cutCount - 2;
        cuts[cuts.length - 1] = cutCount - 1;
        return cuts;
    }

    /** For each test the number that a node holds: the bit of its side, then its number. */
    private long[] numbers(Tests tests, int[] inputs, double[][] thresholds) {
        int[] indexes = tests.thresholdIndexes(inputs, thresholds);
        int[] slotOf = new int[inputs.length == 0 ? 0 : inputs[inputs.length - 1] + 1];
        for (int s = 0; s < ranks.slots(); s++) {
            slotOf[ranks.inputs[s]] = s;
        }
        long[] numbers = new long[tests.count()];
        int set = 0;
        for (int test = 0; test < numbers.length; test++) {
            if (tests.isNumber(test)) {
                long number = first(slotOf[tests.feature(test)]) + indexes[test];
                numbers[test] = tests.missingLeft(test) ? number : number + right();
            } else {
                numbers[test] = first(ranks.slots() + sets.place(set++));
            }
        }
        return numbers;
    }

    /** The number of the first test of a slot, or of a test of categories. */
    private long first(int slot) {
        return (long) firstPages[slot] << pageBits;
    }

    /** What is added to the number of a test that sends missing values right. */
    private long right() {
        return (long) (cutOfPage.length / 2) << pageBits;
    }

    private int firstPasses(List<Tree> forest) {
        long depths = 0;
        long count = 0;
        for (Tree tree : forest) {
            int[] depth = new int[tree.nodes()];
            for (int node = 0; node < depth.length; node++) {
                if (tree.isLeaf(node)) {
                    depths += depth[node];
                    count++;
                } else {
                    depth[node + 1] = depth[node] + 1;
                    depth[tree.right(node)] = depth[node] + 1;
                }
            }
        }
        // Rows stop earlier than leaves lie, since they gather in the large leaves.
        return (int) Math.max(1, Math.min(MOST_FIRST_PASSES, depths / count / 5));
    }

    private void place(List<Tree> forest, double[] weights, Tests tests, long[] numbers) {
        int leafCount = 0;
        for (Tree tree : forest) {
            leafCount = Math.addExact(leafCount, tree.leaves());
        }
        double[] values = new double[Math.multiplyExact(leafCount, leaves.width())];
        int leaf = 0;
        for (int t = 0; t < trees; t++) {
            Tree tree = forest.get(t);
            int[] leafOfSlot = place(tree, roots[t], tests, numbers);
            for (int slot = 0; slot < leafOfSlot.length; slot++) {
                if (leafOfSlot[slot] >= 0) {
                    int all = roots[t] + slot;
                    leafBits[all >>> 6] |= 1L << all;
                    for (int k = 0; k < tree.outputs(); k++) {
                        values[leaf * leaves.width() + k] = weights[t] * tree.value(leafOfSlot[slot], k);
                    }
                    leaf++;
                }
            }
        }
        for (int word = 1; word < leafBits.length; word++) {
            leavesBefore[word] = leavesBefore[word - 1] + Long.bitCount(leafBits[word - 1]);
        }
        leaves.set(values, true);
    }

    /** Places a tree; gives for each slot its leaf or -1. */
    private int[] place(Tree tree, int root, Tests tests, long[] numbers) {
        int[] sizes = sizes(tree);
        int[] leafOfSlot = new int[tree.nodes() + 1];
        Arrays.fill(leafOfSlot, -1);
        int[] open = new int[2 * tree.nodes()];
        int top = 2; // node 0 in slot 0
        int pair = 1;
        while (top > 0) {
            int slot = open[--top];
            int node = open[--top];
            if (tree.isLeaf(node)) {
                leafOfSlot[slot] = tree.leaf(node);
                boolean even = (slot & 1) == 0;
                put(root + slot, even ? right() + first(firstPages.length - 1) : 0, slot >> 1);
                continue;
            }
            put(root + slot, numbers[tests.of(tree, node)], pair);
            int left = node + 1;
            int right = tree.right(node);
            boolean leftLast = sizes[left] >= sizes[right];
            open[top++] = leftLast ? right : left;
            open[top++] = 2 * pair + (leftLast ? 1 : 0);
            open[top++] = leftLast ? left : right;
            open[top++] = 2 * pair + (leftLast ? 0 : 1);
            pair++;
        }
        return leafOfSlot;
    }

    private static int[] sizes(Tree tree) {
        int[] sizes = new int[tree.nodes()];
        for (int node = sizes.length - 1; node >= 0; node--) {
            sizes[node] = tree.isLeaf(node) ? 1 : 1 + sizes[node + 1] + sizes[tree.right(node)];
        }
        return sizes;
    }

    private void put(int slot, long test, int pair) {
        if (isWide()) {
            wideNodes[slot] = test << WIDE_BITS | pair;
        } else {
            nodes[slot] = (int) (test << PAIR_BITS | pair);
        }
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        ranks.row(x, at, scratch.ints, rankPlace);
        int[] ints = scratch.ints;
        for (int s = 0; s < ranks.slots(); s++) {
            cut(s, ints[rankPlace + s], cutPlace, scratch);
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            cutSets(s, sets.code(s, x[at + sets.inputs[s]]), cutPlace, scratch);
        }
        cutEnds(cutPlace, scratch);
        for (int page = 0; page < cutOfPage.length; page++) {
            if (isWide()) {
                scratch.longs[pagePlace + page] = scratch.longs[cutPlace + cutOfPage[page]];
            } else {
                ints[pagePlace + page] = ints[cutPlace + cutOfPage[page]];
            }
        }
        Arrays.fill(ints, states, states + trees, 0);
        for (int pass = 0; pass < firstPasses; pass++) {
            if (isWide()) {
                goWide(wideNodes, roots, scratch.longs, pagePlace, WIDE_BITS + pageBits, ints, states, trees);
            } else {
                go(nodes, roots, ints, pagePlace, states, trees);
            }
        }
        int count = openTrees(ints);
        while (count > 0) {
            count = isWide() ? goOnWide(wideNodes, roots, scratch.longs, ints, count) : goOn(nodes, roots, ints, count);
        }
        for (int t = 0; t < trees; t++) {
            ints[states + t] = leaf(roots[t] + ints[states + t]);
        }
        leaves.add(ints, states, out, to);
    }

    /** The two cuts of a slot. */
    private void cut(int slot, int rank, int to, Scratch scratch) {
        boolean missing = rank == Ranks.MISSING;
        long left = first(slot) + (missing ? 0 : rank);
        long right = right() + first(slot) + (missing ? ranks.counts[slot] : rank);
        if (isWide()) {
            scratch.longs[to + 2 * slot] = left << WIDE_BITS;
            scratch.longs[to + 2 * slot + 1] = right << WIDE_BITS;
        } else {
            scratch.ints[to + 2 * slot] = (int) left << PAIR_BITS;
            scratch.ints[to + 2 * slot + 1] = (int) right << PAIR_BITS;
        }
    }

    private void cutSets(int slot, int code, int to, Scratch scratch) {
        for (int i = 0; i < sets.count(slot); i++) {
            int set = ranks.slots() + sets.firsts[slot] + i;
            long cut = first(set) + sets.right(slot, i, code);
            int place = to + ranks.slots() + set;
            if (isWide()) {
                scratch.longs[place] = cut << WIDE_BITS;
            } else {
                scratch.ints[place] = (int) cut << PAIR_BITS;
            }
        }
    }

    /** The cuts of the leaves: always and never. */
    private void cutEnds(int to, Scratch scratch) {
        if (isWide()) {
            scratch.longs[to + cutCount - 2] = 1L << WIDE_BITS;
            scratch.longs[to + cutCount - 1] = 0;
        } else {
            scratch.ints[to + cutCount - 2] = 1 << PAIR_BITS;
            scratch.ints[to + cutCount - 1] = 0;
        }
    }

    /** The number of the leaf in a slot. */
    private int leaf(int slot) {
        return leavesBefore[slot >>> 6] + Long.bitCount(leafBits[slot >>> 6] & ((1L << slot) - 1));
    }

    /** 0 if a slot is a leaf, else 1. */
    private int isOpen(int slot) {
        return (int) (leafBits[slot >>> 6] >>> slot & 1) ^ 1;
    }

    private int openTrees(int[] ints) {
        int count = 0;
        for (int t = 0; t < trees; t++) {
            ints[open + count] = t;
            count += isOpen(roots[t] + ints[states + t]);
        }
        return count;
    }

    /** Four steps in each tree. */
    private void go(int[] nodes, int[] roots, int[] ints, int pages, int states, int trees) {
        if (pageBits == LARGE_PAGE_BITS) {
            go(nodes, roots, ints, pages, PAIR_BITS + LARGE_PAGE_BITS, states, trees);
        } else {
            go(nodes, roots, ints, pages, PAIR_BITS + SMALL_PAGE_BITS, states, trees);
        }
    }

    private static void go(int[] nodes, int[] roots, int[] ints, int pages, int shift, int states, int trees) {
        for (int t = 0; t < trees; t++) {
            int root = roots[t];
            int n = nodes[root + ints[states + t]];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            ints[states + t] = step(n, ints[pages + (n >>> shift)]);
        }
    }

    /** Four steps in each open tree; gives how many are open then. */
    private int goOn(int[] nodes, int[] roots, int[] ints, int count) {
        return pageBits == LARGE_PAGE_BITS
                ? goOn(nodes, roots, ints, count, PAIR_BITS + LARGE_PAGE_BITS)
                : goOn(nodes, roots, ints, count, PAIR_BITS + SMALL_PAGE_BITS);
    }

    private int goOn(int[] nodes, int[] roots, int[] ints, int count, int shift) {
        int pages = pagePlace;
        int still = 0;
        for (int i = 0; i < count; i++) {
            int t = ints[open + i];
            int root = roots[t];
            int n = nodes[root + ints[states + t]];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            n = nodes[root + step(n, ints[pages + (n >>> shift)])];
            int state = step(n, ints[pages + (n >>> shift)]);
            ints[states + t] = state;
            ints[open + still] = t;
            still += isOpen(root + state);
        }
        return still;
    }

    private static int step(int n, int cut) {
        return ((n & PAIRS) << 1) + ((n - cut) >>> 31);
    }

    private static int wideStep(long n, long cut) {
        return ((int) (n & WIDE_PAIRS) << 1) + (int) ((n - cut) >>> 63);
    }

    private static void goWide(
            long[] nodes, int[] roots, long[] longs, int pages, int shift, int[] ints, int states, int trees) {
        for (int t = 0; t < trees; t++) {
            int root = roots[t];
            int state = ints[states + t];
            for (int step = 0; step < 4; step++) {
                long n = nodes[root + state];
                state = wideStep(n, longs[pages + (int) (n >>> shift)]);
            }
            ints[states + t] = state;
        }
    }

    private int goOnWide(long[] nodes, int[] roots, long[] longs, int[] ints, int count) {
        int shift = WIDE_BITS + pageBits;
        int still = 0;
        for (int i = 0; i < count; i++) {
            int t = ints[open + i];
            int root = roots[t];
            int state = ints[states + t];
            for (int step = 0; step < 4; step++) {
                long n = nodes[root + state];
                state = wideStep(n, longs[pagePlace + (int) (n >>> shift)]);
            }
            ints[states + t] = state;
            ints[open + still] = t;
            still += isOpen(root + state);
        }
        return still;
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, int acc, Scratch scratch) {
        for (int r = 0; r < count; r += together) {
            int some = Math.min(together, count - r);
            cuts(x, at + r * rowStride, rowStride, stride, some, scratch);
            for (int t = 0; t < trees; t++) {
                walk(t, some, scratch);
                leaves.addColumn(t, scratch.ints, states, some, scratch.doubles, acc + r);
            }
        }
    }

    private void cuts(double[] x, int at, int rowStride, int stride, int rows, Scratch scratch) {
        for (int s = 0; s < ranks.slots(); s++) {
            ranks.column(s, x, at + ranks.inputs[s] * stride, rowStride, rows, scratch.ints, rankPlace);
            for (int r = 0; r < rows; r++) {
                cut(s, scratch.ints[rankPlace + r], cutPlace + r * cutCount, scratch);
            }
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            int from = at + sets.inputs[s] * stride;
            for (int r = 0; r < rows; r++) {
                cutSets(s, sets.code(s, x[from + r * rowStride]), cutPlace + r * cutCount, scratch);
            }
        }
        for (int r = 0; r < rows; r++) {
            cutEnds(cutPlace + r * cutCount, scratch);
        }
    }

    /** Leaves the numbers of the leaves of one tree that rows reach. */
    private void walk(int t, int rows, Scratch scratch) {
        int[] ints = scratch.ints;
        Arrays.fill(ints, states, states + rows, 0);
        for (int pass = 0; pass < firstPasses; pass++) {
            if (isWide()) {
                goRowsWide(roots[t], ints, scratch.longs, rows);
            } else {
                goRows(nodes, roots[t], ints, rows);
            }
        }
        int count = 0;
        for (int r = 0; r < rows; r++) {
            ints[open + count] = r;
            count += isOpen(roots[t] + ints[states + r]);
        }
        while (count > 0) {
            count = isWide()
                    ? goOnRowsWide(roots[t], ints, scratch.longs, count)
                    : goOnRows(nodes, roots[t], ints, count);
        }
        for (int r = 0; r < rows; r++) {
            ints[states + r] = leaf(roots[t] + ints[states + r]);
        }
    }

    private void goRows(int[] nodes, int root, int[] ints, int rows) {
        if (pageBits == LARGE_PAGE_BITS) {
            goRows(nodes, root, ints, rows, PAIR_BITS + LARGE_PAGE_BITS);
        } else {
            goRows(nodes, root, ints, rows, PAIR_BITS + SMALL_PAGE_BITS);
        }
    }

    private void goRows(int[] nodes, int root, int[] ints, int rows, int shift) {
        int[] cutOf = cutOfPage;
        for (int r = 0; r < rows; r++) {
            int cuts = cutPlace + r * cutCount;
            int n = nodes[root + ints[states + r]];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            ints[states + r] = step(n, ints[cuts + cutOf[n >>> shift]]);
        }
    }

    private int goOnRows(int[] nodes, int root, int[] ints, int count) {
        return pageBits == LARGE_PAGE_BITS
                ? goOnRows(nodes, root, ints, count, PAIR_BITS + LARGE_PAGE_BITS)
                : goOnRows(nodes, root, ints, count, PAIR_BITS + SMALL_PAGE_BITS);
    }

    private int goOnRows(int[] nodes, int root, int[] ints, int count, int shift) {
        int[] cutOf = cutOfPage;
        int still = 0;
        for (int i = 0; i < count; i++) {
            int r = ints[open + i];
            int cuts = cutPlace + r * cutCount;
            int n = nodes[root + ints[states + r]];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            n = nodes[root + step(n, ints[cuts + cutOf[n >>> shift]])];
            int state = step(n, ints[cuts + cutOf[n >>> shift]]);
            ints[states + r] = state;
            ints[open + still] = r;
            still += isOpen(root + state);
        }
        return still;
    }

    private void goRowsWide(int root, int[] ints, long[] longs, int rows) {
        for (int r = 0; r < rows; r++) {
            ints[states + r] = fourWide(root, ints[states + r], longs, cutPlace + r * cutCount);
        }
    }

    private int goOnRowsWide(int root, int[] ints, long[] longs, int count) {
        int still = 0;
        for (int i = 0; i < count; i++) {
            int r = ints[open + i];
            int state = fourWide(root, ints[states + r], longs, cutPlace + r * cutCount);
            ints[states + r] = state;
            ints[open + still] = r;
            still += isOpen(root + state);
        }
        return still;
    }

    private int fourWide(int root, int from, long[] longs, int cuts) {
        int shift = WIDE_BITS + pageBits;
        int state = from;
        for (int step = 0; step < 4; step++) {
            long n = wideNodes[root + state];
            state = wideStep(n, longs[cuts + cutOfPage[(int) (n >>> shift)]]);
        }
        return state;
    }
}
