package io.mlcd.core.kernel;

import io.mlcd.core.form.Linked;

/** A link function in place; {@link StrictMath} keeps it equal everywhere. */
final class LinkedKernel extends Kernel {
    private final Kernel form;
    private final Linked.Link link;
    private final int inner;

    LinkedKernel(Linked linked, Plan plan) {
        super(linked, plan);
        inner = plan.doubles(plan.block * linked.form().outputs());
        form = compile(linked.form(), plan);
        link = linked.link();
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        form.row(x, at, scratch.doubles, inner, scratch);
        link(scratch.doubles, inner, out, to);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        form.rows(x, at, rowStride, stride, count, scratch.doubles, inner, scratch);
        for (int r = 0; r < count; r++) {
            link(scratch.doubles, inner + r * form.outputs, out, to + r * outputs);
        }
    }

    private void link(double[] scores, int from, double[] out, int to) {
        switch (link) {
            case SOFTMAX -> softmax(scores, from, out, to);
            case EXP -> {
                for (int k = 0; k < outputs; k++) {
                    out[to + k] = StrictMath.exp(scores[from + k]);
                }
            }
            case SIGMOID -> {
                double p = 1 / (1 + StrictMath.exp(-scores[from]));
                out[to] = 1 - p;
                out[to + 1] = p;
            }
            case STEP -> {
                boolean above = scores[from] > 0;
                out[to] = above ? 0 : 1;
                out[to + 1] = above ? 1 : 0;
            }
        }
    }

    private void softmax(double[] scores, int from, double[] out, int to) {
        double max = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < outputs; k++) {
            max = Math.max(max, scores[from + k]);
        }
        double sum = 0;
        for (int k = 0; k < outputs; k++) {
            out[to + k] = StrictMath.exp(scores[from + k] - max);
            sum += out[to + k];
        }
        for (int k = 0; k < outputs; k++) {
            out[to + k] /= sum;
        }
    }

    @Override
    long heapBytes() {
        return form.heapBytes();
    }
}
