package io.mlcd.core.kernel;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.ArrayList;
import java.util.List;

/** A compiled form. Immutable; safe for concurrent callers. */
public abstract class Kernel {
    final int inputs;
    final int outputs;

    Kernel(Form form) {
        inputs = form.inputs();
        outputs = form.outputs();
    }

    /** The fastest kernel that answers as the form is defined, to the last bit. */
    public static Kernel compile(Form form) {
        if (form instanceof Trees trees) {
            return new TreesKernel(trees);
        }
        if (form instanceof Linear linear) {
            return new LinearKernel(linear);
        }
        if (form instanceof Average average) {
            return new MembersKernel(average, compile(average.members()), average.weights(), false);
        }
        if (form instanceof Vote vote) {
            return new MembersKernel(vote, compile(vote.members()), vote.weights(), true);
        }
        if (form instanceof Stacked stacked) {
            return new StackedKernel(stacked);
        }
        if (form instanceof Routed routed) {
            return new RoutedKernel(routed);
        }
        if (form instanceof Linked linked) {
            return new LinkedKernel(linked);
        }
        if (form instanceof Prepared prepared) {
            return new PreparedKernel(prepared);
        }
        if (form instanceof Scatter scatter) {
            return new ScatterKernel(scatter);
        }
        return new OpaqueKernel((Opaque) form);
    }

    static List<Kernel> compile(List<Form> forms) {
        List<Kernel> kernels = new ArrayList<>(forms.size());
        for (Form form : forms) {
            kernels.add(compile(form));
        }
        return kernels;
    }

    /**
     * Scores a row.
     *
     * @param row shape [inputs], not changed
     * @param out receives the scores, shape [outputs]
     */
    public abstract void score(double[] row, double[] out);
}
