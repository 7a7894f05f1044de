package io.mlcd.core.artifact;

import io.mlcd.api.Decision;
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
import io.mlcd.core.form.Thresholds;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The artifacts under {@code src/test/resources/golden}. They are written once for each version of the format and then
 * never again: what was written must stay readable.
 */
final class GoldenFiles {
    private GoldenFiles() {}

    static Map<String, Artifact> artifacts() {
        Map<String, Artifact> artifacts = new TreeMap<>();
        artifacts.put("stump", Artifact.of(stump()));
        artifacts.put("forest", Artifact.of(forest(), Map.of("seed", "42", "learner", "Bäume")));
        artifacts.put("prepared", Artifact.of(prepared()));
        artifacts.put("nested", Artifact.of(nested(), Map.of("seed", "7")));
        artifacts.put("boosted", Artifact.of(boosted()));
        artifacts.put("median", Artifact.of(median()));
        artifacts.put("decided", Artifact.of(decided()));
        artifacts.put("dated", Artifact.of(dated()));
        artifacts.put("crowded", Artifact.of(crowded()));
        artifacts.put("quantized", Artifact.of(quantized()));
        return artifacts;
    }

    /** What came with version 1.0, too: weights in tables of floats and of doubles, and weights that are one number; both zeros. */
    private static Model quantized() {
        double[] grid = {-0.5, -0.0, 0, 0.25};
        double[] rounded = {0, 0.1, -0.3};
        double[][] floats = new double[3][12];
        double[][] doubles = new double[3][12];
        double[][] equal = new double[3][12];
        for (int k = 0; k < 3; k++) {
            for (int i = 0; i < 12; i++) {
                floats[k][i] = grid[(i * i + k) % 4];
                doubles[k][i] = rounded[(i * (k + 1)) % 3];
                equal[k][i] = 1 / 3.0;
            }
        }
        double[] bias = {0.5, -0.0, 1 / 7.0};
        List<Feature> features = new ArrayList<>();
        List<Derived> derived = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            features.add(Feature.number("x" + i));
            derived.add(Derived.Scaled.imputed(i, i));
        }
        Form all = Average.of(
                List.of(Linear.of(floats, bias), Linear.of(doubles, bias), Linear.of(equal, new double[] {0, 0, 1})));
        return Model.of(
                Signature.of(features, new Output.Classes("y", List.of("a", "b", "c"))),
                new Prepared(12, derived, new Linked(all, Linked.Link.SOFTMAX)));
    }

    /** What came with version 1.0: thresholds in buckets, of doubles and of what is below floats; equal trees, shared leaves, sets. */
    private static Model crowded() {
        Trees doubles = Trees.of(2, List.of(crowd(0.1, 0), crowd(0.7, 0), crowd(0.1, 0)), Trees.Sum.TOTAL);
        Trees floats = Trees.of(2, List.of(crowd(0, 0.3f)), Trees.Sum.TOTAL);
        return Model.of(
                Signature.of(
                        List.of(Feature.number("a"), Feature.category("b", List.of("x", "y", "z"))),
                        new Output.Numeric("c")),
                Average.of(List.of(doubles, floats)));
    }

    private static Tree crowd(double from, float below) {
        Tree.Builder tree = Tree.builder(1);
        int splits = 40;
        for (int i = 0; i < splits; i++) {
            if (i % 8 == 7) {
                tree.split(1, i % 16 == 7 ? CategorySet.of(i % 3) : CategorySet.allBut(i % 3), i % 5 == 0);
            } else {
                double threshold = below == 0 ? from + i / 7.0 : Thresholds.below(below + i / 7f);
                tree.split(0, threshold, i % 3 == 0);
            }
        }
        for (int i = 0; i <= splits; i++) {
            tree.leaf((i % 5) / 3.0);
        }
        return tree.build();
    }

    /** What came with version 0.3: times, split as they are, and all their parts. */
    private static Model dated() {
        List<Derived> derived = new ArrayList<>(List.of(
                Derived.Scaled.asIs(0),
                new Derived.IsMissing(0),
                Derived.Scaled.imputed(1, 0.5),
                new Derived.IsCategory(2, 1)));
        double[] weights = new double[4 + DatePart.values().length];
        Arrays.fill(weights, 0.125);
        weights[0] = 1e-12;
        for (DatePart part : DatePart.values()) {
            derived.add(new Derived.OfDate(0, part, part == DatePart.HOUR ? Double.NaN : derived.size() / 4.0));
        }
        Tree tree = Tree.builder(1)
                .split(0, 1.3e12, true)
                .split(7, 6.5, false) // the month
                .leaf(1)
                .leaf(2)
                .split(11, 7.5, true) // the hour
                .leaf(3)
                .split(3, 0.5, false)
                .leaf(4)
                .leaf(5)
                .build();
        Form trees = Trees.of(derived.size(), List.of(tree), Trees.Sum.TOTAL);
        Form line = Linear.of(new double[][] {weights}, new double[] {-0.5});
        Form both = new Average(List.of(trees, line), List.of(3.0, 1.0));
        return Model.of(
                Signature.of(
                        List.of(Feature.time("when"), Feature.number("n"), Feature.category("c", List.of("x", "y"))),
                        new Output.Numeric("z")),
                Average.of(List.of(new Prepared(3, derived, both), new Prepared(3, derived, trees))));
    }

    /** What came with version 0.3, inside what came before. */
    private static Model median() {
        Tree step = Tree.builder(1).split(0, 0.5, true).leaf(-1.25).leaf(3).build();
        Form trees = Trees.of(2, List.of(step), Trees.Sum.TOTAL);
        Form line = Linear.of(new double[][] {{0.5, -2}}, new double[] {0.125});
        Form median = new Median(List.of(trees, line, new Linked(line, Linked.Link.EXP)), List.of(0.5, 1.0, 1.25));
        Form complete = new Prepared(
                2, List.of(Derived.Scaled.imputed(0, 0.25), Derived.Scaled.imputed(1, -1)), Median.of(List.of(median)));
        Tree route = Tree.builder(1).split(1, 1e-3, true).leaf(1).leaf(0).build();
        return Model.of(
                Signature.of(List.of(Feature.number("a"), Feature.number("b")), new Output.Numeric("c")),
                new Stacked(
                        List.of(new Routed(route, List.of(complete, trees))),
                        Linear.of(new double[][] {{2}}, new double[] {1}),
                        false));
    }

    /** What came with version 0.2. */
    private static Model boosted() {
        Tree first = Tree.builder(1)
                .split(0, Thresholds.below(0.3f), false)
                .leaf(0.5)
                .split(1, CategorySet.allBut(0, 2, 130), true)
                .leaf(-0.25)
                .leaf(0.125)
                .build();
        Tree second = Tree.builder(1)
                .split(1, CategorySet.of(1), false)
                .leaf(-1)
                .leaf(2)
                .build();
        Trees trees = Trees.builder(2, 2)
                .base(0.5, -0.5)
                .add(first, 0, 0.1)
                .add(second, 1)
                .add(first, 1, -0.3)
                .build();
        Tree route = Tree.builder(1).split(0, 1e-3, true).leaf(1).leaf(0).build();
        Form positive = new Linked(trees, Linked.Link.EXP);
        Form decision = new Linked(
                Trees.builder(4, 1)
                        .add(Tree.builder(1)
                                .split(3, 0.25, false)
                                .leaf(-1)
                                .leaf(1)
                                .build())
                        .build(),
                Linked.Link.STEP);
        return Model.of(
                Signature.of(
                        List.of(Feature.number("a"), Feature.category("b", List.of("x", "y", "z"))),
                        new Output.Classes("c", List.of("no", "yes"))),
                new Stacked(List.of(new Routed(route, List.of(trees, positive))), decision, true));
    }

    /** What came with version 0.3: costs, and logarithms. */
    private static Model decided() {
        Form probability = new Linked(Linear.of(new double[][] {{0.75}}, new double[] {-1.5}), Linked.Link.SIGMOID);
        Form calibrated = new Prepared(
                2,
                List.of(new Derived.Log(0, 0.0625), new Derived.Log(1, 1e-9)),
                new Linked(Linear.of(new double[][] {{-0.5, 0.5}}, new double[] {0.25}), Linked.Link.SIGMOID));
        Decision costs = Decision.costs(new double[][] {{0, 1}, {1e300, 0.1}});
        return Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Classes("y", List.of("no", "yes"), costs)),
                new Stacked(List.of(probability), calibrated, false));
    }

    /** The smallest: x <= 2.5 ? 10 : 20. */
    static Model stump() {
        Tree tree = Tree.builder(1).split(0, 2.5, false).leaf(10).leaf(20).build();
        return Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
    }

    private static Model forest() {
        Tree first = Tree.builder(2)
                .split(1, 0.5, true)
                .leaf(0.9, 0.1)
                .split(0, -12.25, false)
                .leaf(0.3, 0.7)
                .leaf(1 / 3.0, 2 / 3.0)
                .build();
        Tree second = Tree.builder(2).leaf(0.25, 0.75).build();
        Tree third = Tree.builder(2)
                .split(0, Double.POSITIVE_INFINITY, true)
                .split(0, 1e-300, false)
                .leaf(0, 1)
                .leaf(1, 0)
                .leaf(-0.0, 1)
                .build();
        return Model.of(
                Signature.of(
                        List.of(
                                Feature.number("tenure"),
                                Feature.category("Vertrag", List.of("jährlich", "monatlich", "\"\\\n"))),
                        new Output.Classes("churn", List.of("no", "yes"))),
                Trees.of(2, List.of(first, second, third), Trees.Sum.RUNNING_MEAN));
    }

    private static Model prepared() {
        List<Derived> derived = List.of(
                new Derived.Scaled(0, 3.5, -10, 10, 1.25, 0.1),
                new Derived.IsCategory(1, 2),
                new Derived.IsMissing(0),
                Derived.Lookup.of(1, new double[] {0.1, Double.NaN, -7}, 0.5, 0.25),
                Derived.Scaled.asIs(2));
        Linear linear = Linear.of(
                new double[][] {{1, 2, 3, 4, 5}, {-0.1, 0.2, -0.3, 0.4, -0.5}, {0, 0, 0, 0, 1e-9}},
                new double[] {0.5, 0, -0.5});
        return Model.of(
                Signature.of(
                        List.of(
                                Feature.number("a"),
                                Feature.category("b", List.of("x", "y", "z")),
                                Feature.number("c")),
                        new Output.Classes("d", List.of("low", "mid", "high"))),
                new Prepared(3, derived, new Linked(linear, Linked.Link.SOFTMAX)));
    }

    private static Model nested() {
        Form sure = new Linked(Linear.of(new double[][] {{0.5, -0.25}}, new double[] {0.125}), Linked.Link.SIGMOID);
        Form scattered = new Scatter(sure, 3, List.of(2, 0));
        Tree tree = Tree.builder(3)
                .split(1, 7, true)
                .leaf(0.2, 0.3, 0.5)
                .leaf(0.6, 0.4, 0)
                .build();
        Form trees = Trees.of(2, List.of(tree, tree), Trees.Sum.MEAN);
        Form vote = new Vote(List.of(scattered, trees), List.of(1.0, 2.5));
        return Model.of(
                Signature.of(
                        List.of(Feature.number("p"), Feature.number("q")),
                        new Output.Classes("r", List.of("0", "1", "2"))),
                new Average(List.of(vote, scattered, trees), List.of(0.5, 0.0, 2.0)));
    }

    /** Writes the files of a new version of the format into a folder. */
    public static void main(String... folder) throws IOException {
        StringBuilder ids = new StringBuilder();
        for (Map.Entry<String, Artifact> one : artifacts().entrySet()) {
            Files.write(
                    Path.of(folder[0], one.getKey() + ".mlcd"), one.getValue().bytes());
            ids.append(one.getValue().id()).append(' ').append(one.getKey()).append('\n');
        }
        Files.writeString(Path.of(folder[0], "ids.txt"), ids);
    }
}
