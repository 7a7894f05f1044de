package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Compares imported models with what XGBoost answered. */
final class Agreement {
    private Agreement() {}

    /**
     * Margins agree within 1e-6 x max(1, sum of absolute leaf values), each leaf being the largest of its tree.
     *
     * @return the largest deviation, as a part of that bound
     */
    static double margins(String name, XGBoostModel model, double[][] rows, double[][] expected) {
        Form form = model.margins();
        double[][] found = scores(form, rows);
        double bound = 1e-6 * Math.max(1, absoluteLeaves(form));
        return worst(name + " margins", found, expected, bound);
    }

    /** Probabilities and other answers agree within 1e-6 relative to their size. */
    static double answers(String name, Form form, double[][] rows, double[][] expected, double tolerance) {
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
        return worst;
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

    private static double worst(String name, double[][] found, double[][] expected, double bound) {
        assertThat(found.length).isEqualTo(expected.length);
        double worst = 0;
        for (int r = 0; r < found.length; r++) {
            assertThat(found[r]).as(name).hasSameSizeAs(expected[r]);
            for (int k = 0; k < expected[r].length; k++) {
                double off = Math.abs(found[r][k] - expected[r][k]);
                worst = Math.max(worst, off);
                assertThat(off)
                        .as("%s, row %d: %s for %s", name, r, found[r][k], expected[r][k])
                        .isLessThanOrEqualTo(bound);
            }
        }
        System.out.printf("%s: %d rows within %.2g; bound %.2g%n", name, found.length, worst, bound);
        return worst / bound;
    }

    /** The largest sum of absolute leaf values that a row can reach. */
    private static double absoluteLeaves(Form form) {
        if (!(form instanceof Trees trees)) {
            return 1;
        }
        double[] sums = new double[trees.outputs()];
        for (int t = 0; t < trees.trees().size(); t++) {
            double largest = 0;
            for (int leaf = 0; leaf < trees.trees().get(t).leaves(); leaf++) {
                largest = Math.max(largest, Math.abs(trees.trees().get(t).value(leaf, 0)));
            }
            sums[Math.max(0, trees.output(t))] += Math.abs(trees.weight(t)) * largest;
        }
        return Arrays.stream(sums).max().orElse(0);
    }

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
