package io.mlcd.core.artifact;

import io.mlcd.core.form.Linear;
import io.mlcd.core.packed.Bits;
import io.mlcd.core.packed.Bytes;
import io.mlcd.core.packed.Expanded;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** Linear forms as bytes; the {@linkplain io.mlcd.core.artifact package} says how. */
final class LinearCodec {
    private static final int DOUBLES = 0;
    private static final int FLOATS = 1;
    private static final int WAYS = 2;
    /** So many weights are sorted to be packed. */
    private static final int MOST = 1 << 28;

    private LinearCodec() {}

    /** Writes what follows the kind. */
    static void write(Linear linear, Bytes.Writer out) {
        out.varint(linear.outputs());
        out.varint(linear.inputs());
        for (int k = 0; k < linear.outputs(); k++) {
            for (int i = 0; i < linear.inputs(); i++) {
                out.float64(linear.weight(k, i));
            }
        }
        writeBiases(linear, out);
    }

    private static void writeBiases(Linear linear, Bytes.Writer out) {
        for (int k = 0; k < linear.outputs(); k++) {
            out.float64(linear.bias(k));
        }
    }

    static Linear read(Bytes.Reader in) {
        int outputs = in.count(Double.BYTES, "the number of outputs");
        int inputs = in.varint(FormCodec.MAX_WIDTH, "the number of inputs");
        double[][] weights = new double[outputs][];
        for (int k = 0; k < outputs; k++) {
            weights[k] = in.float64s(inputs);
        }
        return Linear.of(weights, in.float64s(outputs));
    }

    /** How much a form is when it is read from a table of its weights. */
    static Expanded expanded(Linear linear) {
        return expanded(linear.inputs(), linear.outputs());
    }

    private static Expanded expanded(int inputs, int outputs) {
        return new Expanded(0, 0, (long) inputs * outputs);
    }

    /** What follows the kind of a form whose distinct weights are in a table; empty if that is not shorter. */
    static byte[] packed(Linear linear) {
        long all = (long) linear.inputs() * linear.outputs();
        if (all > MOST) {
            return new byte[0];
        }
        double[] table = table(linear);
        boolean floats = true;
        for (double weight : table) {
            floats &= Double.compare((float) weight, weight) == 0;
        }
        int width = Bits.width(table.length);
        long bytes = (long) table.length * (floats ? Float.BYTES : Double.BYTES) + Bits.bytes(all, width);
        if (bytes >= all * Double.BYTES) {
            return new byte[0];
        }
        Bytes.Writer out = new Bytes.Writer();
        out.varint(linear.outputs());
        out.varint(linear.inputs());
        int shape = out.size();
        out.octet(floats ? FLOATS : DOUBLES);
        out.varint(table.length);
        for (double weight : table) {
            if (floats) {
                out.float32((float) weight);
            } else {
                out.float64(weight);
            }
        }
        Bits.Writer numbers = new Bits.Writer(all, width);
        for (int k = 0; k < linear.outputs(); k++) {
            for (int i = 0; i < linear.inputs(); i++) {
                numbers.put(Arrays.binarySearch(table, linear.weight(k, i)), width);
            }
        }
        out.octets(numbers.bytes());
        writeBiases(linear, out);
        boolean shorter = out.size() - shape < Double.BYTES * (all + linear.outputs());
        return shorter ? out.toByteArray() : new byte[0];
    }

    /** The distinct weights, ascending; -0 comes before 0. */
    private static double[] table(Linear linear) {
        double[] all = new double[linear.inputs() * linear.outputs()];
        for (int i = 0; i < all.length; i++) {
            all[i] = linear.weight(i / linear.inputs(), i % linear.inputs());
        }
        Arrays.sort(all);
        int count = 0;
        for (double weight : all) {
            if (count == 0 || Double.compare(weight, all[count - 1]) != 0) {
                all[count++] = weight;
            }
        }
        return Arrays.copyOf(all, count);
    }

    /**
     * Reads a form whose distinct weights are in a table.
     *
     * @param before what else is read of the same bytes
     * @param bytes how many these are
     */
    static Linear readPacked(Bytes.Reader in, Expanded before, int bytes) {
        int outputs = in.count(Double.BYTES, "the number of outputs");
        int inputs = in.varint(FormCodec.MAX_WIDTH, "the number of inputs");
        before.plus(expanded(inputs, outputs)).check(bytes); // weights may take no bit
        boolean floats = FormCodec.oneOf(in, WAYS, "way to write weights") == FLOATS;
        double[] table = new double[in.count(floats ? Float.BYTES : Double.BYTES, "the number of distinct weights")];
        for (int i = 0; i < table.length; i++) {
            table[i] = floats ? in.float32() : in.float64();
            if (i > 0 && Double.compare(table[i - 1], table[i]) >= 0) {
                throw in.corrupt("weight " + i + " of the table does not come after the one before");
            }
        }
        int width = Bits.width(table.length);
        int length = (int) Bits.bytes((long) inputs * outputs, width);
        ByteBuffer numbers = ByteBuffer.wrap(Arrays.copyOf(in.octets(length), length + Bits.ROOM));
        double[][] weights = new double[outputs][inputs];
        for (int k = 0; k < outputs; k++) {
            for (int i = 0; i < inputs; i++) {
                int number = (int) Bits.get(numbers, ((long) k * inputs + i) * width, width);
                if (number >= table.length) {
                    throw in.corrupt("a weight is number " + number + " of " + table.length);
                }
                weights[k][i] = table[number];
            }
        }
        return Linear.of(weights, in.float64s(outputs));
    }
}
