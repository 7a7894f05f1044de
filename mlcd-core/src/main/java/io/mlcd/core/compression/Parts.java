package io.mlcd.core.compression;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.kernel.Scorer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Replaces the trees and the linear parts of a form, each beside the rows that it reads. */
abstract class Parts {
    /**
     * What trees become.
     *
     * @param sample the rows as they read them; null if none are known
     * @param loss what their scores lose against the sample's truth; null if they do not predict it
     */
    abstract Form trees(Trees trees, @Nullable Sample sample, @Nullable Loss loss);

    /** What a linear part becomes. */
    abstract Form linear(Linear linear, @Nullable Sample sample);

    /** The form with its parts replaced. */
    final Form replace(Form form, @Nullable Sample sample) {
        return replace(form, sample, null);
    }

    private Form replace(Form form, @Nullable Sample sample, Linked.@Nullable Link link) {
        if (form instanceof Trees trees) {
            return trees(trees, sample, loss(trees, sample, link));
        }
        if (form instanceof Linear linear) {
            return linear(linear, sample);
        }
        if (form instanceof Linked linked) {
            boolean known = link == null && linked.link() != Linked.Link.STEP;
            return new Linked(
                    replace(linked.form(), known ? sample : withoutTruth(sample), linked.link()), linked.link());
        }
        if (form instanceof Prepared prepared) {
            return new Prepared(
                    prepared.inputs(), prepared.derived(), replace(prepared.form(), derived(prepared, sample), link));
        }
        if (form instanceof Routed routed) {
            return routed(routed, sample, link);
        }
        if (form instanceof Stacked stacked) {
            return stacked(stacked, sample, link);
        }
        Sample rows = withoutTruth(sample);
        if (form instanceof Scatter scatter) {
            return new Scatter(replace(scatter.form(), rows, null), scatter.outputs(), scatter.places());
        }
        if (form instanceof Average average) {
            return new Average(all(average.members(), rows), average.weights());
        }
        if (form instanceof Vote vote) {
            return new Vote(all(vote.members(), rows), vote.weights());
        }
        if (form instanceof Median median) {
            return new Median(all(median.members(), rows), median.weights());
        }
        return form;
    }

    private static @Nullable Sample withoutTruth(@Nullable Sample sample) {
        return sample == null ? null : sample.withoutTruth();
    }

    private static @Nullable Loss loss(Trees trees, @Nullable Sample sample, Linked.@Nullable Link link) {
        Sample.Truth truth = sample == null ? null : sample.truth();
        if (truth == null || trees.sum() != Trees.Sum.TOTAL) {
            return null;
        }
        if (link == null) {
            return truth.classes() ? null : Loss.SQUARED;
        }
        return switch (link) {
            case SIGMOID -> truth.classes() ? Loss.SIGMOID : null;
            case SOFTMAX -> truth.classes() ? Loss.SOFTMAX : null;
            case EXP -> truth.classes() || trees.outputs() > 1 ? null : Loss.POISSON;
            case STEP -> null;
        };
    }

    private List<Form> all(List<Form> forms, @Nullable Sample sample) {
        List<Form> replaced = new ArrayList<>();
        for (Form form : forms) {
            replaced.add(replace(form, sample, null));
        }
        return replaced;
    }

    private static int size(int rows, int width) {
        long size = (long) rows * width;
        if (size > Integer.MAX_VALUE - 8) {
            throw new IllegalArgumentException(rows + " training rows of " + width
                    + " derived numbers each are more than an array holds; give fewer training rows");
        }
        return (int) size;
    }

    private static @Nullable Sample derived(Prepared prepared, @Nullable Sample sample) {
        if (sample == null) {
            return null;
        }
        List<Derived> derived = prepared.derived();
        double[] values = new double[size(sample.rows(), derived.size())];
        for (int row = 0; row < sample.rows(); row++) {
            for (int i = 0; i < derived.size(); i++) {
                Derived one = derived.get(i);
                values[row * derived.size() + i] = one.derive(sample.value(row, one.input()));
            }
        }
        return sample.values(derived.size(), values, true);
    }

    private Form routed(Routed routed, @Nullable Sample sample, Linked.@Nullable Link link) {
        List<Form> members = new ArrayList<>();
        for (int m = 0; m < routed.members().size(); m++) {
            members.add(
                    replace(routed.members().get(m), sample == null ? null : sent(routed.route(), sample, m), link));
        }
        return new Routed(routed.route(), members);
    }

    private static Sample sent(Tree route, Sample sample, int member) {
        int[] positions = new int[sample.rows()];
        int count = 0;
        for (int row = 0; row < positions.length; row++) {
            if (route.value(route.leaf(sample.leaf(route, row)), 0) == member) {
                positions[count++] = row;
            }
        }
        return sample.rows(Arrays.copyOf(positions, count));
    }

    /** The meta form reads what the members answer once they are replaced. */
    private Form stacked(Stacked stacked, @Nullable Sample sample, Linked.@Nullable Link link) {
        List<Form> members = all(stacked.members(), withoutTruth(sample));
        Sample read = sample == null ? null : answers(members, stacked, sample);
        return new Stacked(members, replace(stacked.meta(), read, link), stacked.passThrough());
    }

    private static Sample answers(List<Form> members, Stacked stacked, Sample sample) {
        int width = stacked.meta().inputs();
        double[] values = new double[size(sample.rows(), width)];
        double[] row = new double[sample.inputs()];
        int from = 0;
        for (Form member : members) {
            Scorer scorer = Scorer.compile(member);
            double[] out = new double[member.outputs()];
            for (int r = 0; r < sample.rows(); r++) {
                System.arraycopy(sample.values(), r * row.length, row, 0, row.length);
                scorer.score(row, out);
                System.arraycopy(out, 0, values, r * width + from, out.length);
            }
            from += out.length;
        }
        for (int r = 0; r < sample.rows() && stacked.passThrough(); r++) {
            System.arraycopy(sample.values(), r * row.length, values, r * width + from, row.length);
        }
        return sample.values(width, values, true);
    }
}
