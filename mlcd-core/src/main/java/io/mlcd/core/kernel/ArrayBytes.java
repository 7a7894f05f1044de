package io.mlcd.core.kernel;

/** What arrays take of the heap, to some bytes: an object's header and its values. */
final class ArrayBytes {
    /** What an object takes beside its values: header, fields, and what it is rounded up by. */
    static final long OBJECT = 24;

    private ArrayBytes() {}

    static long of(byte[] values) {
        return OBJECT + values.length;
    }

    static long of(boolean[] values) {
        return OBJECT + values.length;
    }

    static long of(char[] values) {
        return OBJECT + 2L * values.length;
    }

    static long of(float[] values) {
        return OBJECT + 4L * values.length;
    }

    static long of(double[] values) {
        return OBJECT + 8L * values.length;
    }

    static long of(long[] values) {
        return OBJECT + 8L * values.length;
    }

    /** Of one array or several of the same type. */
    static long of(int[]... arrays) {
        long bytes = 0;
        for (int[] values : arrays) {
            bytes += OBJECT + 4L * values.length;
        }
        return bytes;
    }
}
