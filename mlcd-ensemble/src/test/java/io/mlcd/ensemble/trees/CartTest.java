package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.api.Output;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Tree;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import nl.jqno.equalsverifier.EqualsVerifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Against trees that a plain recursion over all thresholds grows and prunes. */
class CartTest {
    private static final int ROWS = 150;

    /** Numbers only, so few different ones that bins are exact. */
    private static Table table(boolean classes, int rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double[] a = new double[rows];
        double[] b = new double[rows];
        double[] y = new double[rows];
        String[] label = new String[rows];
        for (int r = 0; r < rows; r++) {
            a[r] = random.nextInt(40);
            b[r] = random.nextInt(15) / 4.0;
            y[r] = (a[r] > 20 ? 2 : 0) + b[r] + random.nextDouble();
            label[r] = y[r] > 3.5 ? "high" : y[r] > 2 ? "middle" : "low";
        }
        Column target = classes ? Column.ofCategories("y", Arrays.asList(label)) : Column.ofNumbers("y", y);
        return Table.of(Column.ofNumbers("a", a), Column.ofNumbers("b", b), target)
                .target("y");
    }

    /** A tree in plain objects. */
    private static final class Reference {
        private final Table table;
        private final int[] rows;
        private Reference left;
        private Reference right;

        Reference(Table table, int[] rows, int leastRows) {
            this.table = table;
            this.rows = rows;
            double best = risk() - 1e-9;
            for (Column column : table.features()) {
                for (double threshold : Arrays.stream(rows)
                        .mapToDouble(column::number)
                        .distinct()
                        .sorted()
                        .toArray()) {
                    int[] lefts = Arrays.stream(rows)
                            .filter(row -> column.number(row) <= threshold)
                            .toArray();
                    int[] rights = Arrays.stream(rows)
                            .filter(row -> column.number(row) > threshold)
                            .toArray();
                    double split = risk(table, lefts) + risk(table, rights);
                    if (Math.min(lefts.length, rights.length) >= leastRows && split < best - 1e-12) {
                        best = split;
                        left = new Reference(table, lefts);
                        right = new Reference(table, rights);
                    }
                }
            }
            if (left != null) {
                left = new Reference(table, left.rows, leastRows);
                right = new Reference(table, right.rows, leastRows);
            }
        }

        private Reference(Table table, int[] rows) {
            this.table = table;
            this.rows = rows;
        }

        double risk() {
            return risk(table, rows);
        }

        static double[] values(Table table, int[] rows) {
            Column target = table.column("y");
            if (target.type() == Column.Type.NUMBER) {
                return new double[] {
                    Arrays.stream(rows).mapToDouble(target::number).sum() / rows.length
                };
            }
            double[] shares = new double[target.categories().size()];
            for (int row : rows) {
                shares[target.code(row)] += 1.0 / rows.length;
            }
            return shares;
        }

        /** The squared distance to the values, summed; for classes half of it, which is the Gini impurity. */
        static double risk(Table table, int[] rows) {
            Column target = table.column("y");
            double[] values = rows.length == 0 ? new double[0] : values(table, rows);
            double sum = 0;
            for (int row : rows) {
                if (target.type() == Column.Type.NUMBER) {
                    sum += Math.pow(target.number(row) - values[0], 2);
                } else {
                    sum += 1 - values[target.code(row)];
                }
            }
            return sum;
        }

        int leaves() {
            return left == null ? 1 : left.leaves() + right.leaves();
        }

        double leavesRisk() {
            return left == null ? risk() : left.leavesRisk() + right.leavesRisk();
        }

        void inner(List<Reference> all) {
            if (left != null) {
                all.add(this);
                left.inner(all);
                right.inner(all);
            }
        }

        double link() {
            return (risk() - leavesRisk()) / (leaves() - 1);
        }

        /** Cuts weakest links until the next costs more than {@code alpha} for each leaf. */
        void prune(double alpha) {
            while (true) {
                List<Reference> inner = new ArrayList<>();
                inner(inner);
                Reference weakest = inner.stream()
                        .min((x, y) -> Double.compare(x.link(), y.link()))
                        .orElse(null);
                if (weakest == null || weakest.link() > alpha) {
                    return;
                }
                weakest.left = null;
                weakest.right = null;
            }
        }

        double[] predict(double[] row, Column... columns) {
            return left == null ? values(table, rows) : side(row, columns).predict(row, columns);
        }

        private Reference side(double[] row, Column... columns) {
            for (int f = 0; f < columns.length; f++) {
                int feature = f;
                double mostLeft = Arrays.stream(left.rows)
                        .mapToDouble(r -> columns[feature].number(r))
                        .max()
                        .orElseThrow();
                double leastRight = Arrays.stream(right.rows)
                        .mapToDouble(r -> columns[feature].number(r))
                        .min()
                        .orElseThrow();
                if (mostLeft < leastRight) {
                    return row[f] <= mostLeft ? left : right;
                }
            }
            throw new IllegalStateException("no feature divides the sides");
        }
    }

    private static int[] all(int rows) {
        int[] all = new int[rows];
        Arrays.setAll(all, row -> row);
        return all;
    }

    private static Tree tree(Model model) {
        return ((io.mlcd.core.form.Trees) model.form()).trees().get(0);
    }

    private static void requireSame(Model model, Reference reference, Table table) {
        assertThat(tree(model).leaves()).isEqualTo(reference.leaves());
        double[] scores = model.scores(table);
        int width = scores.length / table.rows();
        Column[] columns = table.features().toArray(new Column[0]);
        for (int row = 0; row < table.rows(); row++) {
            double[] values = reference.predict(new double[] {columns[0].number(row), columns[1].number(row)}, columns);
            for (int k = 0; k < width; k++) {
                assertThat(scores[row * width + k]).as("row %s", row).isCloseTo(values[k], within(1e-9));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void fit_isTheTreeThatTryingAllSplitsGrows(boolean classes) throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            Table table = table(classes, ROWS, seed);
            Model model = Trees.cart().minLeafRows(4).fit(table);
            requireSame(model, new Reference(table, all(ROWS), 4), table);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void pruned_isTheTreeThatCuttingWeakestLinksLeaves(boolean classes) throws Exception {
        for (double alpha : new double[] {0, 0.001, 0.004, 0.02, 0.1, 10}) {
            Table table = table(classes, ROWS, 3);
            Model model = Trees.cart().minLeafRows(4).pruned(alpha).fit(table);
            Reference reference = new Reference(table, all(ROWS), 4);
            reference.prune(alpha * ROWS);
            requireSame(model, reference, table);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void prunedByFolds_isSmallerAndBetterOnNewRows_andOneStandardErrorSmallerStill(boolean classes) throws Exception {
        Table table = table(classes, 400, 3);
        Table test = table(classes, 2_000, 4);
        Folds folds = Folds.random(10);
        Model whole = Trees.cart().minLeafRows(1).fit(table);
        Model pruned = Trees.cart().minLeafRows(1).pruned(folds).fit(table);
        Model simplest =
                Trees.cart().minLeafRows(1).pruned(folds).oneStandardError().fit(table);

        assertThat(error(pruned, test)).isLessThan(0.95 * error(whole, test));
        assertThat(tree(pruned).leaves()).isLessThan(tree(whole).leaves() / 2).isGreaterThan(1);
        assertThat(tree(simplest).leaves()).isLessThan(tree(pruned).leaves());
        assertThat(error(simplest, test)).isLessThan(1.15 * error(pruned, test));
    }

    private static double error(Model model, Table test) {
        return Arrays.stream(errors(model, test)).average().orElseThrow();
    }

    /** For each row the squared distance between the truth, for classes 1 for the true one, and the prediction. */
    private static double[] errors(Model model, Table test) {
        double[] scores = model.scores(test);
        double[] errors = new double[test.rows()];
        int width = model.signature().output().width();
        for (int row = 0; row < errors.length; row++) {
            for (int k = 0; k < width; k++) {
                double truth = model.signature().output() instanceof Output.Classes classes
                        ? classes.labels().get(k).equals(test.column("y").text(row)) ? 1 : 0
                        : test.column("y").number(row);
                errors[row] += Math.pow(truth - scores[row * width + k], 2);
            }
        }
        return errors;
    }

    /** The penalties between those at which the whole tree changes. */
    private static double[] tried(Table table, int leastRows) {
        Binned binned = Binned.of(table, Cuts.MOST, Fit.standard());
        ForestRun.Target target = ForestRun.Target.of(binned, binned.all());
        ForestSettings settings = new ForestSettings(
                1, ForestSettings.DEEPEST, leastRows, binned.bins.features, Cuts.MOST, ForestSettings.Drawing.ALL);
        PrunableTree.Collector collector = new PrunableTree.Collector(target.outputs());
        new ForestGrower(binned.bins, target, settings, binned.rows())
                .grow(binned.all(), new SplittableRandom(0), collector);
        double[] alphas = collector.build().alphas();
        double[] tried = new double[alphas.length + 1];
        for (int i = 0; i < alphas.length; i++) {
            tried[i + 1] = i + 1 < alphas.length ? StrictMath.sqrt(alphas[i] * alphas[i + 1]) : alphas[i];
        }
        return tried;
    }

    private static double[] weights(Table test) {
        double[] ones = new double[test.rows()];
        Arrays.fill(ones, 1);
        return test.weights().map(Column::toNumbers).orElse(ones);
    }

    /** The model that fitting and asking a tree for each penalty and fold chooses. */
    private static Model chosen(Table table, int leastRows, List<Folds.Fold> folds, boolean simplest) throws Exception {
        double[] tried = tried(table, leastRows);
        double[] means = new double[tried.length];
        double[] deviations = new double[tried.length];
        int least = 0;
        for (int i = 0; i < tried.length; i++) {
            List<double[]> errors = new ArrayList<>();
            double weight = 0;
            double squaredWeight = 0;
            for (Folds.Fold fold : folds) {
                Table test = table.rows(fold.test());
                Cart cart = Trees.cart().minLeafRows(leastRows).pruned(tried[i]);
                errors.add(
                        errors(cart.fit(table.rows(fold.train()), Fit.standard().asMember()), test));
                double[] weights = weights(test);
                for (int row = 0; row < weights.length; row++) {
                    means[i] += weights[row] * errors.get(errors.size() - 1)[row];
                    weight += weights[row];
                    squaredWeight += weights[row] * weights[row];
                }
            }
            means[i] /= weight;
            double squares = 0;
            for (int f = 0; f < folds.size(); f++) {
                double[] weights = weights(table.rows(folds.get(f).test()));
                for (int row = 0; row < weights.length; row++) {
                    squares += weights[row] * Math.pow(errors.get(f)[row] - means[i], 2);
                }
            }
            deviations[i] = Math.sqrt(squares / weight / (weight * weight / squaredWeight - 1));
            least = means[i] <= means[least] ? i : least;
        }
        double bound = means[least] + (simplest ? deviations[least] : 0);
        for (int i = least; i < tried.length; i++) {
            least = means[i] <= bound ? i : least;
        }
        return Trees.cart().minLeafRows(leastRows).pruned(tried[least]).fit(table);
    }

    private static Table weighted(Table table, long seed) {
        double[] weights = new SplittableRandom(seed)
                .ints(table.rows(), 0, 5)
                .asDoubleStream()
                .map(w -> w * w)
                .toArray();
        return table.with(Column.ofNumbers("w", weights)).weights("w");
    }

    @ParameterizedTest
    @CsvSource({"true, false", "false, false", "true, true", "false, true"})
    void prunedByFolds_isWhatTryingAllPenaltiesInAllFoldsChooses(boolean classes, boolean weighted) throws Exception {
        Folds folds = Folds.random(4);
        for (long seed = 0; seed < 6; seed++) {
            Table plain = table(classes, 120, seed);
            Table table = weighted ? weighted(plain, seed) : plain;
            Cart cart = Trees.cart().minLeafRows(1).pruned(folds);
            List<Folds.Fold> divided = folds.divide(table, 0);

            assertThat(cart.fit(table)).isEqualTo(chosen(table, 1, divided, false));
            assertThat(cart.oneStandardError().fit(table)).isEqualTo(chosen(table, 1, divided, true));
        }
    }

    /** Categories, of which a fold may lack some, classes that a fold may lack, and missing values. */
    @Test
    void prunedByFolds_mixedColumns_isWhatTryingAllPenaltiesChooses() throws Exception {
        SplittableRandom random = new SplittableRandom(8);
        String[] town = new String[90];
        double[] n = new double[90];
        String[] y = new String[90];
        for (int row = 0; row < 90; row++) {
            town[row] = random.nextInt(8) == 0 ? null : "t" + random.nextInt(20);
            n[row] = random.nextInt(5) == 0 ? Double.NaN : random.nextInt(9);
            y[row] = row == 17 ? "once" : n[row] + random.nextInt(4) > 5 ? "high" : "low";
        }
        Table table = Table.of(
                        Column.ofCategories("town", Arrays.asList(town)),
                        Column.ofNumbers("n", n),
                        Column.ofCategories("y", Arrays.asList(y)))
                .target("y");
        Folds folds = Folds.random(5).repeated(2);

        assertThat(Trees.cart().minLeafRows(2).pruned(folds).fit(table))
                .isEqualTo(chosen(table, 2, folds.divide(table, 0), false));
    }

    /** A row that comes twice is one of twice the weight, and on one side of a fold. */
    @Test
    void prunedByFolds_repeatedRows_countThatOften() throws Exception {
        for (long seed = 0; seed < 5; seed++) {
            Table table = table(true, 120, seed);
            double[] weights =
                    new SplittableRandom(seed).ints(120, 1, 5).asDoubleStream().toArray();
            int[] rows = IntStream.range(0, 120)
                    .flatMap(row -> IntStream.range(0, (int) weights[row]).map(i -> row))
                    .toArray();
            Cart cart = Trees.cart().minLeafRows(1).pruned(Folds.random(4)).oneStandardError();
            Table heavier = table.with(Column.ofNumbers("w", weights)).weights("w");

            assertThat(cart.over(table, Fit.standard()).fit(rows, Fit.standard()))
                    .isEqualTo(cart.fit(heavier));
        }
    }

    @Test
    void prunedByFolds_whoseTestedRowsWeighNothing_isRefused() {
        Table table = table(false, 60, 1);
        double[] time = IntStream.range(0, 60).asDoubleStream().toArray();
        double[] weights = Arrays.stream(time).map(t -> t < 30 ? 1 : 0).toArray();
        Table early = table.with(Column.ofNumbers("w", weights))
                .with(Column.ofNumbers("t", time))
                .weights("w")
                .time("t");
        assertThatThrownBy(() -> Trees.cart().pruned(Folds.timed(1)).fit(early))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the rows that timed(1) tests all weigh nothing, so no penalty can be chosen by them; give a"
                                + " penalty, pruned(double), or other folds");
    }

    /** Each of thousands of penalties cost a model and a pass over all rows once. */
    @Test
    @Timeout(30)
    void prunedByFolds_manyNoisyRows_isDoneSoon() throws Exception {
        SplittableRandom random = new SplittableRandom(6);
        int rows = 50_000;
        Table noise = Table.of(
                        Column.ofNumbers("a", random.doubles(rows).toArray()),
                        Column.ofNumbers("b", random.doubles(rows).toArray()),
                        Column.ofNumbers("y", random.doubles(rows).toArray()))
                .target("y");

        assertThat(tree(Trees.cart().pruned(Folds.random(5)).fit(noise)).leaves())
                .isLessThan(20);
    }

    /** Says so many times that it is early, then does something, and is late. */
    private static final class Ticking extends Clock {
        private final int early;
        private final Runnable then;
        private int asked;

        Ticking(int early, Runnable then) {
            this.early = early;
            this.then = then;
        }

        @Override
        public Instant instant() {
            if (++asked == early) {
                then.run();
            }
            return Instant.ofEpochSecond(asked <= early ? 0 : 100);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    /** The clock is asked once before the tree is grown, and twice before that of each fold. */
    @Test
    void prunedByFolds_late_isPrunedByTheFoldsComparedInTime_orNotAtAll() throws Exception {
        Table table = table(false, 120, 2);
        Folds folds = Folds.random(6);
        Cart cart = Trees.cart().minLeafRows(1).pruned(folds);
        Instant end = Instant.ofEpochSecond(50);

        assertThat(cart.fit(table, Fit.standard().deadline(end, new Ticking(1, () -> {}))))
                .isEqualTo(Trees.cart().minLeafRows(1).fit(table));
        assertThat(cart.fit(table, Fit.standard().deadline(end, new Ticking(5, () -> {}))))
                .isEqualTo(chosen(table, 1, folds.divide(table, 0).subList(0, 2), false));
        assertThatThrownBy(() -> cart.fit(table, Fit.standard().deadline(end, new Ticking(0, () -> {}))))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("before one tree was done");
    }

    @Test
    void prunedByFolds_interruptedInAFold_comparesNoOther() {
        Ticking clock = new Ticking(5, () -> Thread.currentThread().interrupt());
        Fit fit = Fit.standard().deadline(Instant.ofEpochSecond(200), clock);

        assertThatThrownBy(() -> Trees.cart().pruned(Folds.random(20)).fit(table(false, 120, 2), fit))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(clock.asked).isEqualTo(5);
    }

    @Test
    void fit_weights_areRowsThatCountMoreOften() throws Exception {
        Table table = table(true, 60, 2);
        double[] weights = new double[60];
        List<Integer> repeated = new ArrayList<>();
        for (int row = 0; row < 60; row++) {
            weights[row] = 1 + row % 3;
            for (int i = 0; i < weights[row]; i++) {
                repeated.add(row);
            }
        }
        int[] rows = repeated.stream().mapToInt(Integer::intValue).toArray();
        Model weighted =
                Trees.cart().fit(table.with(Column.ofNumbers("w", weights)).weights("w"));
        Model repeatedly = Trees.cart().fit(table.rows(rows));
        assertThat(weighted.scores(table)).isEqualTo(repeatedly.scores(table));
    }

    @Test
    void fit_missingValuesAndCategories_needNoPreparation() throws Exception {
        Table table = Table.of(
                        Column.ofCategories("c", Arrays.asList("x", "y", null, "x", "y", null, "z", "z")),
                        Column.ofNumbers("n", 1, Double.NaN, 1, Double.NaN, 1, Double.NaN, 1, Double.NaN),
                        Column.ofNumbers("y", 1, 12, 3, 11, 2, 13, 4, 14))
                .target("y");
        Model model = Trees.cart().minLeafRows(1).fit(table);
        assertThat(model.scores(table)).containsExactly(1, 12, 3, 11, 2, 13, 4, 14);
    }

    @Test
    void pruned_badArguments_areRefused() {
        assertThatThrownBy(() -> Trees.cart().pruned(-0.1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the penalty was -0.1 but must be finite, and 0 or more");
        assertThatThrownBy(() -> Trees.cart().oneStandardError())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("call pruned(Folds) before it");
        assertThatThrownBy(() -> Trees.cart().minLeafRows(0)).hasMessageContaining("minLeafRows was 0");
    }

    @Test
    void fit_interrupted_ends() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Trees.cart().fit(table(true, 50, 1), Fit.standard()))
                .isInstanceOf(InterruptedException.class);
    }

    @Test
    void equals_isByValue() {
        assertThat(Trees.cart().depth(3))
                .isEqualTo(Trees.cart().depth(3))
                .hasToString("cart (depth 3, minLeafRows 1 or 5, 255 bins)");
        EqualsVerifier.forClass(Cart.class)
                .withNonnullFields("settings")
                .withPrefabValues(
                        ForestSettings.class,
                        new ForestSettings(1, 1, 1, 1, 9, ForestSettings.Drawing.ALL),
                        new ForestSettings(1, 2, 1, 1, 9, ForestSettings.Drawing.ALL))
                .withPrefabValues(Folds.class, Folds.random(2), Folds.random(3))
                .verify();
    }
}
