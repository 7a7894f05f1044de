package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;

/** Compares imported models with what XGBoost answered. */
final class Agreement {
    private Agreement() {}

    /** Margins agree within 1e-6 x max(1, sum of the absolute numbers that were added up for the row). */
    static void margins(String name, XGBoostModel model, double[][] rows, double[][] expected) {
        Form form = model.margins();
        double[][] found = scores(form, rows);
        double worst = 0;
        double worstOfBound = 0;
        assertThat(found.length).isEqualTo(expected.length);
        for (int r = 0; r < found.length; r++) {
            assertThat(found[r]).as(name).hasSameSizeAs(expected[r]);
            for (int k = 0; k < found[r].length; k++) {
                double off = Math.abs(found[r][k] - expected[r][k]);
                double bound = 1e-6 * Math.max(1, addedUp(form, rows[r], k));
                worst = Math.max(worst, off);
                worstOfBound = Math.max(worstOfBound, off / bound);
                assertThat(off)
                        .as("%s, row %d: %s for %s", name, r, found[r][k], expected[r][k])
                        .isLessThanOrEqualTo(bound);
            }
        }
        System.out.printf(
                "%s: %d rows, margins within %.2g, %.2f of the bound%n", name, found.length, worst, worstOfBound);
    }

    /** Probabilities and other answers agree within a tolerance, relative to their size when they are above 1. */
    static void answers(String name, Form form, double[][] rows, double[][] expected, double tolerance) {
        double[][] found = scores(form, rows);
        double worst = 0;
        for (int r = 0; r < rows.length; r++) {
            assertThat(found[r]).as(name).hasSameSizeAs(expected[r]);
            for (int k = 0; k < expected[r].length; k++) {
                double off = Math.abs(found[r][k] - expected[r][k]) / Math.max(1, Math.abs(expected[r][k]));
                worst = Math.max(worst, off);
                assertThat(off)
                        .as("%s, row %d: %s for %s", name, r, found[r][k], expected[r][k])
                        .isLessThanOrEqualTo(tolerance);
            }
        }
        System.out.printf("%s: %d rows, answers within %.2g relative%n", name, rows.length, worst);
    }

    /** The model survives being written as an artifact: the same scores, to the last bit. */
    static void artifact(XGBoostModel imported, double[][] rows) {
        Model model = imported.model();
        Model same = Artifact.read(Artifact.of(model).bytes()).model();
        assertThat(same.signature()).isEqualTo(model.signature());
        double[] one = new double[model.signature().output().width()];
        double[] two = one.clone();
        for (double[] row : rows) {
            model.score(row, one);
            same.score(row, two);
            assertThat(two).isEqualTo(one);
        }
    }

    private static double addedUp(Form form, double[] row, int output) {
        return form instanceof Trees trees ? leaves(trees, row, output) : products((Prepared) form, row, output);
    }

    private static double leaves(Trees trees, double[] row, int output) {
        double sum = Math.abs(trees.base(output));
        for (int t = 0; t < trees.trees().size(); t++) {
            Tree tree = trees.trees().get(t);
            if (trees.output(t) == output || trees.outputs() == 1) {
                sum += Math.abs(trees.weight(t) * tree.value(leaf(tree, row), 0));
            }
        }
        return sum;
    }

    private static int leaf(Tree tree, double[] row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            double value = row[tree.feature(node)];
            boolean left =
                    tree.isCategory(node) ? tree.categories(node).contains(value) : value <= tree.threshold(node);
            node = (Double.isNaN(value) ? tree.missingLeft(node) : left) ? node + 1 : tree.right(node);
        }
        return tree.leaf(node);
    }

    private static double products(Prepared prepared, double[] row, int output) {
        Linear linear = (Linear) prepared.form();
        double sum = Math.abs(linear.bias(output));
        for (int i = 0; i < row.length; i++) {
            sum += Double.isNaN(row[i]) ? 0 : Math.abs(linear.weight(output, i) * row[i]);
        }
        return sum;
    }

    /** What a form answers to rows. */
    static double[][] scores(Form form, double[][] rows) {
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < form.inputs(); i++) {
            features.add(Feature.number("x" + i));
        }
        List<String> labels = new ArrayList<>();
        for (int k = 0; k < form.outputs(); k++) {
            labels.add("" + k);
        }
        Model model = Model.of(Signature.of(features, new Output.Classes("y", labels)), form);
        double[][] scores = new double[rows.length][form.outputs()];
        for (int r = 0; r < rows.length; r++) {
            model.score(rows[r], scores[r]);
        }
        return scores;
    }
}
