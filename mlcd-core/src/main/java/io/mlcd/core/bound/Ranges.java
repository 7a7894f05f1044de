package io.mlcd.core.bound;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.DatePart;
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
import java.util.Arrays;
import java.util.List;

/**
 * Where the scores of a form lie, as they are computed, given where its inputs lie.
 *
 * <p>Addition, and multiplication with a constant, are monotone as they are rounded. So a sum of the least terms, in the order of
 * the form, is at most any sum of that order, with no allowance for rounding; where something else is computed there is one.
 */
final class Ranges {
    /** Years, and days since 1970, of all times that a {@code long} of milliseconds can say. */
    private static final double MOST_YEARS = 3e8;

    private static final double MOST_DAYS = 1.1e11;
    private static final double DAYS_OF_YEAR = 366;

    private Ranges() {}

    /** The ranges of all outputs. */
    static Range[] of(Form form, Range[] inputs) {
        if (form instanceof Trees trees) {
            return trees.sum() == Trees.Sum.RUNNING_MEAN ? runningMean(trees) : sum(trees);
        }
        if (form instanceof Linear linear) {
            return linear(linear, inputs);
        }
        if (form instanceof Average average) {
            return average(average, inputs);
        }
        if (form instanceof Vote vote) {
            return all(Range.UNIT, vote.outputs()); // of one winner all weights, added in the order of their sum
        }
        if (form instanceof Median median) {
            return union(median.members(), inputs);
        }
        if (form instanceof Routed routed) {
            return union(routed.members(), inputs);
        }
        if (form instanceof Stacked stacked) {
            return of(stacked.meta(), metaInputs(stacked, inputs));
        }
        if (form instanceof Linked linked) {
            return linked(linked, of(linked.form(), inputs));
        }
        if (form instanceof Prepared prepared) {
            return of(prepared.form(), derived(prepared.derived(), inputs));
        }
        if (form instanceof Scatter scatter) {
            Range[] its = of(scatter.form(), inputs);
            Range[] all = all(Range.of(0, 0), scatter.outputs());
            for (int k = 0; k < its.length; k++) {
                all[scatter.places().get(k)] = its[k];
            }
            return all;
        }
        return all(Range.ANY, form.outputs());
    }

    static Range[] all(Range range, int count) {
        Range[] all = new Range[count];
        Arrays.fill(all, range);
        return all;
    }

    private static Range[] union(List<Form> forms, Range[] inputs) {
        Range[] union = of(forms.get(0), inputs);
        for (Form form : forms.subList(1, forms.size())) {
            union = union(union, of(form, inputs));
        }
        return union;
    }

    static Range[] union(Range[] some, Range[] others) {
        Range[] union = new Range[some.length];
        Arrays.setAll(union, k -> some[k].or(others[k]));
        return union;
    }

    /** What the meta form of a stack reads. */
    static Range[] metaInputs(Stacked stacked, Range[] inputs) {
        Range[] all = new Range[stacked.meta().inputs()];
        int next = 0;
        for (Form member : stacked.members()) {
            Range[] its = of(member, inputs);
            System.arraycopy(its, 0, all, next, its.length);
            next += its.length;
        }
        if (stacked.passThrough()) {
            System.arraycopy(inputs, 0, all, next, inputs.length);
        }
        return all;
    }

    private static Range[] sum(Trees trees) {
        int outputs = trees.outputs();
        double[] low = new double[outputs];
        Arrays.setAll(low, trees::base);
        double[] high = low.clone();
        double weights = 0;
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            double weight = trees.weight(t);
            weights += weight;
            for (int j = 0; j < tree.outputs(); j++) {
                int k = trees.output(t) == Trees.ALL ? j : trees.output(t);
                Range leaves = leaves(tree, j);
                low[k] += Math.min(weight * leaves.low(), weight * leaves.high());
                high[k] += Math.max(weight * leaves.low(), weight * leaves.high());
            }
        }
        double divisor = trees.sum() == Trees.Sum.MEAN ? weights : 1;
        Range[] all = new Range[outputs];
        Arrays.setAll(all, k -> finite(low[k] / divisor, high[k] / divisor));
        return all;
    }

    /** A range; any number if it is infinite, since then what was added may have been infinite, and NaN. */
    private static Range finite(double low, double high) {
        Range range = Range.of(low, high);
        return range.isFinite() ? range : Range.ANY;
    }

    static Range leaves(Tree tree, int output) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (int leaf = 0; leaf < tree.leaves(); leaf++) {
            low = Math.min(low, tree.value(leaf, output));
            high = Math.max(high, tree.value(leaf, output));
        }
        return Range.of(low, high);
    }

    private static Range[] runningMean(Trees trees) {
        Range[] all = new Range[trees.outputs()];
        for (int k = 0; k < all.length; k++) {
            Range leaves = leaves(trees.trees().get(0), k);
            for (Tree tree : trees.trees()) {
                leaves = leaves.or(leaves(tree, k));
            }
            double rounding =
                    roundingOfRunningMean(leaves.magnitude(), trees.trees().size());
            all[k] = finite(Math.nextDown(leaves.low() - rounding), Math.nextUp(leaves.high() + rounding));
        }
        return all;
    }

    /**
     * How far a running mean is from the exact mean, at most. The k-th step computes m + c (v - m) with three roundings of a term
     * of at most 2 M / k, and one of a sum of at most M; what it errs by counts k / n in the end. All n steps together:
     * 6 M u + (n + 1) / 2 M u, and little more since M may be exceeded by as much.
     */
    static double roundingOfRunningMean(double magnitude, int trees) {
        return 4 * magnitude < Double.MAX_VALUE ? Up.ofRounding(magnitude, trees + 8) : Double.POSITIVE_INFINITY;
    }

    private static Range[] linear(Linear linear, Range[] inputs) {
        Range[] all = new Range[linear.outputs()];
        boolean nan = false;
        boolean finite = true;
        for (Range input : inputs) {
            nan |= input.nan();
            finite &= input.isFinite();
        }
        for (int k = 0; k < all.length; k++) {
            double low = 0;
            double high = 0;
            for (int i = 0; i < inputs.length; i++) {
                double weight = linear.weight(k, i);
                low += Math.min(weight * inputs[i].low(), weight * inputs[i].high());
                high += Math.max(weight * inputs[i].low(), weight * inputs[i].high());
            }
            all[k] =
                    finite ? finite(low + linear.bias(k), high + linear.bias(k)).orNan(nan) : Range.ANY;
        }
        return all;
    }

    private static Range[] average(Average average, Range[] inputs) {
        double[] low = new double[average.outputs()];
        double[] high = new double[low.length];
        boolean[] nan = new boolean[low.length];
        double weights = 0;
        for (int m = 0; m < average.members().size(); m++) {
            Range[] its = of(average.members().get(m), inputs);
            double weight = average.weights().get(m);
            weights += weight;
            for (int k = 0; k < low.length; k++) {
                low[k] += weight * its[k].low();
                high[k] += weight * its[k].high();
                nan[k] |= its[k].nan();
            }
        }
        double sum = weights;
        Range[] all = new Range[low.length];
        Arrays.setAll(all, k -> finite(low[k] / sum, high[k] / sum).orNan(nan[k]));
        return all;
    }

    private static Range[] linked(Linked linked, Range[] scores) {
        return switch (linked.link()) {
            case SIGMOID -> all(Range.UNIT.orNan(scores[0].nan()), 2);
            case STEP -> step(scores[0]);
            case EXP -> {
                Range[] all = new Range[scores.length];
                Arrays.setAll(all, k -> exp(scores[k]));
                yield all;
            }
            case SOFTMAX -> {
                boolean nan = false;
                boolean finite = false;
                for (Range score : scores) {
                    nan |= score.nan() || score.high() == Double.POSITIVE_INFINITY;
                    finite |= score.low() > Double.NEGATIVE_INFINITY;
                }
                yield all(Range.UNIT.orNan(nan || !finite), scores.length);
            }
        };
    }

    /** {@code [1, 0]} of NaN too. */
    private static Range[] step(Range score) {
        double most = score.high() > 0 ? 1 : 0;
        double least = score.low() > 0 && !score.nan() ? 1 : 0;
        return new Range[] {Range.of(1 - most, 1 - least), Range.of(least, most)};
    }

    /** {@link StrictMath#exp} is within 1 ulp; 2 on each side do for all. */
    private static Range exp(Range score) {
        double low = Math.min(Double.MAX_VALUE, StrictMath.exp(score.low()));
        double high = StrictMath.exp(score.high());
        return new Range(Math.max(0, low - 2 * Math.ulp(low)), high + 2 * Math.ulp(high), score.nan());
    }

    /** The ranges of derived inputs. */
    static Range[] derived(List<Derived> derived, Range[] inputs) {
        Range[] all = new Range[derived.size()];
        Arrays.setAll(all, i -> derived(derived.get(i), inputs[derived.get(i).input()]));
        return all;
    }

    private static Range derived(Derived derived, Range input) {
        if (derived instanceof Derived.IsMissing || derived instanceof Derived.IsCategory) {
            return Range.UNIT;
        }
        if (derived instanceof Derived.Lookup lookup) {
            Range all = value(lookup.ifUnseen()).or(value(lookup.ifMissing()));
            for (int code = 0; code < lookup.size(); code++) {
                all = all.or(value(lookup.value(code)));
            }
            return all;
        }
        if (derived instanceof Derived.OfDate date) {
            return input.nan() ? ofDate(date.part()).or(value(date.ifMissing())) : ofDate(date.part());
        }
        // The rest is monotone: clipping and scaling as they are rounded, logarithms but for their errors.
        double one = derived.derive(input.low());
        double other = derived.derive(input.high());
        Range present = Range.of(Math.min(one, other), Math.max(one, other));
        if (!(derived instanceof Derived.Scaled)) {
            double most = present.magnitude();
            double error = Double.isInfinite(most) ? 0 : 8 * Math.ulp(Math.max(1, most)) + 0x1p-40;
            present = Range.of(present.low() - error, present.high() + error);
        }
        return input.nan() ? present.or(value(derived.derive(Double.NaN))) : present;
    }

    private static Range value(double value) {
        return Double.isNaN(value)
                ? new Range(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, true)
                : Range.of(value, value);
    }

    private static Range ofDate(DatePart part) {
        return switch (part) {
            case YEAR -> Range.of(-MOST_YEARS, MOST_YEARS);
            case EPOCH_DAY -> Range.of(-MOST_DAYS, MOST_DAYS);
            case QUARTER, MONTH, DAY_OF_MONTH, DAY_OF_YEAR, DAY_OF_WEEK -> Range.of(1, DAYS_OF_YEAR);
            case HOUR, MINUTE -> Range.of(0, DAYS_OF_YEAR);
            default -> Range.of(Math.nextDown(-1.0), Math.nextUp(1.0)); // sines and cosines
        };
    }
}
