package io.mlcd.core.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The values of a column outside the heap; categories may be translated on the way. Safe for concurrent readers. */
final class Buffers {
    private static final int SHIFT = 27;
    private static final int MASK = Column.BUFFER_VALUES - 1;

    private final ByteBuffer[] buffers;
    private final int size;
    /** For each code that lies in the buffers the code of the column; null for what is no category. */
    private final int @Nullable [] translation;

    private Buffers(ByteBuffer[] buffers, int size, int @Nullable [] translation) {
        this.buffers = buffers;
        this.size = size;
        this.translation = translation;
    }

    static Buffers of(String name, List<ByteBuffer> values, int bytes) {
        List<ByteBuffer> views = new ArrayList<>();
        long size = 0;
        for (int i = 0; i < values.size(); i++) {
            ByteBuffer view = values.get(i).slice(); // from its position to its limit; big-endian
            int its = view.remaining() / bytes;
            boolean last = i == values.size() - 1;
            if (view.remaining() % bytes != 0 || its > Column.BUFFER_VALUES || (!last && its != Column.BUFFER_VALUES)) {
                throw new IllegalArgumentException("buffer " + i + " of column \"" + name + "\" holds "
                        + view.remaining() + " bytes, but a value takes " + bytes
                        + ", and all buffers but the last hold "
                        + Column.BUFFER_VALUES + " values");
            }
            views.add(view);
            size += its;
        }
        if (size > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("column \"" + name + "\" has " + size + " rows, but at most "
                    + Integer.MAX_VALUE + " can be in a table; divide them into several");
        }
        return new Buffers(views.toArray(new ByteBuffer[0]), (int) size, null);
    }

    /** With each code replaced by another; what was replaced before stays so. */
    Buffers translated(int[] codes) {
        if (translation == null) {
            return new Buffers(buffers, size, codes.clone());
        }
        int[] both = new int[translation.length];
        for (int code = 0; code < both.length; code++) {
            both[code] = translation[code] == Column.MISSING_CODE ? Column.MISSING_CODE : codes[translation[code]];
        }
        return new Buffers(buffers, size, both);
    }

    int size() {
        return size;
    }

    double number(int at) {
        return buffers[at >>> SHIFT].getDouble((at & MASK) << 3);
    }

    long millis(int at) {
        return buffers[at >>> SHIFT].getLong((at & MASK) << 3);
    }

    int code(int at) {
        int code = buffers[at >>> SHIFT].getInt((at & MASK) << 2);
        return code == Column.MISSING_CODE || translation == null ? code : translation[code];
    }
}
