package io.mlcd.core.bound;

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
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.util.Arrays;
import java.util.List;

/**
 * Proves how much the scores of a form can change when its leaves do.
 *
 * <p>A bound of a score holds for every row, as scores are computed, rounding included: either the scores before and after are
 * both {@code NaN}, or they are the same infinity, or they differ by no more than the bound. An infinite bound says nothing.
 *
 * <p>The rules go from the inputs of a form to its scores: given by how much each input can change, and where it lies, by how much
 * can a score change? Whatever the rule, a score that cannot be {@code NaN} changes by no more than its {@linkplain Ranges range}
 * is wide.
 */
public final class ScoreBound {
    /** What a form reads before and after. */
    private static final class Inputs {
        /** Where each input lies, before and after. */
        private final Range[] ranges;
        /** By how much each can change, in the sense of a bound. */
        private final double[] changes;
        /** Whether both read the same bits. */
        private final boolean same;

        Inputs(Range[] ranges, double[] changes, boolean same) {
            this.ranges = ranges;
            this.changes = changes;
            this.same = same;
        }

        static Inputs any(int count) {
            return new Inputs(Ranges.all(Range.ANY, count), new double[count], true);
        }

        boolean change() {
            boolean change = false;
            for (double one : changes) {
                change |= one != 0;
            }
            return change;
        }
    }

    /** How many steps the bound of one sum of trees may take. */
    private final long steps;

    private ScoreBound(long steps) {
        this.steps = steps;
    }

    /**
     * By how much each score can change.
     *
     * <p>Cost: for trees some passes over all nodes, and no more than a stated number of steps to make the bound of each score
     * smaller; see {@link LargestSum}.
     *
     * @return one bound for each output, 0 or more; 0 where the score cannot change, so for equal forms, infinite where nothing
     *     can be proved
     * @throws IllegalArgumentException if the forms do not read and give as many numbers
     */
    public static double[] between(Form before, Form after) {
        if (before.inputs() != after.inputs() || before.outputs() != after.outputs()) {
            throw new IllegalArgumentException("the form before is " + before.inputs() + " -> " + before.outputs()
                    + ", but the one after " + after.inputs() + " -> " + after.outputs()
                    + "; only forms that read and give as many numbers can be compared");
        }
        return new ScoreBound(LargestSum.STEPS / Math.max(1, sums(before)))
                .change(before, after, Inputs.any(before.inputs()));
    }

    /** How many sums of trees a form has. */
    private static int sums(Form form) {
        if (form instanceof Trees) {
            return 1;
        }
        List<Form> parts = List.of();
        if (form instanceof Average average) {
            parts = average.members();
        } else if (form instanceof Vote vote) {
            parts = vote.members();
        } else if (form instanceof Median median) {
            parts = median.members();
        } else if (form instanceof Routed routed) {
            parts = routed.members();
        } else if (form instanceof Stacked stacked) {
            parts = stacked.members();
        } else if (form instanceof Linked linked) {
            parts = List.of(linked.form());
        } else if (form instanceof Prepared prepared) {
            parts = List.of(prepared.form());
        } else if (form instanceof Scatter scatter) {
            parts = List.of(scatter.form());
        }
        int sums = form instanceof Stacked stacked ? sums(stacked.meta()) : 0;
        for (Form part : parts) {
            sums += sums(part);
        }
        return sums;
    }

    private double[] change(Form before, Form after, Inputs inputs) {
        if (inputs.same && before.equals(after)) {
            return new double[before.outputs()];
        }
        if (before.inputs() != after.inputs() || before.outputs() != after.outputs()) {
            return unknown(before.outputs());
        }
        double[] changes = rule(before, after, inputs);
        Range[] ranges = Ranges.of(before, inputs.ranges);
        Range[] later = Ranges.of(after, inputs.ranges);
        for (int k = 0; k < changes.length; k++) {
            if (changes[k] < Double.POSITIVE_INFINITY || !(ranges[k].nan() || later[k].nan())) {
                changes[k] = Math.min(changes[k], ranges[k].distance(later[k]));
            }
        }
        return changes;
    }

    private static double[] unknown(int outputs) {
        double[] unknown = new double[outputs];
        Arrays.fill(unknown, Double.POSITIVE_INFINITY);
        return unknown;
    }

    private double[] rule(Form before, Form after, Inputs inputs) {
        if (before instanceof Trees one && after instanceof Trees other) {
            return inputs.change() ? unknown(one.outputs()) : TreesBound.between(one, other, steps);
        }
        if (before instanceof Linear one && after instanceof Linear other) {
            return linear(one, other, inputs);
        }
        if (before instanceof Average one && after instanceof Average other) {
            return average(one, other, inputs);
        }
        if (before instanceof Vote one && after instanceof Vote other) {
            return vote(one, other, inputs);
        }
        if (before instanceof Median one && after instanceof Median other) {
            return median(one, other, inputs);
        }
        if (before instanceof Routed one && after instanceof Routed other) {
            return !inputs.change() && one.route().equals(other.route())
                    ? largest(members(one.members(), other.members(), inputs), one.outputs())
                    : unknown(one.outputs());
        }
        if (before instanceof Stacked one && after instanceof Stacked other) {
            return stacked(one, other, inputs);
        }
        if (before instanceof Linked one && after instanceof Linked other) {
            return linked(one, other, inputs);
        }
        if (before instanceof Prepared one && after instanceof Prepared other) {
            return one.derived().equals(other.derived())
                    ? change(one.form(), other.form(), derived(one.derived(), inputs))
                    : unknown(one.outputs());
        }
        if (before instanceof Scatter one && after instanceof Scatter other) {
            return scatter(one, other, inputs);
        }
        return unknown(before.outputs());
    }

    /** The changes of members, which read the same; all unknown if there are not as many. */
    private double[][] members(List<Form> before, List<Form> after, Inputs inputs) {
        double[][] changes = new double[before.size()][];
        for (int m = 0; m < changes.length; m++) {
            changes[m] = before.size() == after.size()
                    ? change(before.get(m), after.get(m), inputs)
                    : unknown(before.get(m).outputs());
        }
        return changes;
    }

    private static double[] largest(double[][] changes, int outputs) {
        double[] largest = new double[outputs];
        for (double[] its : changes) {
            for (int k = 0; k < outputs; k++) {
                largest[k] = Math.max(largest[k], its[k]);
            }
        }
        return largest;
    }

    private static double[] linear(Linear before, Linear after, Inputs inputs) {
        double[] changes = new double[before.outputs()];
        for (int k = 0; k < changes.length; k++) {
            ChangedSum sum = new ChangedSum();
            for (int i = 0; i < before.inputs(); i++) {
                sum.add(before.weight(k, i), after.weight(k, i), inputs.ranges[i], inputs.changes[i]);
            }
            sum.add(before.bias(k), after.bias(k), Range.of(1, 1), 0);
            changes[k] = sum.change(1);
        }
        return changes;
    }

    private double[] average(Average before, Average after, Inputs inputs) {
        if (!before.weights().equals(after.weights())) {
            return unknown(before.outputs());
        }
        if (TreesBound.areSingleTrees(before.members()) && TreesBound.areSingleTrees(after.members())) {
            return change(
                    TreesBound.forest(before.members(), before.weights(), false),
                    TreesBound.forest(after.members(), after.weights(), false),
                    inputs);
        }
        int count = before.members().size();
        double[][] changes = members(before.members(), after.members(), inputs);
        ChangedSum[] sums = new ChangedSum[before.outputs()];
        Arrays.setAll(sums, k -> new ChangedSum());
        double weights = 0;
        for (int m = 0; m < count; m++) {
            double weight = before.weights().get(m);
            weights += weight;
            Range[] ranges = Ranges.union(
                    Ranges.of(before.members().get(m), inputs.ranges),
                    Ranges.of(after.members().get(m), inputs.ranges));
            for (int k = 0; k < sums.length; k++) {
                sums[k].add(weight, weight, ranges[k], changes[m][k]);
            }
        }
        double[] all = new double[sums.length];
        for (int k = 0; k < all.length; k++) {
            all[k] = sums[k].change(weights);
        }
        return all;
    }

    /** A member that changes takes its weight from one class to another. */
    private double[] vote(Vote before, Vote after, Inputs inputs) {
        if (!before.weights().equals(after.weights())) {
            return unknown(before.outputs());
        }
        if (TreesBound.areSingleTrees(before.members()) && TreesBound.areSingleTrees(after.members())) {
            return change(
                    TreesBound.forest(before.members(), before.weights(), true),
                    TreesBound.forest(after.members(), after.weights(), true),
                    inputs);
        }
        double[][] changes = members(before.members(), after.members(), inputs);
        ChangedSum sum = new ChangedSum();
        double weights = 0;
        for (int m = 0; m < changes.length; m++) {
            boolean changed = Arrays.stream(changes[m]).anyMatch(change -> change != 0);
            double weight = before.weights().get(m);
            weights += weight;
            sum.add(weight, weight, Range.UNIT, changed ? 1 : 0);
        }
        double[] all = new double[before.outputs()];
        Arrays.fill(all, sum.change(weights));
        return all;
    }

    /**
     * The median of scores that grow by at most a number grows by at most that number: the scores up to the old median had half
     * of the weight, and they are up to the new bound. That is so if the weights are added without rounding, since then their
     * order does not matter.
     */
    private double[] median(Median before, Median after, Inputs inputs) {
        if (!before.weights().equals(after.weights()) || !areAddedExactly(before.weights())) {
            return unknown(before.outputs());
        }
        return largest(members(before.members(), after.members(), inputs), before.outputs());
    }

    /** Whether all weights are multiples of one power of 2 and few enough of it. */
    public static boolean areAddedExactly(List<Double> weights) {
        int least = Integer.MAX_VALUE;
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
            if (weight > 0) {
                long bits = Double.doubleToLongBits(weight);
                int zeros = Long.numberOfTrailingZeros(bits | 1L << 52);
                least = Math.min(least, Math.max(Math.getExponent(weight), Double.MIN_EXPONENT) - 52 + zeros);
            }
        }
        return Math.getExponent(sum) - least < 52;
    }

    private double[] stacked(Stacked before, Stacked after, Inputs inputs) {
        if (before.passThrough() != after.passThrough()
                || before.meta().inputs() != after.meta().inputs()
                || before.members().size() != after.members().size()) {
            return unknown(before.outputs());
        }
        double[] all = new double[before.meta().inputs()];
        int next = 0;
        for (int m = 0; m < before.members().size(); m++) {
            Form one = before.members().get(m);
            Form other = after.members().get(m);
            if (one.outputs() != other.outputs()) {
                return unknown(before.outputs());
            }
            System.arraycopy(change(one, other, inputs), 0, all, next, one.outputs());
            next += one.outputs();
        }
        if (before.passThrough()) {
            System.arraycopy(inputs.changes, 0, all, next, inputs.changes.length);
        }
        Range[] ranges =
                Ranges.union(Ranges.metaInputs(before, inputs.ranges), Ranges.metaInputs(after, inputs.ranges));
        boolean same = inputs.same && before.members().equals(after.members());
        return change(before.meta(), after.meta(), new Inputs(ranges, all, same));
    }

    private double[] linked(Linked before, Linked after, Inputs inputs) {
        double[] scores = before.form().outputs() == after.form().outputs()
                ? change(before.form(), after.form(), inputs)
                : unknown(before.form().outputs());
        if (before.link() != after.link()) {
            return unknown(before.outputs());
        }
        Range[] ranges = Ranges.union(Ranges.of(before.form(), inputs.ranges), Ranges.of(after.form(), inputs.ranges));
        return Links.changes(before.link(), scores, ranges);
    }

    private double[] scatter(Scatter before, Scatter after, Inputs inputs) {
        if (!before.places().equals(after.places())) {
            return unknown(before.outputs());
        }
        double[] its = change(before.form(), after.form(), inputs);
        double[] all = new double[before.outputs()];
        for (int k = 0; k < its.length; k++) {
            all[before.places().get(k)] = its[k];
        }
        return all;
    }

    private static Inputs derived(List<Derived> derived, Inputs inputs) {
        Range[] ranges = Ranges.derived(derived, inputs.ranges);
        double[] changes = new double[ranges.length];
        for (int i = 0; i < changes.length; i++) {
            int input = derived.get(i).input();
            changes[i] = derived(derived.get(i), inputs.changes[input], ranges[i]);
        }
        return new Inputs(ranges, changes, inputs.same);
    }

    /** Clipping changes no more than its input; what is not a number before is none afterwards, if the change is known. */
    private static double derived(Derived derived, double change, Range range) {
        if (change == 0 || (derived instanceof Derived.IsMissing && Double.isFinite(change))) {
            return 0;
        }
        double most = range.nan() ? Double.POSITIVE_INFINITY : range.distance(range);
        if (derived instanceof Derived.Scaled scaled && Double.isFinite(change)) {
            double scale = Math.abs(scaled.scale());
            double clipped = range.magnitude() * scale + Math.abs(scaled.shift()); // before it was shifted and scaled
            double rounding = Up.ofRounding(clipped + Math.abs(scaled.shift()), 8);
            return Math.min(most, Up.of((change + rounding) / scale, 4));
        }
        return most;
    }
}
