package io.mlcd.core.kernel;

import io.mlcd.core.form.Scatter;
import java.util.Arrays;

/** Puts scores at other places. */
final class ScatterKernel extends Kernel {
    private final Kernel form;
    private final int[] places;

    ScatterKernel(Scatter scatter) {
        super(scatter);
        form = compile(scatter.form());
        places = new int[scatter.places().size()];
        for (int k = 0; k < places.length; k++) {
            places[k] = scatter.places().get(k);
        }
    }

    @Override
    public void score(double[] row, double[] out) {
        double[] scores = new double[places.length];
        form.score(row, scores);
        Arrays.fill(out, 0);
        for (int k = 0; k < places.length; k++) {
            out[places[k]] = scores[k];
        }
    }
}
