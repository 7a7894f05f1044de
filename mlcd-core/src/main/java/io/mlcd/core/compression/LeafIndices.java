package io.mlcd.core.compression;

import io.mlcd.core.form.Tree;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** At which leaf each row of a sample leaves each of some trees; rows are sent down a tree once, if there is room to keep where they end. */
final class LeafIndices {
    private final List<Tree> trees;
    private final Sample sample;
    private final @Nullable Nodes[] kept;
    private final Room room;
    private long taken;

    /** How much may be kept by all that share it. */
    static final class Room {
        private static final long MOST_BYTES = 1L << 28;
        private static final int SHARE_OF_HEAP = 8;

        private long bytes;

        /** As much as suits the heap. */
        Room() {
            this(Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP));
        }

        Room(long bytes) {
            this.bytes = bytes;
        }

        private boolean take(long wanted) {
            boolean fits = wanted <= bytes;
            bytes -= fits ? wanted : 0;
            return fits;
        }
    }

    /** Nodes in as few bytes as their numbers need. */
    private interface Nodes {
        void copy(int[] into);
    }

    LeafIndices(List<Tree> trees, Sample sample, Room room) {
        this.trees = trees;
        this.sample = sample;
        this.room = room;
        kept = new Nodes[trees.size()];
    }

    /**
     * Where the rows leave a tree.
     *
     * @param into for each row the number of a node
     */
    void nodes(int tree, int[] into) {
        Nodes its = kept[tree];
        if (its != null) {
            its.copy(into);
            return;
        }
        Tree walked = trees.get(tree);
        for (int row = 0; row < into.length; row++) {
            into[row] = sample.leaf(walked, row);
        }
        long bytes = (long) into.length * width(walked);
        if (room.take(bytes)) {
            taken += bytes;
            kept[tree] = inFewBytes(into, width(walked));
        }
    }

    /** Keeps nothing any more and leaves the room to others. */
    void clear() {
        Arrays.fill(kept, null);
        room.bytes += taken;
        taken = 0;
    }

    private static int width(Tree tree) {
        if (tree.nodes() <= 1 << Byte.SIZE) {
            return Byte.BYTES;
        }
        return tree.nodes() <= 1 << Character.SIZE ? Character.BYTES : Integer.BYTES;
    }

    private static Nodes inFewBytes(int[] nodes, int width) {
        if (width == Byte.BYTES) {
            byte[] bytes = new byte[nodes.length];
            for (int row = 0; row < bytes.length; row++) {
                bytes[row] = (byte) nodes[row];
            }
            return into -> {
                for (int row = 0; row < bytes.length; row++) {
                    into[row] = Byte.toUnsignedInt(bytes[row]);
                }
            };
        }
        if (width == Character.BYTES) {
            char[] chars = new char[nodes.length];
            for (int row = 0; row < chars.length; row++) {
                chars[row] = (char) nodes[row];
            }
            return into -> {
                for (int row = 0; row < chars.length; row++) {
                    into[row] = chars[row];
                }
            };
        }
        int[] copied = nodes.clone();
        return into -> System.arraycopy(copied, 0, into, 0, copied.length);
    }
}
