package io.mlcd.ensemble.compress;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.compression.Compressed;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Interval;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Forests of 100 full-grown trees, 20 times smaller, and 500 rounds of boosting, depth 6, 16 times smaller than a plain layout of 12 bytes for
 * each split and 4 for each value of a leaf, beside rivals that are not compressed and train on the validation rows too. Half an hour and more on two cores;
 * {@code mvn verify -Pproof -pl mlcd-ensemble -am -Dtest=CompressionProofTest -Dsurefire.failIfNoSpecifiedTests=false},
 * {@code -Dmlcd.proof.seeds=3} for a look. The numbers are in docs/proofs/compression.md.
 */
@Tag("proof")
class CompressionProofTest {
    private static final int SEEDS = Integer.getInteger("mlcd.proof.seeds", 10);
    private static final double MOST_LOST = 0.005;

    private static final Learner FOREST = RandomForest.standard().trees(100).minLeafRows(1);
    private static final Learner BOOSTED = Boosting.gradient().rounds(500).depth(6);

    private static Stream<Arguments> cases() {
        return DataSets.all().stream()
                .filter(set -> List.of("adult", "letter", "diamonds", "california_housing", "elec2")
                        .contains(set.toString()))
                .flatMap(set -> Stream.of(Arguments.of(set, BOOSTED, 16), Arguments.of(set, FOREST, 20)));
    }

    /** What one split showed. */
    private record Round(double rival, double own, double after, double error, long plain, long lossless, long small) {}

    @ParameterizedTest
    @MethodSource("cases")
    void toBytes_aShareOfAPlainLayout_losesAtMostAStandardError(DataSets.DataSet set, Learner learner, int times)
            throws InterruptedException, IOException {
        Table table = set.read(Integer.MAX_VALUE);
        Metric metric = metric(table, set.toString());
        List<Round> rounds = new ArrayList<>();
        for (long seed = 1; seed <= SEEDS; seed++) {
            rounds.add(round(table, metric, learner, times, seed));
        }
        double loss = mean(rounds.stream().map(round -> round.rival - round.after));
        double error = mean(rounds.stream().map(Round::error));
        String line = String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.4f | %.4f | %.4f | %.4f | %.4f | %,.0f | %.1f | %.1f |",
                set,
                times == 20 ? "forest" : "boosted",
                metric,
                mean(rounds.stream().map(Round::rival)),
                mean(rounds.stream().map(Round::own)),
                mean(rounds.stream().map(Round::after)),
                loss,
                error,
                mean(rounds.stream().map(round -> (double) round.plain)),
                mean(rounds.stream().map(round -> (double) round.plain / round.lossless)),
                mean(rounds.stream().map(round -> (double) round.plain / round.small)));
        System.out.println(line);
        Path lines = Path.of("target", "proofs", "compression.md");
        Files.createDirectories(lines.getParent());
        Files.writeString(lines, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        assertThat(loss).as(line).isLessThanOrEqualTo(Math.min(error, MOST_LOST));
        assertThat(rounds).allSatisfy(round -> assertThat(round.plain).isGreaterThanOrEqualTo(times * round.small));
    }

    private static double mean(Stream<Double> numbers) {
        return numbers.mapToDouble(number -> number).average().orElseThrow();
    }

    private static Metric metric(Table table, String set) {
        boolean classes = table.target().orElseThrow().type() == Column.Type.CATEGORY;
        return classes ? (set.equals("adult") ? Metric.ROC_AUC : Metric.ACCURACY) : Metric.R2;
    }

    private static Round round(Table table, Metric metric, Learner learner, int times, long seed)
            throws InterruptedException {
        boolean classes = metric != Metric.R2;
        Split split = (classes ? Split.stratified() : Split.random()).test(0.2).validation(0.03);
        Split.Parts parts = split.split(table, seed);
        Table validation = parts.validation().orElseThrow();
        Fit fit = Fit.standard().seed(seed).executor(ForkJoinPool.commonPool(), 2);
        Model model = learner.fit(parts.train(), fit);
        Model rival = learner.fit(Table.concat(List.of(parts.train(), validation)), fit);
        Artifact artifact = Artifact.of(model);
        long plain = plain(model.form());
        int most = (int) (plain / times) + artifact.size() - artifact.formSize();
        Compressed compressed = Compression.toBytes(most).apply(model, parts.train(), validation);
        Evaluation test = Evaluation.of(rival, parts.test());
        Interval interval = test.interval(metric, 0.6827).orElseThrow();
        Round round = new Round(
                test.metric(metric).orElseThrow(),
                Evaluation.of(model, parts.test()).metric(metric).orElseThrow(),
                Evaluation.of(compressed.model(), parts.test()).metric(metric).orElseThrow(),
                (interval.high() - interval.low()) / 2,
                plain,
                artifact.formSize(),
                Artifact.of(compressed.model()).formSize());
        System.out.println(seed + ": " + round);
        return round;
    }

    private static long plain(Form form) {
        if (form instanceof Linked linked) {
            return plain(linked.form());
        }
        long bytes = 0;
        for (Tree tree : ((Trees) form).trees()) {
            bytes += 12L * (tree.nodes() - tree.leaves()) + 4L * tree.leaves() * tree.outputs();
        }
        return bytes;
    }
}
