package io.mlcd.core.packed;

import java.nio.ByteBuffer;

/** Numbers of few bits in bytes, one after the other, each with its highest bit first. */
public final class Bits {
    /** The widest number that {@link #get} finds anywhere: the bits before it in its first byte are read with it. */
    public static final int MOST = 57;
    /** So many bytes must follow all numbers, since eight are read at once. */
    public static final int ROOM = 7;

    private Bits() {}

    /** How many bits tell so many values apart; 0 for one. */
    public static int width(int values) {
        return Integer.SIZE - Integer.numberOfLeadingZeros(Math.max(values, 1) - 1);
    }

    /** How many bytes so many numbers take. */
    public static long bytes(long numbers, int width) {
        return (numbers * width + 7) >>> 3;
    }

    /**
     * A number.
     *
     * @param in big-endian
     * @param bit where it begins
     * @param width at most {@link #MOST}; of no bits is 0
     */
    public static long get(ByteBuffer in, long bit, int width) {
        return width == 0 ? 0 : in.getLong((int) (bit >>> 3)) << (bit & 7) >>> (Long.SIZE - width);
    }

    /** Puts numbers together; the last byte is filled up with zeros. */
    public static final class Writer {
        private final byte[] bytes;
        private long bit;

        /**
         * Begins with no number.
         *
         * @throws IllegalArgumentException if an array cannot hold so many
         */
        public Writer(long numbers, int width) {
            long size = Bits.bytes(numbers, width);
            if (size > Integer.MAX_VALUE - Long.SIZE) {
                throw new IllegalArgumentException(
                        numbers + " numbers of " + width + " bits are too many for one array");
            }
            bytes = new byte[(int) size];
        }

        /** Adds the lowest bits of a number. */
        public void put(long number, int width) {
            for (int left = width; left > 0; ) {
                int free = Byte.SIZE - (int) (bit & 7);
                int taken = Math.min(free, left);
                long part = number >>> (left - taken) & ((1L << taken) - 1);
                bytes[(int) (bit >>> 3)] |= (byte) (part << (free - taken));
                bit += taken;
                left -= taken;
            }
        }

        /** The bytes, not copied. */
        public byte[] bytes() {
            return bytes;
        }
    }
}
