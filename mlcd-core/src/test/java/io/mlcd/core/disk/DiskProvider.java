package io.mlcd.core.disk;

import io.mlcd.core.disk.Operation.Made;
import io.mlcd.core.disk.Operation.Moved;
import io.mlcd.core.disk.Operation.Removed;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.spi.FileSystemProvider;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Does to a {@link Disk} what {@link java.nio.file.Files} asks for. */
final class DiskProvider extends FileSystemProvider {
    private record Attributes(int key, boolean isDirectory, long size) implements BasicFileAttributes {
        private static final FileTime NEVER = FileTime.fromMillis(0);

        @Override
        public FileTime lastModifiedTime() {
            return NEVER;
        }

        @Override
        public FileTime lastAccessTime() {
            return NEVER;
        }

        @Override
        public FileTime creationTime() {
            return NEVER;
        }

        @Override
        public boolean isRegularFile() {
            return !isDirectory;
        }

        @Override
        public boolean isSymbolicLink() {
            return false;
        }

        @Override
        public boolean isOther() {
            return false;
        }

        @Override
        public Object fileKey() {
            return key;
        }
    }

    private static DiskPath of(Path path) {
        return (DiskPath) path.toAbsolutePath();
    }

    private static int find(DiskPath path) throws IOException {
        Integer found = path.disk().find(path);
        if (found == null) {
            throw new NoSuchFileException(path.toString());
        }
        return found;
    }

    private static int parent(DiskPath path) throws IOException {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IOException("the root has no name");
        }
        return find(of(parent));
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }

    @Override
    public FileChannel newFileChannel(Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        DiskPath at = of(path);
        Disk disk = at.disk();
        synchronized (disk) {
            Integer node = disk.find(at);
            if (node != null && options.contains(StandardOpenOption.CREATE_NEW)) {
                throw new FileAlreadyExistsException(at.toString());
            }
            if (node == null) {
                if (!options.contains(StandardOpenOption.CREATE) && !options.contains(StandardOpenOption.CREATE_NEW)) {
                    throw new NoSuchFileException(at.toString());
                }
                int parent = parent(at);
                node = disk.newNode();
                disk.execute(new Made(parent, name(at), node, false));
            }
            DiskChannel channel = new DiskChannel(disk, node, options.contains(StandardOpenOption.WRITE));
            if (options.contains(StandardOpenOption.TRUNCATE_EXISTING) && channel.size() > 0) {
                channel.truncate(0);
            }
            return channel;
        }
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes) throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(Path folder, DirectoryStream.Filter<? super Path> filter)
            throws IOException {
        DiskPath at = of(folder);
        List<Path> found = new ArrayList<>();
        synchronized (at.disk()) {
            Disk.Node node = at.disk().node(find(at));
            if (!node.isFolder) {
                throw new NotDirectoryException(at.toString());
            }
            for (String name : node.names.keySet()) {
                Path each = folder.resolve(name);
                if (filter.accept(each)) {
                    found.add(each);
                }
            }
        }
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                return found.iterator();
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        DiskPath at = of(folder);
        Disk disk = at.disk();
        synchronized (disk) {
            if (disk.find(at) != null) {
                throw new FileAlreadyExistsException(at.toString());
            }
            disk.execute(new Made(parent(at), name(at), disk.newNode(), true));
        }
    }

    @Override
    public void delete(Path path) throws IOException {
        DiskPath at = of(path);
        Disk disk = at.disk();
        synchronized (disk) {
            if (!disk.node(find(at)).names.isEmpty()) {
                throw new DirectoryNotEmptyException(at.toString());
            }
            disk.execute(new Removed(parent(at), name(at)));
        }
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        DiskPath from = of(source);
        DiskPath to = of(target);
        synchronized (from.disk()) {
            int parent = parent(from);
            if (parent != parent(to)) {
                throw new UnsupportedOperationException("from one folder to another");
            }
            from.disk().execute(new Moved(parent, name(from), name(to), find(from)));
        }
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean isSameFile(Path one, Path other) {
        return of(one).equals(of(other));
    }

    @Override
    public boolean isHidden(Path path) {
        return false;
    }

    @Override
    public FileStore getFileStore(Path path) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        synchronized (of(path).disk()) {
            find(of(path));
        }
    }

    @Override
    public <V extends FileAttributeView> @Nullable V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return null;
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(Path path, Class<A> type, LinkOption... options)
            throws IOException {
        DiskPath at = of(path);
        synchronized (at.disk()) {
            int found = find(at);
            Disk.Node node = at.disk().node(found);
            return type.cast(new Attributes(found, node.isFolder, node.size));
        }
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String attributes, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void setAttribute(Path path, String attribute, Object value, LinkOption... options) {
        throw new UnsupportedOperationException();
    }

    @Override
    public String getScheme() {
        return "disk";
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> environment) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Path getPath(URI uri) {
        throw new UnsupportedOperationException();
    }
}
