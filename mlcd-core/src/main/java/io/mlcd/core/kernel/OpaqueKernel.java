package io.mlcd.core.kernel;

import io.mlcd.core.form.Opaque;
import java.util.Arrays;

/** Asks the function, with arrays that are made for the call. */
final class OpaqueKernel extends Kernel {
    private final Opaque.Function function;
    private final long bytes;

    OpaqueKernel(Opaque opaque, Plan plan) {
        super(opaque, plan);
        function = opaque.function();
        bytes = opaque.bytes().length;
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        double[] scores = new double[outputs];
        function.score(Arrays.copyOfRange(x, at, at + inputs), scores);
        System.arraycopy(scores, 0, out, to, outputs);
    }

    @Override
    long heapBytes() {
        return 2 * bytes; // a guess: only its codec knows what it made of them
    }
}
