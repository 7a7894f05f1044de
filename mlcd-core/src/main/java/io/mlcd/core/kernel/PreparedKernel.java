package io.mlcd.core.kernel;

import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Prepared;

/** Derives the inputs, then scores them. */
final class PreparedKernel extends Kernel {
    private final Derived[] derived;
    private final Kernel form;
    private final int inner;
    private final int block;

    PreparedKernel(Prepared prepared, Plan plan) {
        super(prepared, plan);
        derived = prepared.derived().toArray(new Derived[0]);
        block = plan.block;
        inner = plan.doubles(block * derived.length);
        form = compile(prepared.form(), plan);
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        for (int i = 0; i < derived.length; i++) {
            scratch.doubles[inner + i] = derived[i].derive(x[at + derived[i].input()]);
        }
        form.row(scratch.doubles, inner, out, to, scratch);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        for (int i = 0; i < derived.length; i++) {
            Derived one = derived[i];
            int from = at + one.input() * stride;
            for (int r = 0; r < count; r++) {
                scratch.doubles[inner + i * block + r] = one.derive(x[from + r * rowStride]);
            }
        }
        form.rows(scratch.doubles, inner, 1, block, count, out, to, scratch);
    }

    @Override
    long heapBytes() {
        long bytes = form.heapBytes();
        for (Derived one : derived) {
            bytes += 2L * ArrayBytes.OBJECT;
            if (one instanceof Derived.Lookup lookup) {
                bytes += (long) Double.BYTES * lookup.size();
            }
        }
        return bytes;
    }
}
