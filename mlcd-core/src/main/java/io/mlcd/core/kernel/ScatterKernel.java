package io.mlcd.core.kernel;

import io.mlcd.core.form.Scatter;
import java.util.Arrays;

/** Puts scores at other places. */
final class ScatterKernel extends Kernel {
    private final Kernel form;
    private final int[] places;
    private final int inner;

    ScatterKernel(Scatter scatter, Plan plan) {
        super(scatter, plan);
        places = new int[scatter.places().size()];
        for (int k = 0; k < places.length; k++) {
            places[k] = scatter.places().get(k);
        }
        inner = plan.doubles(plan.block * places.length);
        form = compile(scatter.form(), plan);
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        form.row(x, at, scratch.doubles, inner, scratch);
        put(scratch.doubles, inner, out, to);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        form.rows(x, at, rowStride, stride, count, scratch.doubles, inner, scratch);
        for (int r = 0; r < count; r++) {
            put(scratch.doubles, inner + r * places.length, out, to + r * outputs);
        }
    }

    private void put(double[] scores, int from, double[] out, int to) {
        Arrays.fill(out, to, to + outputs, 0);
        for (int k = 0; k < places.length; k++) {
            out[to + places[k]] = scores[from + k];
        }
    }

    @Override
    long heapBytes() {
        return ArrayBytes.of(places) + form.heapBytes();
    }
}
