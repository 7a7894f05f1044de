package io.mlcd.core.kernel;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Median;
import java.util.List;

/**
 * The weighted median of members' scores. The scores of a block of rows are held side by side, those of one output of one row
 * next to each other; numbers of members are sorted by them on a heap, in place.
 */
final class MedianKernel extends Kernel {
    private final Kernel[] members;
    private final double[] weights;
    private final double weightSum;
    /** The scores of one member, shape [block][outputs]. */
    private final int scores;
    /** The scores of all, shape [block][outputs][members]. */
    private final int all;
    /** Numbers of members. */
    private final int order;

    MedianKernel(Median median, Plan plan) {
        super(median, plan);
        List<Form> forms = median.members();
        int count = forms.size();
        scores = plan.doubles(plan.block * outputs);
        all = plan.doubles(Math.multiplyExact(plan.block * outputs, count));
        order = plan.ints(count);
        members = new Kernel[count];
        weights = new double[count];
        double sum = 0;
        for (int m = 0; m < count; m++) {
            members[m] = plan.inTurn(forms.get(m));
            weights[m] = median.weights().get(m);
            sum += weights[m];
        }
        weightSum = sum;
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        for (int m = 0; m < members.length; m++) {
            members[m].row(x, at, scratch.doubles, scores, scratch);
            hold(m, 1, scratch.doubles);
        }
        medians(1, out, to, scratch);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        for (int m = 0; m < members.length; m++) {
            members[m].rows(x, at, rowStride, stride, count, scratch.doubles, scores, scratch);
            hold(m, count, scratch.doubles);
        }
        medians(count, out, to, scratch);
    }

    private void hold(int member, int count, double[] doubles) {
        int next = all + member;
        for (int i = 0; i < count * outputs; i++) {
            doubles[next] = doubles[scores + i];
            next += members.length;
        }
    }

    private void medians(int count, double[] out, int to, Scratch scratch) {
        for (int i = 0; i < count * outputs; i++) {
            out[to + i] = median(scratch.doubles, all + i * members.length, scratch.ints);
        }
    }

    private double median(double[] its, int from, int[] ints) {
        for (int m = 0; m < members.length; m++) {
            if (Double.isNaN(its[from + m])) {
                return Double.NaN;
            }
            ints[order + m] = m;
        }
        sort(its, from, ints);
        double sum = 0;
        for (int i = 0; i < members.length - 1; i++) {
            int member = ints[order + i];
            sum += weights[member];
            if (2 * sum >= weightSum) {
                return its[from + member];
            }
        }
        return its[from + ints[order + members.length - 1]];
    }

    /** Heap sort: bounded whatever the scores are, and without memory of its own. */
    private void sort(double[] its, int from, int[] ints) {
        for (int root = members.length / 2 - 1; root >= 0; root--) {
            sink(its, from, ints, root, members.length);
        }
        for (int end = members.length - 1; end > 0; end--) {
            int greatest = ints[order];
            ints[order] = ints[order + end];
            ints[order + end] = greatest;
            sink(its, from, ints, 0, end);
        }
    }

    private void sink(double[] its, int from, int[] ints, int root, int end) {
        int at = root;
        int member = ints[order + at];
        int child = 2 * at + 1;
        while (child < end) {
            if (child + 1 < end && isBefore(its, from, ints[order + child], ints[order + child + 1])) {
                child++;
            }
            if (!isBefore(its, from, member, ints[order + child])) {
                break;
            }
            ints[order + at] = ints[order + child];
            at = child;
            child = 2 * at + 1;
        }
        ints[order + at] = member;
    }

    private static boolean isBefore(double[] its, int from, int one, int other) {
        int compared = Double.compare(its[from + one], its[from + other]);
        return compared != 0 ? compared < 0 : one < other;
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
