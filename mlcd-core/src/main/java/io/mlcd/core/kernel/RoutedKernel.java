package io.mlcd.core.kernel;

import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Tree;

/** Asks the member that the route names. */
final class RoutedKernel extends Kernel {
    private final Tree route;
    private final Kernel[] members;

    RoutedKernel(Routed routed) {
        super(routed);
        route = routed.route();
        members = compile(routed.members()).toArray(new Kernel[0]);
    }

    @Override
    public void score(double[] row, double[] out) {
        members[(int) route.value(TreesKernel.leaf(route, row), 0)].score(row, out);
    }
}
