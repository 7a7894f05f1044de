package io.mlcd.core.kernel;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;

/** A compiled form. Immutable: all working memory is lent by the caller, at places that were planned. */
abstract class Kernel {
    final int inputs;
    final int outputs;
    private final int gathered;

    Kernel(Form form, Plan plan) {
        inputs = form.inputs();
        outputs = form.outputs();
        gathered = plan.gathered;
    }

    static Kernel compile(Form form, Plan plan) {
        if (form instanceof Trees trees) {
            return new TreesKernel(trees, plan);
        }
        if (form instanceof Packed packed) {
            return new PackedKernel(packed, plan);
        }
        if (form instanceof Linear linear) {
            return new LinearKernel(linear, plan);
        }
        if (form instanceof Average average) {
            return new MembersKernel(average, average.members(), average.weights(), plan);
        }
        if (form instanceof Vote vote) {
            return new MembersKernel(vote, vote.members(), vote.weights(), plan);
        }
        if (form instanceof Median median) {
            return new MedianKernel(median, plan);
        }
        if (form instanceof Stacked stacked) {
            return new StackedKernel(stacked, plan);
        }
        if (form instanceof Routed routed) {
            return new RoutedKernel(routed, plan);
        }
        if (form instanceof Linked linked) {
            return new LinkedKernel(linked, plan);
        }
        if (form instanceof Prepared prepared) {
            return new PreparedKernel(prepared, plan);
        }
        if (form instanceof Scatter scatter) {
            return new ScatterKernel(scatter, plan);
        }
        return new OpaqueKernel((Opaque) form, plan);
    }

    /** What it takes of the heap, about, with the kernels within. */
    abstract long heapBytes();

    /**
     * Scores a row.
     *
     * @param x holds the row from {@code at} on, not changed
     * @param out receives the scores from {@code to} on
     */
    abstract void row(double[] x, int at, double[] out, int to, Scratch scratch);

    /**
     * Scores rows, at most as many as the plan's block: value i of row r is at {@code at + r * rowStride + i * stride}.
     *
     * @param out receives the scores, row-major from {@code to} on
     */
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        for (int r = 0; r < count; r++) {
            int from = at + r * rowStride;
            if (stride == 1) {
                row(x, from, out, to + r * outputs, scratch);
            } else {
                for (int i = 0; i < inputs; i++) {
                    scratch.doubles[gathered + i] = x[from + i * stride];
                }
                row(scratch.doubles, gathered, out, to + r * outputs, scratch);
            }
        }
    }
}
