package io.mlcd.core.kernel;

import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Prepared;

/** Derives the inputs, then scores them. */
final class PreparedKernel extends Kernel {
    private final Derived[] derived;
    private final Kernel form;

    PreparedKernel(Prepared prepared) {
        super(prepared);
        derived = prepared.derived().toArray(new Derived[0]);
        form = compile(prepared.form());
    }

    @Override
    public void score(double[] row, double[] out) {
        double[] inner = new double[derived.length];
        for (int i = 0; i < inner.length; i++) {
            inner[i] = derived[i].derive(row[derived[i].input()]);
        }
        form.score(inner, out);
    }
}
