package io.mlcd.core.oracle;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What a form answers, read off its definition: recursive, plain, sharing no code with the kernels. */
public final class Oracle {
    private Oracle() {}

    /** The scores of a row. */
    public static double[] score(Form form, double[] row) {
        if (form instanceof Trees trees) {
            return trees(trees, row);
        }
        if (form instanceof Linear linear) {
            double[] out = new double[linear.outputs()];
            for (int k = 0; k < out.length; k++) {
                for (int i = 0; i < linear.inputs(); i++) {
                    out[k] += linear.weight(k, i) * row[i];
                }
                out[k] += linear.bias(k);
            }
            return out;
        }
        if (form instanceof Average average) {
            return members(average.members(), average.weights(), row, false);
        }
        if (form instanceof Vote vote) {
            return members(vote.members(), vote.weights(), row, true);
        }
        if (form instanceof Median median) {
            return median(median, row);
        }
        if (form instanceof Stacked stacked) {
            return stacked(stacked, row);
        }
        if (form instanceof Routed routed) {
            Tree route = routed.route();
            return score(routed.members().get((int) route.value(leaf(route, 0, row), 0)), row);
        }
        if (form instanceof Linked linked) {
            return link(linked.link(), score(linked.form(), row));
        }
        if (form instanceof Prepared prepared) {
            return score(
                    prepared.form(),
                    prepared.derived().stream()
                            .mapToDouble(one -> derive(one, row[one.input()]))
                            .toArray());
        }
        if (form instanceof Scatter scatter) {
            double[] out = new double[scatter.outputs()];
            double[] scores = score(scatter.form(), row);
            for (int k = 0; k < scores.length; k++) {
                out[scatter.places().get(k)] = scores[k];
            }
            return out;
        }
        Opaque opaque = (Opaque) form;
        double[] out = new double[opaque.outputs()];
        opaque.function().score(row, out);
        return out;
    }

    private static double[] stacked(Stacked stacked, double[] row) {
        List<Double> numbers = new ArrayList<>();
        for (Form member : stacked.members()) {
            for (double score : score(member, row)) {
                numbers.add(score);
            }
        }
        for (double value : stacked.passThrough() ? row : new double[0]) {
            numbers.add(value);
        }
        return score(
                stacked.meta(),
                numbers.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** The first of the sorted scores that has half of the weight at or before it. */
    private static double[] median(Median median, double[] row) {
        int count = median.members().size();
        double[][] scores = new double[count][];
        double total = 0;
        for (int m = 0; m < count; m++) {
            scores[m] = score(median.members().get(m), row);
            total += median.weights().get(m);
        }
        double[] out = new double[median.outputs()];
        for (int k = 0; k < out.length; k++) {
            int output = k;
            List<Integer> sorted = new ArrayList<>();
            boolean missing = false;
            for (int m = 0; m < count; m++) {
                sorted.add(m);
                missing |= Double.isNaN(scores[m][k]);
            }
            sorted.sort(Comparator.comparing((Integer m) -> scores[m][output])); // stable
            double before = 0;
            int at = -1;
            do {
                at++;
                before += median.weights().get(sorted.get(at));
            } while (at < count - 1 && before * 2 < total);
            out[k] = missing ? Double.NaN : scores[sorted.get(at)][k];
        }
        return out;
    }

    private static double[] link(Linked.Link link, double[] scores) {
        return switch (link) {
            case SIGMOID -> sigmoid(scores[0]);
            case SOFTMAX -> softmax(scores);
            case EXP -> Arrays.stream(scores).map(StrictMath::exp).toArray();
            case STEP -> scores[0] > 0 ? new double[] {0, 1} : new double[] {1, 0};
        };
    }

    /** One derived number. */
    public static double derive(Derived derived, double value) {
        if (derived instanceof Derived.Scaled scaled) {
            double present = Double.isNaN(value) ? scaled.ifMissing() : value;
            if (Double.compare(present, scaled.low()) < 0) {
                present = scaled.low();
            } else if (!Double.isNaN(present) && Double.compare(present, scaled.high()) > 0) {
                present = scaled.high();
            }
            return (present - scaled.shift()) / scaled.scale();
        }
        if (derived instanceof Derived.IsCategory category) {
            return value == category.code() ? 1 : 0;
        }
        if (derived instanceof Derived.Log log) {
            return Double.isNaN(value) ? value : StrictMath.log(value > log.least() ? value : log.least());
        }
        if (derived instanceof Derived.LogOdds odds) {
            double against = 1 - value;
            return Double.isNaN(value)
                    ? value
                    : StrictMath.log(value > odds.least() ? value : odds.least())
                            - StrictMath.log(against > odds.least() ? against : odds.least());
        }
        if (derived instanceof Derived.IsMissing) {
            return Double.isNaN(value) ? 1 : 0;
        }
        if (derived instanceof Derived.OfDate date) {
            return Double.isNaN(value) ? date.ifMissing() : part(date.part(), millis(value));
        }
        Derived.Lookup lookup = (Derived.Lookup) derived;
        if (Double.isNaN(value)) {
            return lookup.ifMissing();
        }
        for (int code = 0; code < lookup.size(); code++) {
            if (code == value) {
                return lookup.value(code);
            }
        }
        return lookup.ifUnseen();
    }

    private static long millis(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? Long.MAX_VALUE : Long.MIN_VALUE;
        }
        BigInteger down = new BigDecimal(value).setScale(0, RoundingMode.FLOOR).toBigInteger();
        return down.max(BigInteger.valueOf(Long.MIN_VALUE))
                .min(BigInteger.valueOf(Long.MAX_VALUE))
                .longValueExact();
    }

    /** A part of a time, by {@link java.time}. */
    public static double part(DatePart part, long millis) {
        LocalDateTime time = LocalDateTime.ofInstant(Instant.ofEpochMilli(millis), ZoneOffset.UTC);
        double millisOfDay = time.getLong(ChronoField.MILLI_OF_DAY);
        double millisOfWeek = (time.getDayOfWeek().getValue() - 1) * 86_400_000.0 + millisOfDay;
        double millisOfYear = (time.getDayOfYear() - 1) * 86_400_000.0 + millisOfDay;
        double ofDay = 2 * Math.PI * (millisOfDay / 86_400_000);
        double ofWeek = 2 * Math.PI * (millisOfWeek / 604_800_000);
        double ofYear = 2 * Math.PI * (millisOfYear / (time.toLocalDate().lengthOfYear() * 86_400_000.0));
        return switch (part) {
            case YEAR -> time.getYear();
            case EPOCH_DAY -> time.toLocalDate().toEpochDay();
            case QUARTER -> time.get(IsoFields.QUARTER_OF_YEAR);
            case MONTH -> time.getMonthValue();
            case DAY_OF_MONTH -> time.getDayOfMonth();
            case DAY_OF_YEAR -> time.getDayOfYear();
            case DAY_OF_WEEK -> time.getDayOfWeek().getValue();
            case HOUR -> time.getHour();
            case MINUTE -> time.getMinute();
            case SINE_OF_DAY -> StrictMath.sin(ofDay);
            case COSINE_OF_DAY -> StrictMath.cos(ofDay);
            case SINE_OF_WEEK -> StrictMath.sin(ofWeek);
            case COSINE_OF_WEEK -> StrictMath.cos(ofWeek);
            case SINE_OF_YEAR -> StrictMath.sin(ofYear);
            case COSINE_OF_YEAR -> StrictMath.cos(ofYear);
        };
    }

    private static double[] trees(Trees trees, double[] row) {
        double[] out = new double[trees.outputs()];
        double weights = 0;
        for (int k = 0; k < out.length; k++) {
            out[k] = trees.base(k);
        }
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            int leaf = leaf(tree, 0, row);
            weights += trees.weight(t);
            int output = trees.output(t);
            for (int k = 0; k < tree.outputs(); k++) {
                double value = tree.value(leaf, k);
                int at = output == Trees.ALL ? k : output;
                out[at] = trees.sum() == Trees.Sum.RUNNING_MEAN
                        ? out[at] + 1.0 / (t + 1) * (value - out[at])
                        : out[at] + trees.weight(t) * value;
            }
        }
        if (trees.sum() == Trees.Sum.MEAN) {
            for (int k = 0; k < out.length; k++) {
                out[k] /= weights;
            }
        }
        return out;
    }

    /** The leaf that a row reaches; a loop, since trees may be very deep. */
    private static int leaf(Tree tree, int root, double[] row) {
        int node = root;
        while (!tree.isLeaf(node)) {
            double value = row[tree.feature(node)];
            boolean left;
            if (Double.isNaN(value)) {
                left = tree.missingLeft(node);
            } else if (tree.isCategory(node)) {
                left = isIn(tree.categories(node), value);
            } else {
                left = value <= tree.threshold(node);
            }
            node = left ? node + 1 : tree.right(node);
        }
        return tree.leaf(node);
    }

    private static boolean isIn(CategorySet set, double value) {
        boolean listed = false;
        for (int code : set.listed()) {
            listed |= code == value;
        }
        return listed != set.isAllBut();
    }

    private static double[] members(List<Form> members, List<Double> weights, double[] row, boolean vote) {
        double[] out = new double[members.get(0).outputs()];
        double sum = 0;
        for (int m = 0; m < members.size(); m++) {
            double[] scores = score(members.get(m), row);
            double weight = weights.get(m);
            sum += weight;
            int chosen = first(scores);
            for (int k = 0; k < out.length; k++) {
                out[k] += vote ? (k == chosen ? weight : 0) : weight * scores[k];
            }
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= sum;
        }
        return out;
    }

    /** The first of the largest that are numbers; 0 if none is. */
    private static int first(double[] scores) {
        for (int k = 0; k < scores.length; k++) {
            boolean largest = !Double.isNaN(scores[k]);
            for (double other : scores) {
                largest &= !(other > scores[k]);
            }
            if (largest) {
                return k;
            }
        }
        return 0;
    }

    private static double[] sigmoid(double score) {
        double p = 1 / (1 + StrictMath.exp(-score));
        return new double[] {1 - p, p};
    }

    private static double[] softmax(double[] scores) {
        double max = scores[0];
        boolean missing = false;
        for (double score : scores) {
            missing |= Double.isNaN(score);
            max = score > max ? score : max;
        }
        double[] out = new double[scores.length];
        double sum = 0;
        for (int k = 0; k < out.length; k++) {
            out[k] = missing ? Double.NaN : StrictMath.exp(scores[k] - max);
            sum += out[k];
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= sum;
        }
        return out;
    }
}
