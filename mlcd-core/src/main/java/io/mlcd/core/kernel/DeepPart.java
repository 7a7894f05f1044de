package io.mlcd.core.kernel;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;

/*
 * Trees of any shape, walked by subtraction.
 *
 * Tests are numbered by input and threshold; a row turns each input's rank into a cut and goes right at all tests below it.
 * Numbers are dealt out in pages, none of which is shared by two inputs, so the page of a test leads to the cut. Tests that
 * send missing values right have pages of their own, and so has each chain of tests of categories.
 *
 * A node is [test | how many slots further its left child lies], and the right child is the slot after that. As a number it
 * is less than [cut | 0] exactly if the row goes right, so the sign of one subtraction is the rest of the step, with no
 * branch, whatever is compared. A leaf is a test beyond all others, in pages whose cut is 0, that leads to itself; its number
 * says which value it holds.
 *
 * Nodes are ints when tests and distances fit into 31 bits, else longs. With 4 bytes a node, and leaves shared when there are
 * few, a forest of 450,000 nodes lies in 1.3 MB of second-level cache.
 *
 * A walk is the slot it has come to. One pass takes all walks one step: the steps of a pass do not wait for each other, and
 * the processor's scheduler sees many at once (four steps of one walk in a row took 1.9 ns each, this takes 1.1). After some
 * passes the walks at a leaf are left out and the others go on, so nobody waits for the deepest. For one row the walks are
 * the trees; for many they are the rows, tree by tree.
 */
final class DeepPart extends Part {
    private static final int NODE_BITS = 31;
    private static final int WIDE_DISTANCE_BITS = 31;
    private static final int WIDE_SHIFT = 39;
    /** How far a node may be shifted to give its page; constants, so that loops are compiled for each. */
    private static final int[] SHIFTS = {25, 22, 19, 16};
    /**
     * What the pages of rows that are walked together may take. More rows fetch a forest less often from the third-level
     * cache, which is worth a little more than having the pages in the first (measured on 450,000 nodes: 3.85 us a row with
     * 32 KB, 3.75 with 256).
     */
    private static final int PAGE_NUMBERS = 1 << 16;

    /** With more codes of leaves than these, two children that are leaves are seldom those of another node. */
    private static final int MOST_SHARED = 16;

    private static final int MOST_TABLE = 1 << 20;

    private static final int MOST_FIRST_STEPS = 16;
    private static final int STEPS = 4;
    private static final int SAMPLED_TREES = 16;

    private final int trees;
    /** The first slot of each tree. */
    private final int[] roots;
    /** Either these or the wide ones. */
    private final int[] nodes;

    private final long[] wideNodes;
    /** How many bits of a node are the distance. */
    private final int distanceBits;
    /** The distance, as a mask. */
    private final int distances;
    /** What a node is shifted by to give its page. */
    private final int shift;
    /** How many steps all walks go before any is looked at. */
    private final int firstSteps;

    private final Ranks ranks;
    private final Sets sets;
    private final Chains chains;
    /**
     * The first page of each run: for each slot of the ranks the tests that send missing values left, for each those that send
     * them right, the chains, the leaves; then the number of pages.
     */
    private final int[] firstPages;
    /** For each page of numbers the slot of the ranks. */
    private final int[] slotOfPage;
    /** For each page of numbers the number of the first test of its run. */
    private final int[] firstOfPage;
    /** For each slot of the sets, code by code, the cuts of its pages; empty if that were too large. */
    private final int[][] cutTables;

    private final int together;
    private final int rankPlace;
    private final int leafPlace;
    private final int pagePlace;
    private final int slotPlace;
    private final int openPlace;

    DeepPart(List<Tree> forest, double[] weights, Leaves leaves, Plan plan) {
        super(leaves);
        trees = forest.size();
        SplitOrder order = new SplitOrder(forest);
        ranks = new Ranks(order.inputs, order.thresholds);
        sets = new Sets(order.categories, plan);
        chains = new Chains(sets);
        LeafCodes codes = new LeafCodes(forest, weights, leaves.width());
        leaves.set(codes.values, true);

        int[] tests = tests(forest, order, codes.count);
        Placement[] placements = placements(forest, codes, codes.count <= MOST_SHARED ? codes.count : 0);
        if (narrowShift(tests, bits(placements)) == 0) {
            placements = placements(forest, codes, 0);
        }
        int narrow = narrowShift(tests, bits(placements));
        shift = narrow > 0 ? narrow : WIDE_SHIFT;
        distanceBits = narrow > 0 ? bits(placements) : WIDE_DISTANCE_BITS;
        distances = (int) ((1L << distanceBits) - 1);
        firstPages = deal(tests, shift - distanceBits);
        slotOfPage = new int[firstPages[2 * ranks.slots()]];
        firstOfPage = new int[slotOfPage.length];
        for (int run = 0; run < 2 * ranks.slots(); run++) {
            Arrays.fill(slotOfPage, firstPages[run], firstPages[run + 1], run % ranks.slots());
            Arrays.fill(firstOfPage, firstPages[run], firstPages[run + 1], Math.toIntExact(first(run)));
        }
        cutTables = cutTables(plan);
        roots = new int[trees];
        int slots = 0;
        for (int t = 0; t < trees; t++) {
            roots[t] = slots;
            slots = Math.addExact(slots, placements[t].slots);
        }
        nodes = new int[narrow > 0 ? slots : 0];
        wideNodes = new long[narrow > 0 ? 0 : slots];
        place(forest, order, codes, placements);
        firstSteps = firstSteps(forest);

        together = Math.max(8, Math.min(plan.block, PAGE_NUMBERS / pages()));
        int pageNumbers = plan.block > 1 ? Math.multiplyExact(together, pages()) : pages();
        int walks = Math.max(trees, together);
        rankPlace = plan.ints(Ranks.places(Math.max(ranks.slots(), together)));
        leafPlace = plan.ints(walks);
        pagePlace = isWide() ? plan.longs(pageNumbers) : plan.ownInts(pageNumbers);
        slotPlace = plan.ownInts(walks);
        openPlace = plan.ownInts(walks);
    }

    private boolean isWide() {
        return shift == WIDE_SHIFT;
    }

    private int pages() {
        return firstPages[firstPages.length - 1];
    }

    private static Placement[] placements(List<Tree> forest, LeafCodes codes, int shared) {
        Placement[] placements = new Placement[forest.size()];
        int leaf = 0;
        for (int t = 0; t < placements.length; t++) {
            placements[t] = new Placement(forest.get(t), codes.codes, leaf, shared);
            leaf += forest.get(t).leaves();
        }
        return placements;
    }

    /** How many bits the distances take. */
    private static int bits(Placement[] placements) {
        int farthest = 0;
        for (Placement placement : placements) {
            farthest = Math.max(farthest, placement.farthest);
        }
        return Integer.SIZE - Integer.numberOfLeadingZeros(farthest);
    }

    /** For each run of pages the number of its tests: that of the leaves is the last. */
    private int[] tests(List<Tree> forest, SplitOrder order, int leafCodes) {
        int[] tests = new int[2 * ranks.slots() + chains.count() + 1];
        int[] slotOf = slotOf(order);
        for (Tree tree : forest) {
            for (int node = 0; node < tree.nodes(); node++) {
                if (!tree.isLeaf(node) && !tree.isCategory(node)) {
                    int slot = slotOf[tree.feature(node)];
                    tests[run(slot, tree.missingLeft(node))] = ranks.counts[slot];
                }
            }
        }
        for (int chain = 0; chain < chains.count(); chain++) {
            tests[2 * ranks.slots() + chain] = chains.length(chain);
        }
        tests[tests.length - 1] = leafCodes;
        return tests;
    }

    private int run(int slot, boolean missingLeft) {
        return missingLeft ? slot : ranks.slots() + slot;
    }

    private int[] slotOf(SplitOrder order) {
        int[] slotOf = new int[order.inputs.length == 0 ? 0 : order.inputs[order.inputs.length - 1] + 1];
        for (int s = 0; s < ranks.slots(); s++) {
            slotOf[ranks.inputs[s]] = s;
        }
        return slotOf;
    }

    /** The shift that gives the fewest pages, or 0 if nodes must be wide. */
    static int narrowShift(int[] tests, int bits) {
        for (int shift : SHIFTS) {
            if (shift >= bits && pages(tests, shift - bits) <= 1L << (NODE_BITS - shift)) {
                return shift;
            }
        }
        return 0;
    }

    private static long pages(int[] tests, int pageBits) {
        long pages = 0;
        for (int count : tests) {
            pages += (count + (1L << pageBits) - 1) >> pageBits;
        }
        return pages;
    }

    private static int[] deal(int[] tests, int pageBits) {
        int[] firsts = new int[tests.length + 1];
        for (int run = 0; run < tests.length; run++) {
            firsts[run + 1] = Math.addExact(firsts[run], (int) ((tests[run] + (1L << pageBits) - 1) >> pageBits));
        }
        return firsts;
    }

    /** The number of the first test of a run of pages. */
    private long first(int run) {
        return (long) firstPages[run] << (shift - distanceBits);
    }

    private long firstLeaf() {
        return first(firstPages.length - 2);
    }

    private int[][] cutTables(Plan plan) {
        int[][] tables = new int[sets.inputs.length][];
        for (int s = 0; s < tables.length; s++) {
            int codes = sets.codes(s) + 2;
            int first = firstPages[2 * ranks.slots() + chains.firsts[s]];
            int count = firstPages[2 * ranks.slots() + chains.firsts[s + 1]] - first;
            boolean small = !isWide()
                    && (long) codes * count <= MOST_TABLE
                    && plan.hasRoomForTable((long) Integer.BYTES * codes * count);
            tables[s] = new int[small ? codes * count : 0];
            for (int code = 0; small && code < codes; code++) {
                for (int chain = chains.firsts[s]; chain < chains.firsts[s + 1]; chain++) {
                    int run = 2 * ranks.slots() + chain;
                    int from = code * count - first;
                    int cut = (int) (first(run) + chains.rank(s, chain, code)) << distanceBits;
                    Arrays.fill(tables[s], from + firstPages[run], from + firstPages[run + 1], cut);
                }
            }
        }
        return tables;
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

    private void place(List<Tree> forest, SplitOrder order, LeafCodes codes, Placement[] placements) {
        int[] slotOf = slotOf(order);
        int leaf = 0;
        for (int t = 0; t < trees; t++) {
            Tree tree = forest.get(t);
            long[] numbers = new long[tree.nodes()];
            int split = order.firstSplits[t];
            for (int node = 0; node < numbers.length; node++) {
                if (tree.isLeaf(node)) {
                    numbers[node] = firstLeaf() + codes.codes[leaf + tree.leaf(node)];
                } else {
                    numbers[node] = number(tree, node, order.indexes[split++], slotOf);
                }
            }
            leaf += tree.leaves();
            Placement placement = placements[t];
            for (int slot = 0; slot < placement.slots; slot++) {
                put(roots[t] + slot, numbers[placement.nodes[slot]], placement.distances[slot]);
            }
        }
    }

    private long number(Tree tree, int node, int index, int[] slotOf) {
        if (tree.isCategory(node)) {
            return first(2 * ranks.slots() + chains.chain(index)) + chains.index(index);
        }
        return first(run(slotOf[tree.feature(node)], tree.missingLeft(node))) + index;
    }

    private void put(int slot, long test, int distance) {
        if (isWide()) {
            wideNodes[slot] = test << WIDE_DISTANCE_BITS | distance;
        } else {
            nodes[slot] = (int) (test << distanceBits | distance);
        }
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        ranks.row(x, at, scratch.ints, rankPlace);
        if (isWide()) {
            cutNumbersWide(scratch.ints, scratch);
        } else {
            cutNumbers(scratch.ints, scratch.ownInts[pagePlace]);
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            cutSets(s, sets.code(s, x[at + sets.inputs[s]]), 0, scratch);
        }
        cutLeaves(0, scratch);
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
        codes(trees, scratch.ints);
        leaves.add(scratch.ints, leafPlace, out, to);
    }

    private void cutNumbers(int[] ints, int[] pages) {
        int lefts = firstPages[ranks.slots()];
        for (int page = 0; page < lefts; page++) {
            int rank = Math.max(0, ints[rankPlace + slotOfPage[page]]);
            pages[page] = (firstOfPage[page] + rank) << distanceBits;
        }
        for (int page = lefts; page < slotOfPage.length; page++) {
            int slot = slotOfPage[page];
            int rank = ints[rankPlace + slot];
            pages[page] = (firstOfPage[page] + (rank == Ranks.MISSING ? ranks.counts[slot] : rank)) << distanceBits;
        }
    }

    private void cutNumbersWide(int[] ints, Scratch scratch) {
        for (int page = 0; page < slotOfPage.length; page++) {
            put(page, cut(page, ints[rankPlace + slotOfPage[page]]), scratch);
        }
    }

    /** The number of the first test of a page's run that sends a value left. */
    private long cut(int page, int rank) {
        if (rank == Ranks.MISSING) {
            boolean lefts = page < firstPages[ranks.slots()];
            return (long) firstOfPage[page] + (lefts ? 0 : ranks.counts[slotOfPage[page]]);
        }
        return (long) firstOfPage[page] + rank;
    }

    private void put(int page, long cut, Scratch scratch) {
        if (isWide()) {
            scratch.longs[pagePlace + page] = cut << WIDE_DISTANCE_BITS;
        } else {
            scratch.ownInts[pagePlace][page] = (int) cut << distanceBits;
        }
    }

    private void cutSets(int slot, int code, int to, Scratch scratch) {
        int[] table = cutTables[slot];
        int from = 2 * ranks.slots() + chains.firsts[slot];
        int end = 2 * ranks.slots() + chains.firsts[slot + 1];
        if (table.length > 0) {
            int count = firstPages[end] - firstPages[from];
            System.arraycopy(table, code * count, scratch.ownInts[pagePlace], to + firstPages[from], count);
            return;
        }
        for (int run = from; run < end; run++) {
            long cut = first(run) + chains.rank(slot, run - 2 * ranks.slots(), code);
            for (int page = firstPages[run]; page < firstPages[run + 1]; page++) {
                put(to + page, cut, scratch);
            }
        }
    }

    private void cutLeaves(int to, Scratch scratch) {
        int from = firstPages[firstPages.length - 2];
        if (isWide()) {
            Arrays.fill(scratch.longs, pagePlace + to + from, pagePlace + to + pages(), 0);
        } else {
            Arrays.fill(scratch.ownInts[pagePlace], to + from, to + pages(), 0);
        }
    }

    /** Notes where walks are, keeps those that are not at a leaf, and gives their number. */
    private int close(int[] slots, int[] open, int count, int[] ints) {
        return isWide()
                ? close(wideNodes, firstLeaf() << distanceBits, slots, open, count, ints, leafPlace)
                : close(nodes, (int) (firstLeaf() << distanceBits), slots, open, count, ints, leafPlace);
    }

    private static int close(int[] nodes, int firstLeaf, int[] slots, int[] open, int count, int[] ends, int to) {
        int still = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int walk = open[i];
            ends[to + walk] = slot;
            slots[still] = slot;
            open[still] = walk;
            still += (nodes[slot] - firstLeaf) >>> 31;
        }
        return still;
    }

    private static int close(long[] nodes, long firstLeaf, int[] slots, int[] open, int count, int[] ends, int to) {
        int still = 0;
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int walk = open[i];
            ends[to + walk] = slot;
            slots[still] = slot;
            open[still] = walk;
            still += (int) ((nodes[slot] - firstLeaf) >>> 63);
        }
        return still;
    }

    /** Turns the slots where walks ended into the codes of the leaves. */
    private void codes(int count, int[] ends) {
        if (isWide()) {
            for (int i = leafPlace; i < leafPlace + count; i++) {
                ends[i] = (int) ((wideNodes[ends[i]] >>> WIDE_DISTANCE_BITS) - firstLeaf());
            }
        } else {
            int first = (int) firstLeaf();
            for (int i = leafPlace; i < leafPlace + count; i++) {
                ends[i] = (nodes[ends[i]] >>> distanceBits) - first;
            }
        }
    }

    private void step(int[] slots, int count, int[] pages) {
        switch (shift) {
            case 25 -> step(nodes, slots, count, pages, 25, distances);
            case 22 -> step(nodes, slots, count, pages, 22, distances);
            case 19 -> step(nodes, slots, count, pages, 19, distances);
            default -> step(nodes, slots, count, pages, 16, distances);
        }
    }

    private static void step(int[] nodes, int[] slots, int count, int[] pages, int shift, int distances) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int node = nodes[slot];
            slots[i] = slot + (node & distances) + ((node - pages[node >>> shift]) >>> 31);
        }
    }

    private void stepWide(int[] slots, int count, long[] longs) {
        for (int i = 0; i < count; i++) {
            long node = wideNodes[slots[i]];
            slots[i] = next(slots[i], node, longs[pagePlace + (int) (node >>> WIDE_SHIFT)]);
        }
    }

    private static int next(int slot, long node, long cut) {
        return slot + (int) (node & ((1L << WIDE_DISTANCE_BITS) - 1)) + (int) ((node - cut) >>> 63);
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
            for (int run = s; run < 2 * ranks.slots(); run += ranks.slots()) {
                for (int page = firstPages[run]; page < firstPages[run + 1]; page++) {
                    for (int r = 0; r < rows; r++) {
                        put(r * pages() + page, cut(page, scratch.ints[rankPlace + r]), scratch);
                    }
                }
            }
        }
        for (int s = 0; s < sets.inputs.length; s++) {
            int from = at + sets.inputs[s] * stride;
            for (int r = 0; r < rows; r++) {
                cutSets(s, sets.code(s, x[from + r * rowStride]), r * pages(), scratch);
            }
        }
        for (int r = 0; r < rows; r++) {
            cutLeaves(r * pages(), scratch);
        }
    }

    /** Leaves the codes of the leaves of one tree that rows reach. */
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
                    stepRows(slots, open, count, scratch.ownInts[pagePlace]);
                }
            }
            count = close(slots, open, count, scratch.ints);
        }
        codes(rows, scratch.ints);
    }

    private void stepRows(int[] slots, int[] open, int count, int[] pages) {
        switch (shift) {
            case 25 -> stepRows(nodes, slots, open, count, pages, pages(), 25, distances);
            case 22 -> stepRows(nodes, slots, open, count, pages, pages(), 22, distances);
            case 19 -> stepRows(nodes, slots, open, count, pages, pages(), 19, distances);
            default -> stepRows(nodes, slots, open, count, pages, pages(), 16, distances);
        }
    }

    private static void stepRows(
            int[] nodes, int[] slots, int[] open, int count, int[] pages, int rowPages, int shift, int distances) {
        for (int i = 0; i < count; i++) {
            int slot = slots[i];
            int node = nodes[slot];
            slots[i] = slot + (node & distances) + ((node - pages[open[i] * rowPages + (node >>> shift)]) >>> 31);
        }
    }

    private void stepRowsWide(int[] slots, int[] open, int count, long[] longs) {
        for (int i = 0; i < count; i++) {
            long node = wideNodes[slots[i]];
            long cut = longs[pagePlace + open[i] * pages() + (int) (node >>> WIDE_SHIFT)];
            slots[i] = next(slots[i], node, cut);
        }
    }

    @Override
    long heapBytes() {
        return leaves.heapBytes()
                + ranks.heapBytes()
                + sets.heapBytes()
                + chains.heapBytes()
                + ArrayBytes.of(roots, nodes, firstPages, slotOfPage, firstOfPage)
                + ArrayBytes.of(wideNodes)
                + ArrayBytes.of(cutTables);
    }
}
