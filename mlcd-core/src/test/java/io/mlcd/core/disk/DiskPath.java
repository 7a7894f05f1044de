package io.mlcd.core.disk;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A path on a {@link Disk}. */
record DiskPath(DiskFileSystem files, boolean isAbsolute, List<String> names) implements Path {
    DiskPath {
        names = List.copyOf(names);
    }

    static DiskPath parse(DiskFileSystem files, String text) {
        List<String> names = new ArrayList<>();
        for (String name : text.split("/", -1)) {
            if (!name.isEmpty()) {
                names.add(name);
            }
        }
        return new DiskPath(files, text.startsWith("/"), names);
    }

    Disk disk() {
        return files.disk();
    }

    @Override
    public FileSystem getFileSystem() {
        return files;
    }

    @Override
    public @Nullable Path getRoot() {
        return isAbsolute ? new DiskPath(files, true, List.of()) : null;
    }

    @Override
    public @Nullable Path getFileName() {
        return names.isEmpty() ? null : getName(names.size() - 1);
    }

    @Override
    public @Nullable Path getParent() {
        if (names.isEmpty() || (names.size() == 1 && !isAbsolute)) {
            return null;
        }
        return new DiskPath(files, isAbsolute, names.subList(0, names.size() - 1));
    }

    @Override
    public int getNameCount() {
        return names.size();
    }

    @Override
    public Path getName(int index) {
        return new DiskPath(files, false, List.of(names.get(index)));
    }

    @Override
    public Path subpath(int from, int to) {
        return new DiskPath(files, false, names.subList(from, to));
    }

    private static DiskPath of(Path path) {
        return (DiskPath) path;
    }

    @Override
    public boolean startsWith(Path other) {
        List<String> start = of(other).names;
        return of(other).isAbsolute == isAbsolute
                && start.size() <= names.size()
                && names.subList(0, start.size()).equals(start);
    }

    @Override
    public boolean endsWith(Path other) {
        List<String> end = of(other).names;
        return end.size() <= names.size()
                && names.subList(names.size() - end.size(), names.size()).equals(end);
    }

    @Override
    public Path normalize() {
        return this;
    }

    @Override
    public Path resolve(Path other) {
        if (other.isAbsolute()) {
            return other;
        }
        List<String> all = new ArrayList<>(names);
        all.addAll(of(other).names);
        return new DiskPath(files, isAbsolute, all);
    }

    @Override
    public Path relativize(Path other) {
        if (!other.startsWith(this)) {
            throw new IllegalArgumentException(other + " is not below " + this);
        }
        return other.subpath(names.size(), other.getNameCount());
    }

    @Override
    public URI toUri() {
        return URI.create("disk:" + this);
    }

    @Override
    public Path toAbsolutePath() {
        return isAbsolute ? this : new DiskPath(files, true, names);
    }

    @Override
    public Path toRealPath(LinkOption... options) throws IOException {
        synchronized (disk()) {
            if (disk().find(this) == null) {
                throw new NoSuchFileException(toString());
            }
        }
        return toAbsolutePath();
    }

    @Override
    public WatchKey register(WatchService watcher, WatchEvent.Kind<?>[] events, WatchEvent.Modifier... modifiers) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int compareTo(Path other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return (isAbsolute ? "/" : "") + String.join("/", names);
    }
}
