package io.mlcd.core.disk;

import io.mlcd.core.disk.Operation.Cut;
import io.mlcd.core.disk.Operation.Forced;
import io.mlcd.core.disk.Operation.Made;
import io.mlcd.core.disk.Operation.Moved;
import io.mlcd.core.disk.Operation.Removed;
import io.mlcd.core.disk.Operation.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory, with a file system on it, that writes down each write, force, rename, deletion and truncation, and can be cut
 * off after any of them: what was forced is there, and of the rest what a test says. Safe for concurrent callers.
 *
 * <p>It is as harsh as POSIX allows: forcing a file does not force its name, each operation that was not forced is lost or kept
 * for itself, whatever came before or after it, and a write may be kept in part. Only a rename is whole or not there.
 */
public final class Disk {
    static final int ROOT = 0;

    /** A file or a folder. */
    static final class Node {
        /** Of a folder. */
        final Map<String, Integer> names = new TreeMap<>();

        final boolean isFolder;
        byte[] content = {};
        int size;

        private Node(boolean isFolder) {
            this.isFolder = isFolder;
        }

        private void write(int at, byte[] bytes) {
            resize(Math.max(size, at + bytes.length));
            System.arraycopy(bytes, 0, content, at, bytes.length);
        }

        private void resize(int newSize) {
            if (newSize > content.length) {
                content = Arrays.copyOf(content, Math.max(newSize, 2 * content.length));
            }
            if (newSize < size) {
                Arrays.fill(content, newSize, size, (byte) 0);
            }
            size = newSize;
        }
    }

    /** What becomes of an operation that was not forced. */
    @FunctionalInterface
    public interface Loss {
        /** What is kept of it; null if nothing is. */
        @Nullable Operation left(Operation operation);
    }

    private final DiskFileSystem files = new DiskFileSystem(this);
    private final Map<Integer, Node> nodes = new HashMap<>();
    private final List<Operation> log = new ArrayList<>();
    /** How many operations were on the disk from the beginning. */
    private int firm;

    private int nextNode = ROOT + 1;
    private IntPredicate failing = operation -> false;

    /** An empty disk. */
    public Disk() {
        nodes.put(ROOT, new Node(true));
    }

    /** A path on this disk, from its root on. */
    public Path path(String path) {
        return files.getPath("/" + path);
    }

    /** How many operations there were. */
    public synchronized int size() {
        return log.size();
    }

    /** One of them. */
    public synchronized Operation operation(int index) {
        return log.get(index);
    }

    /** How many operations were on the disk from the beginning. */
    public int firm() {
        return firm;
    }

    /** From now on operations fail of whose numbers this is true. */
    public synchronized void failAt(IntPredicate operations) {
        failing = operations;
    }

    /** The operations among the first ones that could be lost then. */
    public synchronized List<Integer> loose(int length) {
        List<Integer> loose = new ArrayList<>();
        boolean[] lasting = lasting(length);
        for (int i = 0; i < length; i++) {
            if (!lasting[i] && !(log.get(i) instanceof Forced)) {
                loose.add(i);
            }
        }
        return loose;
    }

    private boolean[] lasting(int length) {
        boolean[] lasting = new boolean[length];
        Map<Integer, Boolean> forced = new HashMap<>();
        for (int i = length - 1; i >= 0; i--) {
            Operation operation = log.get(i);
            if (operation instanceof Forced) {
                forced.put(operation.node(), true);
            }
            lasting[i] = i < firm || forced.containsKey(operation.node());
        }
        return lasting;
    }

    /** The disk after a crash that came when only so many operations had been done. */
    public synchronized Disk cutOff(int length, Loss loss) {
        Disk after = new Disk();
        boolean[] lasting = lasting(length);
        for (int i = 0; i < length; i++) {
            Operation operation = log.get(i);
            if (!(operation instanceof Forced)) {
                Operation left = lasting[i] ? operation : loss.left(operation);
                if (left != null) {
                    after.perform(left);
                }
            }
        }
        after.firm = after.log.size();
        after.nextNode = nextNode;
        return after;
    }

    /** Does something, and writes it down; a write that fails is done in half. */
    void execute(Operation operation) throws IOException {
        if (failing.test(log.size())) {
            if (operation instanceof Written written) {
                byte[] half = Arrays.copyOf(written.bytes(), written.bytes().length / 2);
                perform(new Written(written.node(), written.at(), half));
            }
            throw new IOException("No space left on device");
        }
        perform(operation);
    }

    private void perform(Operation operation) {
        log.add(operation);
        if (operation instanceof Made made) {
            nodes.put(made.child(), new Node(made.isFolder()));
            node(made.node(), true).names.put(made.name(), made.child());
        } else if (operation instanceof Moved moved) {
            Map<String, Integer> names = node(moved.node(), true).names;
            names.remove(moved.from());
            node(moved.child(), false); // the name under which it was made may be lost
            names.put(moved.to(), moved.child());
        } else if (operation instanceof Removed removed) {
            node(removed.node(), true).names.remove(removed.name());
        } else if (operation instanceof Written written) {
            node(written.node(), false).write(written.at(), written.bytes());
        } else if (operation instanceof Cut cut) {
            node(cut.node(), false).resize(cut.size());
        }
    }

    private Node node(int number, boolean isFolder) {
        return nodes.computeIfAbsent(number, each -> new Node(isFolder));
    }

    int newNode() {
        return nextNode++;
    }

    Node node(int number) {
        Node node = nodes.get(number);
        if (node == null) {
            throw new IllegalStateException("there is no node " + number);
        }
        return node;
    }

    /** The number of what has a path; empty if nothing has. */
    @Nullable Integer find(DiskPath path) {
        Integer at = ROOT;
        for (String name : path.names()) {
            at = node(at).names.get(name);
            if (at == null) {
                return null;
            }
        }
        return at;
    }
}
