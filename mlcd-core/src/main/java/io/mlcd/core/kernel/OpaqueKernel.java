package io.mlcd.core.kernel;

import io.mlcd.core.form.Opaque;

/** Asks the function. */
final class OpaqueKernel extends Kernel {
    private final Opaque.Function function;

    OpaqueKernel(Opaque opaque) {
        super(opaque);
        function = opaque.function();
    }

    @Override
    public void score(double[] row, double[] out) {
        function.score(row, out);
    }
}
