package io.mlcd.core.oracle;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.CategorySet;
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
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Random forms, models and rows; the same for the same seed. */
public final class Forms {
    private static final double[] NUMBERS = {
        0, -0.0, 1, -1, 0.5, 2, 3, 1e-300, -1e300, 1e17, 0.1, 1 / 3.0, Double.MIN_VALUE, -2.5
    };

    private final SplittableRandom random;

    /** With a seed. */
    public Forms(long seed) {
        random = new SplittableRandom(seed);
    }

    /** A form of any kind. */
    public Form form(int inputs, int outputs, int nesting) {
        if (nesting == 0) {
            return random.nextInt(4) == 0 ? linear(inputs, outputs) : trees(inputs, outputs);
        }
        int kind = random.nextInt(9);
        if (kind == 6) {
            return stacked(inputs, outputs, nesting);
        }
        if (kind == 7) {
            return routed(inputs, outputs, nesting);
        }
        if (kind == 8) {
            List<Form> members = members(inputs, outputs, nesting);
            return new Median(members, weights(members.size()));
        }
        if (kind == 0) {
            List<Form> members = members(inputs, outputs, nesting);
            return new Average(members, weights(members.size()));
        }
        if (kind == 1 && outputs > 1) {
            List<Form> members = members(inputs, outputs, nesting);
            return new Vote(members, weights(members.size()));
        }
        if (kind == 2 && outputs > 1) {
            return outputs == 2 && random.nextBoolean()
                    ? new Linked(
                            form(inputs, 1, nesting - 1),
                            random.nextInt(4) == 0 ? Linked.Link.STEP : Linked.Link.SIGMOID)
                    : new Linked(form(inputs, outputs, nesting - 1), Linked.Link.SOFTMAX);
        }
        if (kind == 3) {
            int inner = random.nextInt(1, 6);
            return new Prepared(inputs, derived(inputs, inner), form(inner, outputs, nesting - 1));
        }
        if (kind == 4) {
            int known = random.nextInt(1, outputs + 1);
            List<Integer> places = new ArrayList<>();
            while (places.size() < known) {
                int place = random.nextInt(outputs);
                if (!places.contains(place)) {
                    places.add(place);
                }
            }
            return new Scatter(form(inputs, known, nesting - 1), outputs, places);
        }
        return form(inputs, outputs, nesting - 1);
    }

    /** A model over numbers, categories and times. */
    public Model model(int nesting) {
        int inputs = random.nextInt(1, 7);
        int outputs = random.nextInt(1, 5);
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < inputs; i++) {
            List<String> categories = new ArrayList<>();
            for (int c = random.nextInt(5); c > 0; c--) {
                categories.add("é" + c);
            }
            features.add(
                    random.nextInt(3) == 0
                            ? Feature.category("c" + i, categories)
                            : random.nextInt(3) == 0 ? Feature.time("t" + i) : Feature.number("n" + i));
        }
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < outputs; k++) {
            labels.add("class " + k);
        }
        Output output = outputs == 1 ? new Output.Numeric("y") : new Output.Classes("y", labels);
        return Model.of(Signature.of(features, output), form(inputs, outputs, nesting));
    }

    /** Trees, some of them constant, some one-sided chains, some bushy; up to 40 deep. */
    public Trees trees(int inputs, int outputs) {
        List<Tree> trees = new ArrayList<>();
        for (int t = random.nextInt(1, 6); t > 0; t--) {
            Tree.Builder tree = Tree.builder(outputs);
            switch (random.nextInt(4)) {
                case 0 -> tree.leaf(leaf(outputs));
                case 1 -> leftChain(tree, inputs, outputs, random.nextInt(41));
                case 2 -> rightChain(tree, inputs, outputs, random.nextInt(41));
                default -> bush(tree, inputs, outputs, random.nextInt(7));
            }
            trees.add(tree.build());
        }
        Trees.Sum[] sums = Trees.Sum.values();
        return random.nextInt(3) == 0
                ? weighted(inputs, outputs, trees)
                : Trees.of(inputs, trees, sums[random.nextInt(sums.length)]);
    }

    /** Trees with weights, base and single outputs. */
    private Trees weighted(int inputs, int outputs, List<Tree> trees) {
        if (random.nextInt(3) == 0) {
            Trees.Builder mean = Trees.builder(inputs, outputs).sum(Trees.Sum.MEAN);
            for (Tree tree : trees) {
                mean.add(tree, Trees.ALL, 0.5 + random.nextInt(3));
            }
            return mean.build();
        }
        Trees.Builder total = Trees.builder(inputs, outputs).base(leaf(outputs));
        for (Tree tree : trees) {
            if (random.nextBoolean()) {
                total.add(tree, Trees.ALL, number());
            } else {
                Tree.Builder one = Tree.builder(1);
                bush(one, inputs, 1, random.nextInt(7));
                total.add(one.build(), random.nextInt(outputs), random.nextBoolean() ? 1 : number());
            }
        }
        return total.build();
    }

    private Stacked stacked(int inputs, int outputs, int nesting) {
        List<Form> members = new ArrayList<>();
        boolean passThrough = random.nextBoolean();
        int scores = passThrough ? inputs : 0;
        for (int m = random.nextInt(1, 4); m > 0; m--) {
            int width = random.nextInt(1, 4);
            members.add(form(inputs, width, nesting - 1));
            scores += width;
        }
        return new Stacked(members, form(scores, outputs, nesting - 1), passThrough);
    }

    private Routed routed(int inputs, int outputs, int nesting) {
        List<Form> members = members(inputs, outputs, nesting);
        Tree.Builder route = Tree.builder(1);
        int splits = random.nextInt(4);
        for (int i = 0; i < splits; i++) {
            split(route, inputs).leaf(random.nextInt(members.size()));
        }
        return new Routed(route.leaf(random.nextInt(members.size())).build(), members);
    }

    private void leftChain(Tree.Builder tree, int inputs, int outputs, int depth) {
        for (int i = 0; i < depth; i++) {
            split(tree, inputs);
        }
        for (int i = 0; i <= depth; i++) {
            tree.leaf(leaf(outputs));
        }
    }

    private void rightChain(Tree.Builder tree, int inputs, int outputs, int depth) {
        for (int i = 0; i < depth; i++) {
            split(tree, inputs).leaf(leaf(outputs));
        }
        tree.leaf(leaf(outputs));
    }

    private void bush(Tree.Builder tree, int inputs, int outputs, int depth) {
        if (depth == 0 || random.nextInt(6) == 0) {
            tree.leaf(leaf(outputs));
            return;
        }
        split(tree, inputs);
        bush(tree, inputs, outputs, depth - 1);
        bush(tree, inputs, outputs, depth - 1);
    }

    private Tree.Builder split(Tree.Builder tree, int inputs) {
        if (random.nextInt(5) == 0) {
            return tree.split(random.nextInt(inputs), set(), random.nextBoolean());
        }
        double threshold = random.nextInt(20) == 0
                ? (random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY)
                : number();
        return tree.split(random.nextInt(inputs), threshold, random.nextBoolean());
    }

    private CategorySet set() {
        int[] codes = new int[random.nextInt(4)];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = random.nextInt(20) == 0 ? random.nextInt(200) : random.nextInt(6);
        }
        return random.nextBoolean() ? CategorySet.of(codes) : CategorySet.allBut(codes);
    }

    private double[] leaf(int outputs) {
        double[] leaf = new double[outputs];
        for (int k = 0; k < outputs; k++) {
            leaf[k] = number();
        }
        return leaf;
    }

    /** A linear form. */
    public Linear linear(int inputs, int outputs) {
        double[][] weights = new double[outputs][inputs];
        for (double[] row : weights) {
            for (int i = 0; i < inputs; i++) {
                row[i] = number();
            }
        }
        return Linear.of(weights, leaf(outputs));
    }

    private List<Form> members(int inputs, int outputs, int nesting) {
        List<Form> members = new ArrayList<>();
        for (int m = random.nextInt(1, 5); m > 0; m--) {
            members.add(form(inputs, outputs, nesting - 1));
        }
        return members;
    }

    private List<Double> weights(int count) {
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            weights.add(i == 0 ? 1.0 : (double) random.nextInt(4) / 3);
        }
        return weights;
    }

    /** Derived inputs of all kinds. */
    public List<Derived> derived(int inputs, int count) {
        List<Derived> derived = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            derived.add(derived(random.nextInt(inputs)));
        }
        return derived;
    }

    /** One derived input of any kind, now and then one that changes nothing. */
    public Derived derived(int input) {
        return switch (random.nextInt(11)) {
            case 0 -> Derived.Scaled.asIs(input);
            case 1 -> Derived.Scaled.imputed(input, number());
            case 2 -> new Derived.IsCategory(input, random.nextInt(4));
            case 3 -> new Derived.IsMissing(input);
            case 4, 5 -> {
                double[] values = new double[random.nextInt(5)];
                for (int code = 0; code < values.length; code++) {
                    values[code] = numberOrMissing();
                }
                yield Derived.Lookup.of(input, values, numberOrMissing(), numberOrMissing());
            }
            case 7, 8 -> {
                DatePart[] parts = DatePart.values();
                yield new Derived.OfDate(input, parts[random.nextInt(parts.length)], numberOrMissing());
            }
            case 10 -> new Derived.LogOdds(input, random.nextBoolean() ? 1e-3 : 0.5 * (1 - random.nextDouble()));
            case 6 -> new Derived.Log(input, random.nextBoolean() ? 1e-3 : 0.5 + random.nextDouble());
            default -> {
                double one = number();
                double other = random.nextInt(3) == 0 ? Double.POSITIVE_INFINITY : number();
                double scale = number();
                yield new Derived.Scaled(
                        input,
                        numberOrMissing(),
                        Math.min(one, other),
                        Math.max(one, other),
                        random.nextInt(3) == 0 ? -0.0 : number(),
                        scale == 0 ? 1 : scale);
            }
        };
    }

    /** Milliseconds of the years 1653 to 2286, with a fraction now and then. */
    private double time() {
        return random.nextLong(-10_000_000_000_000L, 10_000_000_000_000L) + (random.nextInt(4) == 0 ? 0.25 : 0);
    }

    private double numberOrMissing() {
        return random.nextInt(5) == 0 ? Double.NaN : number();
    }

    /** A finite number, often one that others are too. */
    public double number() {
        return random.nextInt(3) > 0
                ? NUMBERS[random.nextInt(NUMBERS.length)]
                : (random.nextDouble() - 0.5) * random.nextInt(1, 20);
    }

    /** A row of numbers that may sit on thresholds, one ulp beside them, or be missing, infinite, unseen, a code or a time. */
    public double[] row(int inputs) {
        double[] row = new double[inputs];
        for (int i = 0; i < inputs; i++) {
            row[i] = switch (random.nextInt(13)) {
                case 0 -> Double.NaN;
                case 1 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
                case 2 -> -0.0;
                case 3 -> -1;
                case 4 -> Math.nextUp(number());
                case 5 -> Math.nextDown(number());
                case 6, 7 -> random.nextInt(6);
                case 8, 9 -> time();
                default -> number();
            };
        }
        return row;
    }
}
