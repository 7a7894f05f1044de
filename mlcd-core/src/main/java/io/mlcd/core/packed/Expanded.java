package io.mlcd.core.packed;

import io.mlcd.api.ArtifactException;

/**
 * How large packed trees and weights are when they are expanded. Few bytes may stand for very much, so what an artifact may hold goes by its
 * bytes. A tree counts as often as it is used. So do its leaves, but if distinct ones are stored once and trees have no weights, these
 * are kept once for {@linkplain #SPLITS_TOGETHER some} splits.
 *
 * @param trees how many trees
 * @param nodes how many nodes they have together
 * @param values how many values their leaves hold together, what a total starts from, and how many weights linear forms hold
 */
public record Expanded(long trees, long nodes, long values) {
    /** No tree. */
    public static final Expanded NONE = new Expanded(0, 0, 0);

    /**
     * So many splits have the values of their leaves together. What scores may cut a forest into parts of at least as many, and keep
     * the values for each.
     */
    public static final int SPLITS_TOGETHER = 1 << 17;

    private static final long TREES = 1L << 14;
    private static final long NODES = 1L << 17;
    private static final long VALUES = 1L << 18;
    private static final long NODES_FOR_EACH_BYTE = 2;
    private static final long VALUES_FOR_EACH_BYTE = 8;

    /**
     * Some trees.
     *
     * @param trees how many
     * @param splits how many they have together
     * @param distinct how many distinct leaves are kept for all, or -1 if each leaf has values of its own
     * @param width how many values a leaf has
     * @param outputs how many values a total starts from
     */
    public static Expanded of(long trees, long splits, long distinct, int width, int outputs) {
        long leaves = splits + trees;
        long kept = distinct < 0 || width == 1 ? leaves : Math.min(leaves, distinct * (1 + splits / SPLITS_TOGETHER));
        return new Expanded(trees, leaves + splits, kept * width + outputs);
    }

    /** These and others. */
    public Expanded plus(Expanded other) {
        return new Expanded(trees + other.trees, nodes + other.nodes, values + other.values);
    }

    /** Whether so many bytes may hold them. */
    public boolean fits(int bytes) {
        return trees <= TREES + bytes / 2
                && nodes <= NODES + NODES_FOR_EACH_BYTE * bytes
                && values <= VALUES + VALUES_FOR_EACH_BYTE * bytes;
    }

    /**
     * Refuses what {@linkplain #fits does not fit}.
     *
     * @throws ArtifactException if so few bytes may not hold them
     */
    public void check(int bytes) {
        if (!fits(bytes)) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "section FORM packs " + this + ", which " + bytes
                            + " bytes may not; refuse a source that you do not know");
        }
    }

    /** For example {@code 3 trees with 21 nodes, and 12 leaf values and weights}. */
    @Override
    public String toString() {
        return trees + " trees with " + nodes + " nodes, and " + values + " leaf values and weights";
    }
}
