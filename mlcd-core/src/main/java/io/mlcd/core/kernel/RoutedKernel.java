package io.mlcd.core.kernel;

import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Tree;

/** Asks the member that the route names. */
final class RoutedKernel extends Kernel {
    /** Feature, threshold, missing, set and link. */
    private static final int BYTES_OF_A_NODE = 24;

    private final Tree route;
    private final Kernel[] members;

    RoutedKernel(Routed routed, Plan plan) {
        super(routed, plan);
        route = routed.route();
        members = new Kernel[routed.members().size()];
        for (int m = 0; m < members.length; m++) {
            members[m] = plan.inTurn(routed.members().get(m));
        }
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        members[(int) route.value(leaf(x, at), 0)].row(x, at, out, to, scratch);
    }

    private int leaf(double[] x, int at) {
        int node = 0;
        while (!route.isLeaf(node)) {
            boolean left = route.goesLeft(node, x[at + route.feature(node)]);
            node = left ? node + 1 : route.right(node);
        }
        return route.leaf(node);
    }

    @Override
    long heapBytes() {
        long bytes = (long) BYTES_OF_A_NODE * route.nodes();
        for (Kernel member : members) {
            bytes += member.heapBytes();
        }
        return bytes;
    }
}
