package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.GateException;
import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** Numbers that are very large, very small or far from 0, and rows that do not count. */
class HardCasesTest {
    private static final Signature ONE = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));

    private static Model stairs(int steps, double scale, double weight) {
        Trees.Builder trees = Trees.builder(1, 1);
        for (int t = 0; t < 3; t++) {
            Tree.Builder tree = Tree.builder(1);
            for (int i = 1; i < steps; i++) {
                tree.split(0, steps - i - t / 4.0, false);
            }
            for (int i = 0; i < steps; i++) {
                tree.leaf(scale * (i + t / 10.0));
            }
            trees.add(tree.build(), 0, weight);
        }
        return Model.of(ONE, trees.build());
    }

    private static Table rows(int count, double weight) {
        double[] x = new double[count];
        double[] y = new double[count];
        double[] w = new double[count];
        SplittableRandom random = new SplittableRandom(1);
        for (int r = 0; r < count; r++) {
            x[r] = random.nextDouble(0, 60);
            y[r] = x[r];
            w[r] = weight;
        }
        return Table.of(Column.ofNumbers("x", x), Column.ofNumbers("y", y), Column.ofNumbers("w", w))
                .target("y")
                .weights("w");
    }

    @Test
    void apply_numbersOfAnySize_areRoundedAndPrunedAlike() {
        for (double scale : new double[] {1e-170, 1, 1e160, 1e306}) {
            for (double weight : new double[] {1e-100, 1, 1e100}) {
                Model model = stairs(50, scale / Math.max(weight, 1), weight);
                Compressed compressed =
                        Compression.lossless().prune(0.5).quantize(5).apply(model, rows(300, 1), rows(100, 1));
                Trees trees = (Trees) compressed.model().form();
                int leaves = trees.trees().stream().mapToInt(Tree::leaves).sum();
                assertThat(leaves).as("%s %s", scale, weight).isBetween(60, 90);
                double[] out = new double[1];
                double[] before = new double[1];
                compressed.model().score(new double[] {30}, out);
                model.score(new double[] {30}, before);
                assertThat(out[0] / before[0]).isBetween(0.8, 1.25);
            }
        }
    }

    @Test
    void prune_aLinearInputFarFromZero_isWorthWhatItMoves() {
        Signature two = Signature.of(List.of(Feature.number("a"), Feature.number("b")), new Output.Numeric("y"));
        Model model = Model.of(two, Linear.of(new double[][] {{1, 1e-3}}, new double[] {0}));
        SplittableRandom random = new SplittableRandom(1);
        double[] a = random.doubles(200).map(u -> 1.7e12 + 1_000 * u).toArray();
        double[] b = random.doubles(200).map(u -> 1e4 * u).toArray();
        Table table = Table.of(Column.ofNumbers("a", a), Column.ofNumbers("b", b), Column.ofNumbers("y", a))
                .target("y");
        Linear pruned = (Linear) Compression.lossless()
                .prune(0.5)
                .apply(model, table, table)
                .model()
                .form();
        assertThat(pruned.weight(0, 0)).isEqualTo(1);
        assertThat(pruned.weight(0, 1)).isZero();
    }

    /** Of a model of few trees and many features most bytes are not of trees. */
    @Test
    void toBytes_aLimitCloseToWhatNoSplitTakes_isKept() {
        List<Feature> features = new ArrayList<>();
        List<Column> columns = new ArrayList<>(rows(400, 1).columns());
        features.add(Feature.number("x"));
        for (int i = 0; i < 80; i++) {
            features.add(Feature.number("another feature " + i));
            columns.add(Column.ofNumbers("another feature " + i, new double[400]));
        }
        Table table = Table.of(columns).target("y").weights("w");
        Model stairs = stairs(3_000, 0.02, 1);
        Trees.Builder wide = Trees.builder(features.size(), 1);
        ((Trees) stairs.form()).trees().forEach(tree -> wide.add(tree, 0, 1));
        Model model = Model.of(Signature.of(features, new Output.Numeric("y")), wide.build());
        Artifact artifact = Artifact.of(model);
        int fixed = artifact.size() - artifact.formSize();
        assertThat(fixed).isGreaterThan(5_000);
        for (int most : new int[] {fixed + 60, fixed + 300, fixed + 1_000, fixed + 4_000, artifact.size()}) {
            Compressed compressed = Compression.toBytes(most).apply(model, table.range(0, 300), table.range(300, 400));
            assertThat(compressed.bytesAfter()).isLessThanOrEqualTo(most).isGreaterThan(fixed);
        }
        assertThatThrownBy(() -> Compression.toBytes(fixed).apply(model, table.range(0, 300), table.range(300, 400)))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("the smallest is ");
    }

    @Test
    void toBytes_onAThreadThatIsInterrupted_endsAndLeavesItSo() {
        Model model = stairs(50, 1, 1);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Compression.toBytes(1_000).apply(model, rows(100, 1), rows(100, 1)))
                .isInstanceOf(CancellationException.class)
                .hasMessageContaining("interrupted after 0 variants");
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void apply_aMeasureThatIsNotDefined_mattersOnlyWhereSomethingGoesByIt() {
        Model model = stairs(50, 1e300, 1e-300);
        Table huge = Table.of(
                        Column.ofNumbers("x", 3, 4), Column.ofNumbers("y", 1e308, -1e308), Column.ofNumbers("w", 1, 1))
                .target("y")
                .weights("w");
        Compressed compressed = Compression.lossless().apply(model, rows(100, 1), huge);
        assertThat(compressed.certificate().measured().orElseThrow().measure()).isEmpty();
        assertThatThrownBy(() -> Compression.smallest().within(Metric.RMSE, 1).apply(model, rows(100, 1), huge))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("RMSE is Infinity");
        Table one = huge.range(0, 1);
        Compression exact = Compression.lossless();
        assertThatThrownBy(() -> exact.within(Metric.R2, 1).apply(model, rows(100, 1), one))
                .isInstanceOf(GateException.class)
                .hasMessageContaining("R2 is NaN");
        assertThat(exact.apply(model, rows(100, 1), one).certificate().isExact())
                .isTrue();
    }

    @Test
    void apply_rowsThatDoNotCount_areRefused() {
        Model model = stairs(10, 1, 1);
        assertThatThrownBy(() -> Compression.lossless().prune(0.5).apply(model, rows(10, 0), rows(10, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("all 10 training rows have the weight 0");
    }

    @Test
    void deduplicate_aMedianWhoseWeightsDoNotAddExactly_isLeft() {
        List<Form> members = new ArrayList<>();
        for (double value : new double[] {0, 100, 0, 0}) {
            members.add(Trees.of(1, List.of(Tree.builder(1).leaf(value).build()), Trees.Sum.TOTAL));
        }
        Form inexact = new Median(members, List.of(0.2, 1.9, 0.8, 0.9));
        assertThat(Duplicates.merge(inexact)).isEqualTo(inexact);
        Form exact = new Median(members, List.of(1.0, 2.0, 1.0, 1.0));
        assertThat(((Median) Duplicates.merge(exact)).members()).hasSize(2);
        Model merged =
                Compression.lossless().deduplicate().apply(Model.of(ONE, exact)).model();
        assertThat(merged.predict(Row.of(Map.of("x", 1))).value()).isZero();
    }
}
