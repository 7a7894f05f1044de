package io.mlcd.ensemble.trees;

import io.mlcd.core.form.Tree;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/*
 * Breiman, Friedman, Olshen and Stone (1984), Classification and Regression Trees, chapter 3. A subtree of L leaves that together
 * cost r, below a node that as a leaf costs R, is worth its leaves while (R - r) / (L - 1) > alpha. The node with the least such
 * number, the weakest link, is the next that becomes a leaf when alpha grows; that changes the numbers of those above it only.
 * So a queue finds, for each node, the alpha from which on it is a leaf, and the subtree for any alpha can be read off.
 */
/** A tree that remembers what its inner nodes would be as leaves, so that it can be pruned by cost-complexity. */
final class PrunableTree {
    /** Nodes in pre-order. */
    private final List<Part> parts;

    private final int outputs;
    private final double weight;

    private static final class Part {
        private final int place;
        private final ForestGrower.Sums sums;
        private final @Nullable Part above;
        private @Nullable Cuts cuts;
        private @Nullable Split split;
        private @Nullable Part left;
        private @Nullable Part right;
        private int leaves = 1;
        /** What its leaves cost. */
        private double risk;
        /** From which on it is a leaf; of a leaf 0. */
        private double alpha;

        private boolean closed;

        Part(int place, ForestGrower.Sums sums, @Nullable Part above) {
            this.place = place;
            this.sums = sums;
            this.above = above;
            risk = sums.risk;
        }

        boolean isLeaf() {
            return split == null;
        }

        double link() {
            return Math.max(0, sums.risk - risk) / (leaves - 1);
        }
    }

    private record Link(double alpha, Part part) implements Comparable<Link> {
        @Override
        public int compareTo(Link other) {
            int byAlpha = Double.compare(alpha, other.alpha);
            return byAlpha != 0 ? byAlpha : Integer.compare(part.place, other.part.place);
        }
    }

    /** Collects the nodes of a growing tree. */
    static final class Collector implements ForestGrower.Sink {
        private final List<Part> parts = new ArrayList<>();
        private final Deque<Part> open = new ArrayDeque<>();
        private final int outputs;

        Collector(int outputs) {
            this.outputs = outputs;
        }

        @Override
        public void split(Cuts cuts, Split split, Optional<ForestGrower.Sums> sums) {
            Part part = add(sums.orElseThrow());
            part.cuts = cuts;
            part.split = split;
            open.push(part);
        }

        @Override
        public void leaf(ForestGrower.Sums sums) {
            add(sums);
        }

        private Part add(ForestGrower.Sums sums) {
            Part above = open.peek();
            Part part = new Part(parts.size(), sums, above);
            parts.add(part);
            if (above != null && above.left == null) {
                above.left = part;
            } else if (above != null) {
                above.right = part;
                open.pop();
            }
            return part;
        }

        PrunableTree build() {
            return new PrunableTree(parts, outputs);
        }
    }

    private PrunableTree(List<Part> parts, int outputs) {
        this.parts = parts;
        this.outputs = outputs;
        weight = parts.get(0).sums.weight;
        for (int i = parts.size() - 1; i >= 0; i--) {
            Part part = parts.get(i);
            if (!part.isLeaf()) {
                Part left = Objects.requireNonNull(part.left);
                Part right = Objects.requireNonNull(part.right);
                part.leaves = left.leaves + right.leaves;
                part.risk = left.risk + right.risk;
            }
        }
        cutWeakestLinks();
    }

    private void cutWeakestLinks() {
        PriorityQueue<Link> queue = new PriorityQueue<>();
        for (Part part : parts) {
            if (!part.isLeaf()) {
                queue.add(new Link(part.link(), part));
            }
        }
        double alpha = 0;
        for (Link link = queue.poll(); link != null; link = queue.poll()) {
            Part part = link.part();
            if (part.closed || link.alpha() != part.link()) {
                continue; // a newer link of it is, or was, in the queue
            }
            alpha = Math.max(alpha, link.alpha());
            close(part, alpha);
            int fewer = part.leaves - 1;
            double more = part.sums.risk - part.risk;
            for (Part above = part.above; above != null; above = above.above) {
                above.leaves -= fewer;
                above.risk += more;
                queue.add(new Link(above.link(), above));
            }
        }
    }

    private static void close(Part top, double alpha) {
        Deque<Part> open = new ArrayDeque<>();
        open.push(top);
        while (!open.isEmpty()) {
            Part part = open.pop();
            if (!part.isLeaf() && !part.closed) {
                part.closed = true;
                part.alpha = alpha;
                open.push(Objects.requireNonNull(part.right));
                open.push(Objects.requireNonNull(part.left));
            }
        }
    }

    /** The penalties of a leaf at which the tree becomes smaller, ascending, each once; in mean impurity or squared error. */
    double[] alphas() {
        return parts.stream()
                .filter(part -> !part.isLeaf())
                .mapToDouble(part -> part.alpha / weight)
                .sorted()
                .distinct()
                .toArray();
    }

    /** How many nodes it has, those that pruning takes too; they count from 0 in pre-order. */
    int nodes() {
        return parts.size();
    }

    /** The node above one; -1 above the root. */
    int above(int node) {
        Part above = parts.get(node).above;
        return above == null ? -1 : above.place;
    }

    /** The penalty from which on a node is a leaf, or below one; never falls on the way up. */
    double alpha(int node) {
        return parts.get(node).alpha / weight;
    }

    /** What a node predicts as a leaf; not to be changed. */
    double[] values(int node) {
        return parts.get(node).sums.values;
    }

    /** The smallest subtree that is best when each leaf costs so much; all of it if that is below 0. */
    Tree pruned(double alpha) {
        return tree(alpha, outputs, part -> part.sums.values);
    }

    /** All of it, with leaves that hold the number of their node. */
    Tree numbered() {
        return tree(-1, 1, part -> new double[] {part.place});
    }

    private Tree tree(double alpha, int width, Function<Part, double[]> leaf) {
        Tree.Builder builder = Tree.builder(width);
        Deque<Part> open = new ArrayDeque<>();
        open.push(parts.get(0));
        while (!open.isEmpty()) {
            Part part = open.pop();
            Split split = part.split;
            if (split == null || part.alpha / weight <= alpha) {
                builder.leaf(leaf.apply(part));
            } else {
                split.addTo(builder, Objects.requireNonNull(part.cuts));
                open.push(Objects.requireNonNull(part.right));
                open.push(Objects.requireNonNull(part.left));
            }
        }
        return builder.build();
    }
}
