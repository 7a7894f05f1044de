package io.mlcd.core.kernel;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Stacked;
import java.util.List;

/** Scores the members, then their scores. */
final class StackedKernel extends Kernel {
    private final Kernel[] members;
    private final Kernel meta;
    private final boolean passThrough;
    private final int numbers;
    private final int scores;

    StackedKernel(Stacked stacked, Plan plan) {
        super(stacked, plan);
        List<Form> forms = stacked.members();
        int widest = 0;
        for (Form member : forms) {
            widest = Math.max(widest, member.outputs());
        }
        numbers = plan.doubles(plan.block * stacked.meta().inputs());
        scores = plan.doubles(plan.block * widest);
        members = new Kernel[forms.size()];
        for (int m = 0; m < members.length; m++) {
            members[m] = plan.inTurn(forms.get(m));
        }
        meta = plan.inTurn(stacked.meta());
        passThrough = stacked.passThrough();
    }

    @Override
    void row(double[] x, int at, double[] out, int to, Scratch scratch) {
        int next = numbers;
        for (Kernel member : members) {
            member.row(x, at, scratch.doubles, next, scratch);
            next += member.outputs;
        }
        if (passThrough) {
            System.arraycopy(x, at, scratch.doubles, next, inputs);
        }
        meta.row(scratch.doubles, numbers, out, to, scratch);
    }

    @Override
    void rows(double[] x, int at, int rowStride, int stride, int count, double[] out, int to, Scratch scratch) {
        double[] doubles = scratch.doubles;
        int next = 0;
        for (Kernel member : members) {
            member.rows(x, at, rowStride, stride, count, doubles, scores, scratch);
            for (int r = 0; r < count; r++) {
                System.arraycopy(
                        doubles,
                        scores + r * member.outputs,
                        doubles,
                        numbers + r * meta.inputs + next,
                        member.outputs);
            }
            next += member.outputs;
        }
        for (int r = 0; passThrough && r < count; r++) {
            for (int i = 0; i < inputs; i++) {
                doubles[numbers + r * meta.inputs + next + i] = x[at + r * rowStride + i * stride];
            }
        }
        meta.rows(doubles, numbers, meta.inputs, 1, count, out, to, scratch);
    }

    @Override
    long heapBytes() {
        long bytes = meta.heapBytes();
        for (Kernel member : members) {
            bytes += member.heapBytes();
        }
        return bytes;
    }
}
