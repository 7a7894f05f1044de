package io.mlcd.core.kernel;

import io.mlcd.core.form.Stacked;

/** Scores the members, then their scores. */
final class StackedKernel extends Kernel {
    private final Kernel[] members;
    private final Kernel meta;
    private final boolean passThrough;

    StackedKernel(Stacked stacked) {
        super(stacked);
        members = compile(stacked.members()).toArray(new Kernel[0]);
        meta = compile(stacked.meta());
        passThrough = stacked.passThrough();
    }

    @Override
    public void score(double[] row, double[] out) {
        double[] scores = new double[meta.inputs];
        int at = 0;
        for (Kernel member : members) {
            double[] its = new double[member.outputs];
            member.score(row, its);
            System.arraycopy(its, 0, scores, at, its.length);
            at += its.length;
        }
        if (passThrough) {
            System.arraycopy(row, 0, scores, at, inputs);
        }
        meta.score(scores, out);
    }
}
