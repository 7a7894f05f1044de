package io.mlcd.core.disk;

/** One thing that was done to a disk. Files and folders have numbers, which stay when names move. */
public sealed interface Operation {
    /** The file or folder that is to be forced for this to last; of a force, what was forced. */
    int node();

    /** A name was made in a folder, of a new file or folder. */
    record Made(int node, String name, int child, boolean isFolder) implements Operation {}

    /** A file's name was changed in its folder, at once; what had the new name lost it. */
    record Moved(int node, String from, String to, int child) implements Operation {}

    /** A name was taken out of a folder. */
    record Removed(int node, String name) implements Operation {}

    /** Bytes were written at a place of a file. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Written(int node, int at, byte[] bytes) implements Operation {
        @Override
        public String toString() {
            return "Written[node=" + node + ", at=" + at + ", " + bytes.length + " bytes]";
        }
    }

    /** A file was cut off. */
    record Cut(int node, int size) implements Operation {}

    /** What was done to a file or a folder before is on the disk, whatever happens. */
    record Forced(int node) implements Operation {}
}
