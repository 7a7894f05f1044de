package io.mlcd.core.packed;

import io.mlcd.api.ArtifactException;

/**
 * How large packed trees are when they are expanded, each as often as it is used. Few bytes may stand for very much, so what an
 * artifact may hold goes by its bytes.
 *
 * @param trees how many trees
 * @param nodes how many nodes they have together
 * @param values how many values their leaves hold together, and what a total starts from
 */
public record Expanded(long trees, long nodes, long values) {
    /** No tree. */
    public static final Expanded NONE = new Expanded(0, 0, 0);

    private static final long TREES = 1L << 14;
    private static final long NODES = 1L << 17;
    private static final long VALUES = 1L << 18;
    private static final long NODES_FOR_EACH_BYTE = 2;
    private static final long VALUES_FOR_EACH_BYTE = 8;

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

    /** For example {@code 3 trees with 21 nodes and 12 leaf values}. */
    @Override
    public String toString() {
        return trees + " trees with " + nodes + " nodes and " + values + " leaf values";
    }
}
