package io.mlcd.core.packed;

import io.mlcd.api.ArtifactException;
import java.io.ByteArrayOutputStream;
import java.nio.Buffer;
import java.nio.ByteBuffer;

/** The numbers of the format, written and read. */
public final class Bytes {
    private Bytes() {}

    /** Writes. */
    public static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        /** Adds the lowest byte. */
        public void octet(int value) {
            out.write(value);
        }

        /** Adds a number of 0 or more. */
        public void varint(int value) {
            int rest = value;
            while ((rest & ~0x7f) != 0) {
                out.write((rest & 0x7f) | 0x80);
                rest >>>= 7;
            }
            out.write(rest);
        }

        /** Adds 4 bytes. */
        public void int32(int value) {
            for (int shift = 24; shift >= 0; shift -= 8) {
                out.write(value >>> shift);
            }
        }

        /** Adds 8 bytes. */
        public void int64(long value) {
            int32((int) (value >>> 32));
            int32((int) value);
        }

        /** {@code doubleToLongBits} makes every NaN the same. */
        public void float64(double value) {
            int64(Double.doubleToLongBits(value));
        }

        /** Adds 4 bytes. */
        public void float32(float value) {
            int32(Float.floatToIntBits(value));
        }

        /** Adds bytes as they are. */
        public void octets(byte[] bytes) {
            out.write(bytes, 0, bytes.length);
        }

        /** How many bytes were added. */
        public int size() {
            return out.size();
        }

        /** All that was added. */
        public byte[] toByteArray() {
            return out.toByteArray();
        }
    }

    /** Reads one section; every failure names the section and the byte in it. */
    public static final class Reader {
        private final String section;
        private final ByteBuffer in;

        /** Begins at the first byte. */
        public Reader(String section, byte[] bytes) {
            this(section, ByteBuffer.wrap(bytes));
        }

        /** Begins at the first byte; the buffer's place is not moved. */
        public Reader(String section, ByteBuffer bytes) {
            this.section = section;
            this.in = bytes.duplicate();
        }

        /** A number from 0 to 255. */
        public int octet() {
            need(1);
            return in.get() & 0xff;
        }

        /** A number from 0 to {@code max}. */
        public int varint(int max, String what) {
            int first = octet();
            if (first < 0x80 && first <= max) {
                return first;
            }
            long value = first & 0x7f;
            for (int shift = 7; (first & 0x80) != 0; shift += 7) {
                int next = octet();
                value |= (long) (next & 0x7f) << shift;
                if ((next & 0x80) == 0) {
                    if (next == 0) {
                        throw corrupt(what + " is written with a needless byte");
                    }
                    break;
                }
                if (shift >= 28) {
                    throw corrupt(what + " is longer than 5 bytes");
                }
            }
            if (value > max) {
                throw corrupt(what + " is " + value + " but can be at most " + max);
            }
            return (int) value;
        }

        /** A number; of the many NaN only one may be there. */
        public double float64() {
            need(8);
            double value = in.getDouble();
            if (Double.isNaN(value) && Double.doubleToRawLongBits(value) != Double.doubleToLongBits(Double.NaN)) {
                throw corrupt("a NaN is written with other bits than the one NaN");
            }
            return value;
        }

        /** A number. */
        public float float32() {
            need(4);
            return in.getFloat();
        }

        /** Numbers; their count is checked against the bytes left before anything is allocated. */
        public double[] float64s(int count) {
            need(8L * count);
            double[] values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = float64();
            }
            return values;
        }

        /** Bytes as they are; their count is checked before anything is allocated. */
        public byte[] octets(int count) {
            need(count);
            byte[] octets = new byte[count];
            in.get(octets);
            return octets;
        }

        /** Bytes that are not copied; their count is checked. */
        public ByteBuffer slice(int count) {
            need(count);
            ByteBuffer rest = in.slice();
            Buffer end = rest; // Android has these methods here only
            end.limit(count);
            Buffer next = in;
            next.position(in.position() + count);
            return rest.slice().asReadOnlyBuffer();
        }

        /** A count of things that take at least some bytes each. */
        public int count(int bytesEach, String what) {
            return varint(in.remaining() / bytesEach, what);
        }

        /** How many bytes were read. */
        public int position() {
            return in.position();
        }

        /** Checks that nothing follows. */
        public void end() {
            if (in.hasRemaining()) {
                throw corrupt(in.remaining() + " bytes follow the end");
            }
        }

        /** What to throw when something cannot be. */
        public ArtifactException corrupt(String what) {
            return new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the artifact is corrupt at byte " + in.position() + " of section " + section + ": " + what
                            + "; fetch it again from where it was published");
        }

        private void need(long bytes) {
            if (in.remaining() < bytes) {
                throw corrupt("it ends within a value");
            }
        }
    }
}
