package io.mlcd.core.disk;

import io.mlcd.core.disk.Operation.Cut;
import io.mlcd.core.disk.Operation.Forced;
import io.mlcd.core.disk.Operation.Written;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** A channel on a file of a {@link Disk}, or on a folder, which can be forced only. */
final class DiskChannel extends FileChannel {
    private final Disk disk;
    private final int node;
    private final boolean writable;
    private int position;

    DiskChannel(Disk disk, int node, boolean writable) {
        this.disk = disk;
        this.node = node;
        this.writable = writable;
    }

    private void requireOpen() throws IOException {
        if (!isOpen()) {
            throw new ClosedChannelException();
        }
    }

    private void requireWritable() throws IOException {
        requireOpen();
        if (!writable) {
            throw new NonWritableChannelException();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        synchronized (disk) {
            requireOpen();
            Disk.Node file = disk.node(node);
            int length = Math.min(into.remaining(), file.size - position);
            if (length <= 0) {
                return into.hasRemaining() ? -1 : 0;
            }
            into.put(file.content, position, length);
            position += length;
            return length;
        }
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        synchronized (disk) {
            requireWritable();
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            disk.execute(new Written(node, position, bytes));
            position += bytes.length;
            return bytes.length;
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = Math.toIntExact(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        synchronized (disk) {
            requireOpen();
            return disk.node(node).size;
        }
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        synchronized (disk) {
            requireWritable();
            if (size < disk.node(node).size) {
                disk.execute(new Cut(node, Math.toIntExact(size)));
            }
            return this;
        }
    }

    @Override
    public void force(boolean metaData) throws IOException {
        synchronized (disk) {
            requireOpen();
            disk.execute(new Forced(node));
        }
    }

    /** The lock of the one process that there is. */
    @Override
    public FileLock tryLock(long from, long size, boolean shared) {
        return new FileLock(this, from, size, shared) {
            @Override
            public boolean isValid() {
                return isOpen();
            }

            @Override
            public void release() {
                // With the channel.
            }
        };
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        return tryLock(from, size, shared);
    }

    @Override
    protected void implCloseChannel() {
        // Nothing is held.
    }

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int read(ByteBuffer into, long from) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int write(ByteBuffer from, long to) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferTo(long from, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException();
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long to, long count) {
        throw new UnsupportedOperationException();
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long from, long size) {
        throw new UnsupportedOperationException();
    }
}
