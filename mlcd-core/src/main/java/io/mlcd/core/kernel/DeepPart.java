package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/*
 * Trees of any shape. Slots lie in pairs: two children are neighbours, and the children of the larger child come next, so
 * that most of a path lies in few cache lines.
 *
 * Tests are numbered by input and threshold; a row turns each input's rank into a cut and goes right at all tests below it.
 * Numbers are dealt out in pages, none of which is shared by two inputs, so the page of a test leads to the cut. A node is
 * [test | how many pairs further the children lie]; as a number it is less than [cut | 0] exactly if the row goes right, so
 * the sign of one subtraction gives the step, with no branch, whatever is compared. Tests that send missing values right
 * have pages and cuts of their own, and each test of categories has a page. A leaf leads to itself: page 0 is always right,
 * the last page never.
 *
 * Nodes are ints when tests and distances fit (19 and 12 bits), else longs. With 4 bytes a node a forest of 450,000 nodes
 * lies in 2 MB of second-level cache.
 *
 * A walk is the slot it has come to. One pass takes all walks one step: the steps of a pass do not wait for each other, and
 * the processor's scheduler sees many at once (four steps of one walk in a row took 1.9 ns each, this takes 1.2). After some
 * passes the walks at a leaf are left out and the others go on, so nobody waits for the deepest. For one row the walks are
 * the trees; for many they are the rows, tree by tree.
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

    private static final int MOST_FIRST_STEPS = 16;
    private static final int STEPS = 4;
    private static final int SAMPLED_TREES = 16;

    private final int trees;
    /** The first slot of each tree. */
    private final int[] roots;
    /** Either these or the wide ones. */
    private final int[] nodes;

    private final long[] wideNodes;
    /** A bit for each slot that is a leaf, and how many leaves there are before each word. */
    private final long[] leafBits;

    private final int[] leavesBefore;
    /** How many steps all walks go before any is looked at. */
    private final int firstSteps;

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
    private final int rankPlace;
    private final int leafPlace;
    private final int pagePlace;
    private final int cutPlace;
    private final int slotPlace;
    private final int openPlace;

    DeepPart(List<Tree> forest, double[] weights, Leaves leaves, Plan plan) {
        super(leaves);
        trees = forest.size();
        SplitOrder order = new SplitOrder(forest);
        ranks = new Ranks(order.inputs, order.thresholds);
        sets = new Sets(order.categories);
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
        place(forest, weights, order);
        firstSteps = firstSteps(forest);

        together = Math.max(8, Math.min(plan.block, CUT_INTS / cutCount));
        int cuts = plan.block > 1 ? Math.multiplyExact(together, cutCount) : cutCount;
        int walks = Math.max(trees, together);
        rankPlace = plan.ints(Math.max(ranks.slots(), together));
        leafPlace = plan.ints(walks);
        pagePlace = wide ? plan.longs(cutOfPage.length) : plan.ownInts(cutOfPage.length);
        cutPlace = wide ? plan.longs(cuts) : plan.ownInts(cuts);
        slotPlace = plan.ownInts(walks);
        openPlace = plan.ownInts(walks);
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

    /** The number of the first test of a slot, or of a test of categories. */
    private long first(int slot) {
        return (long) firstPages[slot] << pageBits;
    }

    /** What is added to the number of a test that sends missing values right. */
    private long right() {
        return (long) (cutOfPage.length / 2) << pageBits;
    }

    private static int firstSteps(List<Tree> forest) {
        long depths = 0;
        long count = 0;
        for (Tree tree : forest.subList(0, Math.min(SAMPLED_TREES, forest.size()))) {
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
        return (int) Math.max(1, Math.min(MOST_FIRST_STEPS, depths * 2 / (3 * count)));
    }

    private void place(List<Tree> forest, double[] weights, SplitOrder order) {
        int[] slotOf = new int[order.inputs.length == 0 ? 0 : order.inputs[order.inputs.length - 1] + 1];
        for (int s = 0; s < ranks.slots(); s++) {
            slotOf[ranks.inputs[s]] = s;
        }
        int leafCount = 0;
        for (Tree tree : forest) {
            leafCount = Math.addExact(leafCount, tree.leaves());
        }
        double[] values = new double[Math.multiplyExact(leafCount, leaves.width())];
        int leaf = 0;
        for (int t = 0; t < trees; t++) {
            Tree tree = forest.get(t);
            int[] leafOfSlot = place(tree, roots[t], numbers(tree, order, order.firstSplits[t], slotOf));
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

    /** For each node the number of its test. */
    private long[] numbers(Tree tree, SplitOrder order, int firstSplit, int[] slotOf) {
        long[] numbers = new long[tree.nodes()];
        int split = firstSplit;
        for (int node = 0; node < numbers.length; node++) {
            if (tree.isLeaf(node)) {
                continue;
            }
            int index = order.indexes[split++];
            if (tree.isCategory(node)) {
                numbers[node] = first(ranks.slots() + sets.place(index));
            } else {
                numbers[node] = first(slotOf[tree.feature(node)]) + index + (tree.missingLeft(node) ? 0 : right());
            }
        }
        return numbers;
    }

    /** Places a tree; gives for each slot its leaf or -1. */
    private int[] place(Tree tree, int root, long[] numbers) {
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
                put(root + slot, even ? right() + first(firstPages.length - 1) : 0, 0);
                continue;
            }
            put(root + slot, numbers[node], pair - (slot >> 1));
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

    private void put(int slot, long test, int distance) {
        if (isWide()) {
            wideNodes[slot] = test << WIDE_BITS | distance;
        } else {
            nodes[slot] = (int) (test << PAIR_BITS | distance);
        }
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        ranks.row(x, at, scratch.ints, rankPlace);
        for (int s = 0; s < ranks.slots(); s++) {
            cut(s, scratch.ints[rankPlace + s], 0, scratch);
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            cutSets(s, sets.code(s, x[at + sets.inputs[s]]), 0, scratch);
        }
        cutEnds(0, scratch);
        pages(scratch);
        int[] slots = scratch.ownInts[slotPlace];
        int[] open = scratch.ownInts[openPlace];
        System.arraycopy(roots, 0, slots, 0, trees);
        for (int t = 0; t < trees; t++) {
            open[t] = t;
        }
        int count = trees;
        for (int steps = firstSteps; count > 0; steps = STEPS) {
            for (int step = 0; step < steps; step++) {
                if (isWide()) {
                    stepWide(slots, count, scratch.longs);
                } else {
                    step(slots, count, scratch.ownInts[pagePlace]);
                }
            }
            count = close(slots, open, count, scratch.ints);
        }
        leaves.add(scratch.ints, leafPlace, out, to);
    }

    private void pages(Scratch scratch) {
        if (isWide()) {
            for (int page = 0; page < cutOfPage.length; page++) {
                scratch.longs[pagePlace + page] = scratch.longs[cutPlace + cutOfPage[page]];
            }
            return;
        }
        int[] pages = scratch.ownInts[pagePlace];
        int[] cuts = scratch.ownInts[cutPlace];
        for (int page = 0; page < cutOfPage.length; page++) {
            pages[page] = cuts[cutOfPage[page]];
        }
    }

    /** The two cuts of a slot. */
    private void cut(int slot, int rank, int to, Scratch scratch) {
        boolean missing = rank == Ranks.MISSING;
        long left = first(slot) + (missing ? 0 : rank);
        long right = right() + first(slot) + (missing ? ranks.counts[slot] : rank);
        put(to + 2 * slot, left, scratch);
        put(to + 2 * slot + 1, right, scratch);
    }

    private void cutSets(int slot, int code, int to, Scratch scratch) {
        for (int i = 0; i < sets.count(slot); i++) {
            int set = sets.firsts[slot] + i;
            put(to + 2 * ranks.slots() + set, first(ranks.slots() + set) + sets.right(slot, i, code), scratch);
        }
    }

    /** The cuts of the leaves: always and never. */
    private void cutEnds(int to, Scratch scratch) {
        put(to + cutCount - 2, 1, scratch);
        put(to + cutCount - 1, 0, scratch);
    }

    private void put(int place, long cut, Scratch scratch) {
        if (isWide()) {
            scratch.longs[cutPlace + place] = cut << WIDE_BITS;
        } else {
            scratch.ownInts[cutPlace][place] = (int) cut << PAIR_BITS;
        }
    }

    /** The number of the leaf in a slot. */
    private int leaf(int slot) {
        return leavesBefore[slot >>> 6] + Long.bitCount(leafBits[slot >>> 6] & ((1L << slot) - 1));
    }

    /** Notes where walks are, keeps those that are not at a leaf, and gives their number. */
    private int close(int[] slots, int[] open, int count, int[] ints) {
        int still = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int walk = open[i];
            ints[leafPlace + walk] = leaf(slot);
            slots[still] = slot;
            open[still] = walk;
            still += (int) (leafBits[slot >>> 6] >>> slot & 1) ^ 1;
        }
        return still;
    }

    private void step(int[] slots, int count, int[] pages) {
        if (pageBits == LARGE_PAGE_BITS) {
            step(nodes, slots, count, pages, PAIR_BITS + LARGE_PAGE_BITS);
        } else {
            step(nodes, slots, count, pages, PAIR_BITS + SMALL_PAGE_BITS);
        }
    }

    private static void step(int[] nodes, int[] slots, int count, int[] pages, int shift) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int node = nodes[slot];
            slots[i] = (slot & ~1) + ((node & PAIRS) << 1) + ((node - pages[node >>> shift]) >>> 31);
        }
    }

    private void stepWide(int[] slots, int count, long[] longs) {
        int shift = WIDE_BITS + pageBits;
        for (int i = 0; i < count; i++) {
            long node = wideNodes[slots[i]];
            slots[i] = next(slots[i], node, longs[pagePlace + (int) (node >>> shift)]);
        }
    }

    private static int next(int slot, long node, long cut) {
        return (slot & ~1) + ((int) (node & WIDE_PAIRS) << 1) + (int) ((node - cut) >>> 63);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, int acc, Scratch scratch) {
        for (int r = 0; r < count; r += together) {
            int some = Math.min(together, count - r);
            cuts(x, at + r * rowStride, rowStride, stride, some, scratch);
            for (int t = 0; t < trees; t++) {
                walk(roots[t], some, scratch);
                leaves.addColumn(t, scratch.ints, leafPlace, some, scratch.doubles, acc + r);
            }
        }
    }

    private void cuts(double[] x, int at, int rowStride, int stride, int rows, Scratch scratch) {
        for (int s = 0; s < ranks.slots(); s++) {
            ranks.column(s, x, at + ranks.inputs[s] * stride, rowStride, rows, scratch.ints, rankPlace);
            for (int r = 0; r < rows; r++) {
                cut(s, scratch.ints[rankPlace + r], r * cutCount, scratch);
            }
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            int from = at + sets.inputs[s] * stride;
            for (int r = 0; r < rows; r++) {
                cutSets(s, sets.code(s, x[from + r * rowStride]), r * cutCount, scratch);
            }
        }
        for (int r = 0; r < rows; r++) {
            cutEnds(r * cutCount, scratch);
        }
    }

    /** Leaves the numbers of the leaves of one tree that rows reach. */
    private void walk(int root, int rows, Scratch scratch) {
        int[] slots = scratch.ownInts[slotPlace];
        int[] open = scratch.ownInts[openPlace];
        Arrays.fill(slots, 0, rows, root);
        for (int r = 0; r < rows; r++) {
            open[r] = r;
        }
        int count = rows;
        for (int steps = firstSteps; count > 0; steps = STEPS) {
            for (int step = 0; step < steps; step++) {
                if (isWide()) {
                    stepRowsWide(slots, open, count, scratch.longs);
                } else {
                    stepRows(slots, open, count, scratch.ownInts[cutPlace]);
                }
            }
            count = close(slots, open, count, scratch.ints);
        }
    }

    private void stepRows(int[] slots, int[] open, int count, int[] cuts) {
        if (pageBits == LARGE_PAGE_BITS) {
            stepRows(nodes, slots, open, count, cuts, cutCount, cutOfPage, PAIR_BITS + LARGE_PAGE_BITS);
        } else {
            stepRows(nodes, slots, open, count, cuts, cutCount, cutOfPage, PAIR_BITS + SMALL_PAGE_BITS);
        }
    }

    private static void stepRows(
            int[] nodes, int[] slots, int[] open, int count, int[] cuts, int cutCount, int[] cutOf, int shift) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int node = nodes[slot];
            int cut = cuts[open[i] * cutCount + cutOf[node >>> shift]];
            slots[i] = (slot & ~1) + ((node & PAIRS) << 1) + ((node - cut) >>> 31);
        }
    }

    private void stepRowsWide(int[] slots, int[] open, int count, long[] longs) {
        int shift = WIDE_BITS + pageBits;
        for (int i = 0; i < count; i++) {
            long node = wideNodes[slots[i]];
            long cut = longs[cutPlace + open[i] * cutCount + cutOfPage[(int) (node >>> shift)]];
            slots[i] = next(slots[i], node, cut);
        }
    }
}
