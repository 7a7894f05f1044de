package io.mlcd.ensemble.trees;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;

/*
 * Grows one tree at a time on rows that share their bins. Of two children only the one that weighs less gets its histogram from
 * its rows, the other by subtracting it from the parent's.
 *
 * Large nodes are divided in ranges of rows: a range divides its rows and sums those of the lighter child meanwhile, while they
 * are in the caches; then the ranges are put together and pieces of a node and some features subtract and search. As soon as a
 * node is small, its rows are copied to where they lie side by side, and what is below it is grown by one thread, depth first,
 * within the caches of that thread. Sums are whole numbers, so that nothing depends on where the cuts are made.
 */
/** Grows trees by the gradients of rows. Not safe for concurrent callers; its memory serves the next tree. */
final class Grower {
    private static final int PIECES_FOR_EACH_THREAD = 3;
    /** Rows of so many bytes are copied and grown by one thread. */
    private static final int SMALL_BYTES = 1 << 20;

    private static final int RANGE = 8_192;

    private final Bins bins;
    private final TreeSettings settings;
    private final int[] directions;
    private final Crew crew;
    private final Rows rows;
    private final ConcurrentLinkedQueue<long[]> histograms = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Workplace> workplaces = new ConcurrentLinkedQueue<>();

    private SplitSearch search;
    private Rows.Columns columns = Rows.NONE;
    private int small;

    /** Where one thread grows what is below a small node. */
    private static final class Workplace {
        private final Rows rows;
        private final int[] origin;

        Workplace(int size, int features) {
            rows = Rows.ofCopies(size, features);
            origin = new int[size];
        }
    }

    /** A run of the rows of a node that is being divided, or, at the root, only summed. */
    private static final class Range {
        private final int from;
        private final int to;
        private final long[] histogram;
        private int lefts;

        Range(int from, int to, long[] histogram) {
            this.from = from;
            this.to = to;
            this.histogram = histogram;
        }
    }

    /** A node at work: its ranges, and then its children, the summed one first. */
    private static final class Division {
        private final Node node;
        private final boolean leftSummed;
        private final List<Range> ranges = new ArrayList<>();
        private final List<Node> searched = new ArrayList<>();
        private Split[][] found = {};

        Division(Node node, boolean leftSummed) {
            this.node = node;
            this.leftSummed = leftSummed;
        }
    }

    /** @param directions for each feature 1 if values may not fall with it, -1 if they may not rise, else 0 */
    Grower(Bins bins, TreeSettings settings, int[] directions, Gradients gradients, Crew crew) {
        this.directions = directions;
        this.bins = bins;
        this.settings = settings;
        this.crew = crew;
        rows = new Rows(bins.cells, bins.features, gradients.packed, new int[bins.rows]);
        search = new SplitSearch(bins, settings, directions, gradients);
    }

    /** Where the rows of the tree are to be put, which then are in it by leaf. */
    int[] index() {
        return rows.index;
    }

    /**
     * Grows a tree.
     *
     * @param count how many rows there are, at the beginning of {@link #index()}
     * @param gradients of the rows, in the array that this was made with
     * @param among the features that it may split by
     * @param seed decides all that is random
     */
    GrownTree grow(int count, Gradients gradients, int[] among, long seed) {
        search = new SplitSearch(bins, settings, directions, gradients);
        columns = Rows.Columns.of(among, bins);
        boolean levels = !settings.bestFirst() && settings.maxLeaves() == TreeSettings.UNLIMITED;
        small = levels ? Math.min(most(), count / (2 * crew.size())) : 0;
        Node root = new Node(0, 0, count, gradients.total(), seed);
        List<Node> leaves = new ArrayList<>();
        List<Node> open = new ArrayList<>();
        List<Node> smallOnes = new ArrayList<>();
        begin(root, open, leaves);
        int leafCount = 1;
        while (!open.isEmpty() && leafCount < settings.maxLeaves()) {
            List<Node> next = next(open, settings.maxLeaves() - leafCount, smallOnes);
            leafCount += next.size();
            divide(next, leafCount < settings.maxLeaves(), open, leaves);
        }
        open.forEach(node -> close(node, leaves));
        leaves.addAll(growSmall(smallOnes));
        return new GrownTree(bins, root, leaves);
    }

    private int most() {
        return Math.min(bins.rows, SMALL_BYTES / Math.max(1, bins.features));
    }

    private void begin(Node root, List<Node> open, List<Node> leaves) {
        Division whole = new Division(root, true);
        whole.searched.add(root);
        cut(whole, true);
        crew.all(whole.ranges.size(), r -> {
            Range range = whole.ranges.get(r);
            Rows.clear(range.histogram, columns, bins);
            rows.sum(range.from, range.to, columns, range.histogram);
        });
        search(List.of(whole), open, leaves);
    }

    private void cut(Division division, boolean summed) {
        Node node = division.node;
        int count = Math.max(1, node.rows() / RANGE);
        for (int r = 0; r < count; r++) {
            int from = node.from + (int) ((long) node.rows() * r / count);
            int to = node.from + (int) ((long) node.rows() * (r + 1) / count);
            division.ranges.add(new Range(from, to, summed ? histogram() : new long[0]));
        }
    }

    private long[] histogram() {
        long[] histogram = histograms.poll();
        return histogram == null ? new long[bins.size()] : histogram;
    }

    /** The nodes that are divided now; those that are open and small are put aside. */
    private List<Node> next(List<Node> open, int most, List<Node> smallOnes) {
        if (small > 0) {
            for (Node node : open) {
                if (node.rows() <= small) {
                    smallOnes.add(node);
                }
            }
            open.removeAll(smallOnes);
        }
        if (settings.bestFirst() || open.size() > most) {
            open.sort(Comparator.comparingDouble((Node node) -> -Objects.requireNonNull(node.split).gain)); // stable
        }
        int count = Math.min(settings.bestFirst() ? Math.min(1, most) : most, open.size());
        List<Node> next = new ArrayList<>(open.subList(0, count));
        open.subList(0, count).clear();
        return next;
    }

    private static boolean leftIsLighter(Node node) {
        long left = Objects.requireNonNull(node.split).left;
        return Gradients.hessian(left) <= Gradients.hessian(node.sum - left);
    }

    /** Divides nodes; their children are open then, or leaves. */
    private void divide(List<Node> nodes, boolean mayGoOn, List<Node> open, List<Node> leaves) {
        List<Division> divisions = new ArrayList<>();
        List<Division> searched = new ArrayList<>();
        List<Runnable> first = new ArrayList<>();
        List<Runnable> second = new ArrayList<>();
        for (Node node : nodes) {
            boolean goesOn = mayGoOn && node.depth + 1 < settings.maxDepth();
            Division division = new Division(node, leftIsLighter(node));
            cut(division, goesOn);
            division.ranges.forEach(range -> first.add(() -> divide(division, range, goesOn)));
            divisions.add(division);
            if (goesOn) {
                searched.add(division);
            }
        }
        crew.all(first.size(), i -> first.get(i).run());
        for (Division division : divisions) {
            join(division, second);
        }
        crew.all(second.size(), i -> second.get(i).run());
        for (Division division : divisions) {
            Node left = Objects.requireNonNull(division.node.left);
            Node right = Objects.requireNonNull(division.node.right);
            if (searched.contains(division)) {
                division.searched.add(division.leftSummed ? left : right);
                division.searched.add(division.leftSummed ? right : left);
            } else {
                release(division.node);
                close(left, leaves);
                close(right, leaves);
            }
        }
        search(searched, open, leaves);
    }

    private void divide(Division division, Range range, boolean summed) {
        Split split = Objects.requireNonNull(division.node.split);
        if (summed) {
            Rows.clear(range.histogram, columns, bins);
        }
        range.lefts = rows.divide(
                range.from,
                range.to,
                split,
                bins.cuts[split.feature],
                summed ? columns : Rows.NONE,
                division.leftSummed,
                range.histogram);
    }

    /** Makes the children of a node whose ranges have been divided; the ranges' sides are still to be moved together. */
    private void join(Division division, List<Runnable> moves) {
        Node node = division.node;
        int lefts = 0;
        for (Range range : division.ranges) {
            lefts += range.lefts;
        }
        int middle = node.from + lefts;
        part(node, middle);
        moves.add(() -> move(division, middle));
    }

    private void part(Node node, int middle) {
        Split split = Objects.requireNonNull(node.split);
        Node left = node.child(node.from, middle, split.left, true);
        Node right = node.child(middle, node.to, node.sum - split.left, false);
        search.bound(node, left, right, split);
        node.left = left;
        node.right = right;
    }

    private void move(Division division, int middle) {
        int to = division.node.from;
        for (Range range : division.ranges) {
            System.arraycopy(rows.index, range.from, rows.index, to, range.lefts);
            to += range.lefts;
        }
        to = middle;
        for (Range range : division.ranges) {
            int rights = range.to - range.from - range.lefts;
            System.arraycopy(rows.right, range.from, rows.index, to, rights);
            to += rights;
        }
    }

    /** Puts the ranges' histograms together, subtracts and searches; nodes that gain by a split are open then. */
    private void search(List<Division> divisions, List<Node> open, List<Node> leaves) {
        int wanted = PIECES_FOR_EACH_THREAD * crew.size();
        int features = columns.features().length;
        int groups = Math.max(1, Math.min(features, (wanted + divisions.size() - 1) / Math.max(1, divisions.size())));
        for (Division division : divisions) {
            Node summed = division.searched.get(0);
            summed.histogram = division.ranges.get(0).histogram;
            if (division.searched.size() > 1) {
                division.searched.get(1).histogram = division.node.histogram;
                division.node.histogram = null;
            }
            division.found = new Split[division.searched.size()][groups];
        }
        crew.all(divisions.size() * groups, piece -> search(divisions.get(piece / groups), piece % groups, groups));
        for (Division division : divisions) {
            for (int r = 1; r < division.ranges.size(); r++) {
                histograms.add(division.ranges.get(r).histogram);
            }
            for (int i = 0; i < division.searched.size(); i++) {
                settle(division.searched.get(i), division.found[i], open, leaves);
            }
        }
    }

    private void search(Division division, int group, int groups) {
        int count = columns.features().length;
        int from = group * count / groups;
        int to = (group + 1) * count / groups;
        Node summed = division.searched.get(0);
        long[] histogram = Objects.requireNonNull(summed.histogram);
        for (int i = from; i < to; i++) {
            int first = bins.offsets[columns.features()[i]];
            int end = bins.offsets[columns.features()[i] + 1];
            for (int r = 1; r < division.ranges.size(); r++) {
                add(histogram, division.ranges.get(r).histogram, first, end);
            }
            if (division.searched.size() > 1) {
                subtract(Objects.requireNonNull(division.searched.get(1).histogram), histogram, first, end);
            }
        }
        for (int i = 0; i < division.searched.size(); i++) {
            Node node = division.searched.get(i);
            division.found[i][group] =
                    search.best(node, Objects.requireNonNull(node.histogram), columns.features(), from, to);
        }
    }

    private static void add(long[] to, long[] what, int first, int end) {
        for (int i = first; i < end; i++) {
            to[i] += what[i];
        }
    }

    private static void subtract(long[] from, long[] what, int first, int end) {
        for (int i = first; i < end; i++) {
            from[i] -= what[i];
        }
    }

    private void settle(Node node, Split[] found, List<Node> open, List<Node> leaves) {
        Split best = found[0];
        for (Split split : found) {
            if (split.exists() && (!best.exists() || split.gain > best.gain)) {
                best = split;
            }
        }
        if (best.exists()) {
            node.split = best;
            open.add(node);
        } else {
            close(node, leaves);
        }
    }

    private void close(Node node, List<Node> leaves) {
        release(node);
        node.split = null;
        leaves.add(node);
    }

    private void release(Node node) {
        if (node.histogram != null) {
            histograms.add(node.histogram);
            node.histogram = null;
        }
    }

    private List<Node> growSmall(List<Node> nodes) {
        List<Node> bySize = new ArrayList<>(nodes);
        bySize.sort(
                Comparator.comparingInt((Node node) -> -node.rows())); // the largest first, so that none is waited for
        List<List<Node>> leaves = new ArrayList<>();
        bySize.forEach(node -> leaves.add(new ArrayList<>()));
        crew.all(bySize.size(), i -> growSmall(bySize.get(i), leaves.get(i)));
        List<Node> all = new ArrayList<>();
        leaves.forEach(all::addAll);
        return all;
    }

    private void growSmall(Node node, List<Node> leaves) {
        Workplace polled = workplaces.poll();
        Workplace place = polled == null ? new Workplace(most(), bins.features) : polled;
        place.rows.copy(rows, node.from, node.to);
        System.arraycopy(rows.index, node.from, place.origin, 0, node.rows());
        below(node, place.rows, node.from, leaves);
        for (int i = 0; i < node.rows(); i++) {
            rows.index[node.from + i] = place.origin[place.rows.index[i]];
        }
        workplaces.add(place);
    }

    /** Grows what is below a node that has a split, depth first. */
    private void below(Node node, Rows its, int origin, List<Node> leaves) {
        Split split = Objects.requireNonNull(node.split);
        boolean goesOn = node.depth + 1 < settings.maxDepth();
        boolean leftSummed = leftIsLighter(node);
        long[] histogram = goesOn ? histogram() : new long[0];
        if (goesOn) {
            Rows.clear(histogram, columns, bins);
        }
        int from = node.from - origin;
        int to = node.to - origin;
        Rows.Columns summed = goesOn ? columns : Rows.NONE;
        int lefts = its.divide(from, to, split, bins.cuts[split.feature], summed, leftSummed, histogram);
        System.arraycopy(its.right, from, its.index, from + lefts, to - from - lefts);
        part(node, node.from + lefts);
        Node left = Objects.requireNonNull(node.left);
        Node right = Objects.requireNonNull(node.right);
        if (!goesOn) {
            release(node);
            leaves.add(left);
            leaves.add(right);
            return;
        }
        Node first = leftSummed ? left : right;
        Node second = leftSummed ? right : left;
        long[] difference = Objects.requireNonNull(node.histogram);
        node.histogram = null;
        for (int feature : columns.features()) {
            subtract(difference, histogram, bins.offsets[feature], bins.offsets[feature + 1]);
        }
        first.histogram = histogram;
        second.histogram = difference;
        searchBelow(first, its, origin, leaves);
        searchBelow(second, its, origin, leaves);
    }

    private void searchBelow(Node node, Rows its, int origin, List<Node> leaves) {
        int[] features = columns.features();
        Split best = search.best(node, Objects.requireNonNull(node.histogram), features, 0, features.length);
        if (best.exists()) {
            node.split = best;
            below(node, its, origin, leaves);
        } else {
            close(node, leaves);
        }
    }
}
