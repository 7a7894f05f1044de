package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * What ensembles promise, on real data. Each test writes a table to {@code target/proofs}; those of the last run that was looked at are
 * in {@code docs/proofs/ensembles.md}.
 */
@Tag("proof")
class EnsemblesProofTest {
    private static final List<String> SETS = List.of(
            "abalone",
            "adult",
            "bike_sharing",
            "california_housing",
            "diamonds",
            "elec2",
            "german_credit",
            "letter",
            "spambase",
            "telco_churn");
    private static final int SPLITS = 3;
    private static final int BAG_SPLITS = 10;

    private static ExecutorService pool;

    @BeforeAll
    static void threads() {
        pool = Executors.newFixedThreadPool(2);
    }

    @AfterAll
    static void noThreads() {
        pool.shutdownNow();
    }

    private static Fit fit(long seed) {
        return Fit.standard().seed(seed).executor(pool, 2);
    }

    private static List<DataSets.DataSet> sets() {
        List<DataSets.DataSet> sets = DataSets.all().stream()
                .filter(set -> SETS.contains(set.toString()))
                .toList();
        assertThat(sets).hasSize(10);
        return sets;
    }

    /** Rows to train on and rows to test on, at random; of a set of a thousand rows a third is tested. */
    private record Parts(Table train, Table test) {
        static Parts of(Table table, long seed, int train, int test) {
            int[] order = Draw.shuffled(table.rows(), seed);
            int size = Math.min(train, table.rows() * 2 / 3);
            int end = Math.min(table.rows(), size + test);
            return new Parts(table.rows(Arrays.copyOf(order, size)), table.rows(Arrays.copyOfRange(order, size, end)));
        }
    }

    private static Learner line(boolean classes) {
        return classes ? Linear.logistic() : Linear.ridge();
    }

    private static Stacking stack(boolean classes, int trees, int rounds) {
        return Stacking.of(
                        RandomForest.standard().trees(trees).named("forest"),
                        Boosting.gradient().rounds(rounds).named("boosting"),
                        line(classes).named("line"))
                .meta(line(classes));
    }

    private static void write(String name, StringBuilder page) throws IOException {
        Path folder = Files.createDirectories(Path.of("target", "proofs"));
        Files.writeString(folder.resolve(name + ".md"), page);
        System.out.println(page);
    }

    private static String row(Object... cells) {
        StringBuilder row = new StringBuilder("|");
        for (Object cell : cells) {
            row.append(' ')
                    .append(cell instanceof Double number ? number(number) : cell)
                    .append(" |");
        }
        return row.append('\n').toString();
    }

    private static String number(double number) {
        return String.format(Locale.ROOT, Math.abs(number) >= 1000 ? "%,.0f" : "%.4f", number);
    }

    // ------------------------------------------------------------ stacking

    /** The loss of the stack over that of the member whose out-of-fold loss was least, on rows that none has seen. */
    @Test
    void stacking_isAtLeastAsGoodAsTheMemberThatValidationWouldHaveChosen() throws Exception {
        StringBuilder page = new StringBuilder();
        page.append(row("set", "loss", "forest", "boosting", "line", "chosen", "stack", "stack / chosen"))
                .append(row("---", "---", "---", "---", "---", "---", "---", "---"));
        double sum = 0;
        for (DataSets.DataSet set : sets()) {
            double[] means = new double[6];
            for (int split = 0; split < SPLITS; split++) {
                double[] its = losses(set, split);
                for (int i = 0; i < means.length; i++) {
                    means[i] += its[i] / SPLITS;
                }
            }
            page.append(row(
                    set,
                    set.classes() ? "log loss" : "squared error",
                    means[0],
                    means[1],
                    means[2],
                    means[3],
                    means[4],
                    means[5]));
            sum += means[5] / 10;
        }
        page.append(row("mean", "", "", "", "", "", "", sum));
        write("stacking", page);
        assertThat(sum).isLessThanOrEqualTo(1);
    }

    /** Of the three members, the chosen one, the stack, and the stack's over the chosen one's. */
    private static double[] losses(DataSets.DataSet set, int split) throws InterruptedException {
        Parts parts = Parts.of(set.read(Integer.MAX_VALUE), split, 2000, 5000);
        EnsembleReport report = stack(set.classes(), 100, 60).fitReported(parts.train(), fit(split));
        Metric metric = set.classes() ? Metric.LOG_LOSS : Metric.RMSE;
        double[] losses = new double[6];
        int chosen = 0;
        List<Learner> members =
                List.of(RandomForest.standard(), Boosting.gradient().rounds(60), line(set.classes()));
        for (int i = 0; i < 3; i++) {
            losses[i] = loss(members.get(i).fit(parts.train(), fit(split).member(i)), parts.test(), metric);
            boolean better = score(report, i, metric) < score(report, chosen, metric);
            chosen = better ? i : chosen;
        }
        losses[3] = losses[chosen];
        losses[4] = loss(report.model(), parts.test(), metric);
        losses[5] = losses[4] / losses[3];
        return losses;
    }

    private static double score(EnsembleReport report, int member, Metric metric) {
        return report.members().get(member).scores().get(metric);
    }

    private static double loss(Model model, Table test, Metric metric) {
        double loss = Evaluation.of(model, test).metric(metric).orElseThrow();
        return metric == Metric.RMSE ? loss * loss : loss;
    }

    /** Labels that say nothing: whatever is found in them was leaked. */
    @Test
    void stacking_ofShuffledLabels_findsNothing() throws Exception {
        Table adult = DataSets.adult().read(Integer.MAX_VALUE);
        double[] sums = new double[5];
        StringBuilder page = new StringBuilder();
        page.append(row(
                        "shuffle",
                        "forest, out of fold",
                        "boosting, out of fold",
                        "line, out of fold",
                        "stack, out of fold",
                        "stack, test"))
                .append(row("---", "---", "---", "---", "---", "---"));
        for (int shuffle = 0; shuffle < 20; shuffle++) {
            Table shuffled = shuffled(adult, shuffle);
            Parts parts = Parts.of(shuffled, 100 + shuffle, 4000, 20_000);
            EnsembleReport report = stack(true, 20, 15).fitReported(parts.train(), fit(shuffle));
            double[] areas = {
                score(report, 0, Metric.ROC_AUC),
                score(report, 1, Metric.ROC_AUC),
                score(report, 2, Metric.ROC_AUC),
                report.heldOut().metric(Metric.ROC_AUC).orElseThrow(),
                Evaluation.of(report.model(), parts.test())
                        .metric(Metric.ROC_AUC)
                        .orElseThrow()
            };
            for (int i = 0; i < areas.length; i++) {
                sums[i] += areas[i] / 20;
            }
            page.append(row(shuffle + 1, areas[0], areas[1], areas[2], areas[3], areas[4]));
        }
        page.append(row("mean", sums[0], sums[1], sums[2], sums[3], sums[4]));
        write("shuffled", page);
        for (int i : new int[] {0, 1, 2, 4}) {
            assertThat(sums[i]).isBetween(0.49, 0.51);
        }
        assertThat(sums[3]).as("the stack's own score is a little too good").isBetween(0.49, 0.53);
    }

    private static Table shuffled(Table table, long seed) {
        Column target = table.target().orElseThrow();
        int[] order = Draw.shuffled(table.rows(), seed);
        List<String> labels = new ArrayList<>();
        for (int row : order) {
            labels.add(String.valueOf(target.text(row)));
        }
        return table.with(Column.ofCategories(target.name(), labels)).target(target.name());
    }

    // ------------------------------------------------------------ out of bag

    /**
     * Accuracy, or mean squared error, out of bag and of new rows: they differ by no more than chance does. An honest estimate is within
     * two standard errors in 95 of 100 cases, so on 9.5 of ten sets on average; one split alone would say little. Out of bag a row is
     * asked of 37 % of the members, so there are many.
     */
    @Test
    void outOfBag_isTheScoreOfNewRows() throws Exception {
        StringBuilder page = new StringBuilder();
        page.append(row("set", "score", "out of bag", "test", "mean (out of bag - test) / standard error", "within 2"))
                .append(row("---", "---", "---", "---", "---", "---"));
        int[] within = new int[BAG_SPLITS];
        for (DataSets.DataSet set : sets()) {
            double[] means = new double[3];
            int its = 0;
            for (int split = 0; split < BAG_SPLITS; split++) {
                double[] one = outOfBagAndTest(set, split);
                for (int i = 0; i < means.length; i++) {
                    means[i] += one[i] / BAG_SPLITS;
                }
                within[split] += Math.abs(one[2]) <= 2 ? 1 : 0;
                its += Math.abs(one[2]) <= 2 ? 1 : 0;
            }
            String score = set.classes() ? "accuracy" : "squared error";
            page.append(row(set, score, means[0], means[1], means[2], its + " of " + BAG_SPLITS));
        }
        double mean = Arrays.stream(within).sum() / (double) BAG_SPLITS;
        page.append(row("sets within 2, by split", "", "", "", Arrays.toString(within), "mean " + mean + " of 10"));
        write("out-of-bag", page);
        assertThat(mean).isGreaterThanOrEqualTo(9);
    }

    /** Both scores, and their difference in standard errors of it. */
    private static double[] outOfBagAndTest(DataSets.DataSet set, int split) throws InterruptedException {
        Parts parts = Parts.of(set.read(Integer.MAX_VALUE), split, 2000, 3000);
        EnsembleReport report =
                Bagging.of(RandomForest.standard().trees(1)).members(200).fitReported(parts.train(), fit(split));
        assertThat(report.heldOut().leftOut()).isZero();
        double[] bag = goodness(report.heldOut().outcomes(), set.classes());
        double[] test = goodness(Evaluation.of(report.model(), parts.test()).outcomes(), set.classes());
        double error = Math.sqrt(variance(bag) / bag.length + variance(test) / test.length);
        return new double[] {mean(bag), mean(test), (mean(bag) - mean(test)) / error};
    }

    /** By row whether the class was right, or the squared error. */
    private static double[] goodness(Outcomes outcomes, boolean classes) {
        double[] by = new double[outcomes.rows()];
        for (int row = 0; row < by.length; row++) {
            double error = classes ? 0 : outcomes.score(row, 0) - outcomes.truth(row);
            by[row] = classes ? (outcomes.predictedClass(row) == outcomes.truth(row) ? 1 : 0) : error * error;
        }
        return by;
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).sum() / values.length;
    }

    private static double variance(double[] values) {
        double mean = mean(values);
        return Arrays.stream(values)
                        .map(value -> (value - mean) * (value - mean))
                        .sum()
                / (values.length - 1);
    }
}
