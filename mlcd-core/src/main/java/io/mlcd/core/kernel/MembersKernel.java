package io.mlcd.core.kernel;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Vote;
import java.util.Arrays;
import java.util.List;

/** The weighted mean of members' scores, or of their votes. */
final class MembersKernel extends Kernel {
    private final Kernel[] members;
    private final double[] weights;
    private final double weightSum;
    private final boolean vote;
    private final int scores;

    MembersKernel(Form form, List<Form> members, List<Double> weights, Plan plan) {
        super(form, plan);
        scores = plan.doubles(plan.block * outputs);
        this.members = new Kernel[members.size()];
        this.weights = new double[weights.size()];
        double sum = 0;
        for (int m = 0; m < this.members.length; m++) {
            this.members[m] = plan.inTurn(members.get(m));
            this.weights[m] = weights.get(m);
            sum += this.weights[m];
        }
        weightSum = sum;
        vote = form instanceof Vote;
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        Arrays.fill(out, to, to + outputs, 0);
        for (int m = 0; m < members.length; m++) {
            members[m].row(x, at, scratch.doubles, scores, scratch);
            add(m, scratch.doubles, scores, out, to);
        }
        divide(out, to, outputs);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        Arrays.fill(out, to, to + count * outputs, 0);
        for (int m = 0; m < members.length; m++) {
            members[m].rows(x, at, rowStride, stride, count, scratch.doubles, scores, scratch);
            for (int r = 0; r < count; r++) {
                add(m, scratch.doubles, scores + r * outputs, out, to + r * outputs);
            }
        }
        divide(out, to, count * outputs);
    }

    private void add(int member, double[] its, int from, double[] out, int to) {
        if (vote) {
            out[to + first(its, from)] += weights[member];
            return;
        }
        for (int k = 0; k < outputs; k++) {
            out[to + k] += weights[member] * its[from + k];
        }
    }

    /** The first of the largest scores that are numbers. */
    private int first(double[] its, int from) {
        int best = 0;
        for (int k = 1; k < outputs; k++) {
            double score = its[from + k];
            if (score > its[from + best] || (Double.isNaN(its[from + best]) && !Double.isNaN(score))) {
                best = k;
            }
        }
        return best;
    }

    private void divide(double[] out, int to, int count) {
        for (int k = to; k < to + count; k++) {
            out[k] /= weightSum;
        }
    }

    @Override
    long heapBytes() {
        long bytes = ArrayBytes.of(weights);
        for (Kernel member : members) {
            bytes += member.heapBytes();
        }
        return bytes;
    }
}
