package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import io.mlcd.ensemble.disk.DiskInterruptedException;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.source.DiskTable;
import io.mlcd.ensemble.trees.Boosting;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpilledTest {
    private static final Learner BOOSTED = Boosting.gradient().rounds(5).depth(3);

    @TempDir
    private Path temp;

    static List<Partitioned> recipes() {
        return List.of(
                Partitioned.by(Partition.random(3), BOOSTED),
                Partitioned.by(Partition.stratified(3), BOOSTED).combine(Combine.VOTE),
                Partitioned.by(Partition.byHash("customer", 3), BOOSTED).combine(Combine.weighted()),
                Partitioned.by(Partition.byCategory("colour"), BOOSTED).combine(Combine.route()),
                Partitioned.by(Partition.byQuantiles("x", 3), Recipes.tree())
                        .combine(Combine.stacked(Recipes.logistic()).passThrough()),
                Partitioned.by(Partition.byClusters(3), BOOSTED).combine(Combine.route()));
    }

    private static Table table() {
        Table table = Samples.classes(700, 2, 3);
        List<String> customers = new ArrayList<>();
        for (int row = 0; row < 700; row++) {
            customers.add("c" + (row * 31) % 90);
        }
        return table.with(Column.ofCategories("customer", customers)).key("customer");
    }

    private static Path write(Table table, Path file) throws IOException {
        StringBuilder text = new StringBuilder(String.join(",", table.names()));
        for (int row = 0; row < table.rows(); row++) {
            for (int c = 0; c < table.columns().size(); c++) {
                Object value = table.columns().get(c).value(row);
                text.append(c == 0 ? '\n' : ',').append(value == null ? "" : value);
            }
        }
        return Files.writeString(file, text);
    }

    /** The learner without what it shares between members. */
    private static Learner alone(Learner learner) {
        return (part, fit) -> learner.fit(part, fit);
    }

    /** With a learner that shares nothing, a spilled fit of a file gives the artifact of a fit in memory. */
    @ParameterizedTest
    @MethodSource("recipes")
    void spilled_givesTheModelOfAFitInMemory_onAnyNumberOfThreads(Partitioned recipe) throws Exception {
        Table table = table();
        Path file = write(table, temp.resolve("rows.csv"));
        Learner alone = alone(recipe.learner());
        Fit fit = Fit.standard().seed(6);
        String expected = Artifact.of(new Partitioned(recipe.partition(), alone, recipe.combine()).fit(table, fit))
                .id();
        ExecutorService pool = Executors.newFixedThreadPool(8);

        try (DiskTable rows = Csv.standard().onDisk(temp.resolve("disk")).read(file)) {
            Table onDisk = rows.table().target("kind").key("customer");
            for (int threads : new int[] {1, 2, 8}) {
                Model model = Spilled.in(temp.resolve("disk"), recipe).fit(onDisk, fit.executor(pool, threads));
                assertThat(Artifact.of(model).id()).isEqualTo(expected);
            }
        } finally {
            pool.shutdownNow();
        }
        try (Stream<Path> left = Files.list(temp.resolve("disk"))) {
            assertThat(left).isEmpty();
        }
    }

    /** One part at a time: when a part is fitted the files of those before it are gone, those of later ones are there. */
    @Test
    void parts_areFittedInTurn_andTheirFilesDeleted() throws InterruptedException {
        AtomicInteger atOnce = new AtomicInteger();
        List<Long> files = new ArrayList<>();
        Learner spy = (part, fit) -> {
            assertThat(atOnce.incrementAndGet()).isEqualTo(1);
            try (Stream<Path> all = Files.walk(temp)) {
                files.add(
                        all.filter(file -> file.toString().endsWith(".values")).count());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            Model model = BOOSTED.fit(part, fit);
            atOnce.decrementAndGet();
            return model;
        };

        Spilled.in(temp, Partitioned.by(Partition.random(4), spy)).fit(table());

        assertThat(files).containsExactly(24L, 18L, 12L, 6L);
    }

    /** A process may map some ten thousands of files, which parts times columns soon are more than. */
    @Test
    void aPartsColumns_areMappedWhenItsTurnComes_andLetGoWhenItIsOver() throws InterruptedException {
        assumeTrue(Files.exists(MAPPINGS), "no list of mappings here");
        List<Long> mapped = new ArrayList<>();
        List<WeakReference<Column>> before = new ArrayList<>();
        Learner spy = (part, fit) -> {
            mapped.add(mappings());
            System.gc();
            assertThat(before).allSatisfy(column -> assertThat(column.get()).isNull());
            part.columns().forEach(column -> before.add(new WeakReference<>(column)));
            return BOOSTED.fit(part, fit);
        };

        Spilled.in(temp, Partitioned.by(Partition.random(4), spy)).fit(table());

        assertThat(mapped).hasSize(4);
        assertThat(mapped.get(0)).as("columns of the first part").isEqualTo(6);
        assertThat(mapped.get(1)).isLessThanOrEqualTo(12);
    }

    private static final Path MAPPINGS = Path.of("/proc/self/maps");

    private long mappings() {
        try (Stream<String> lines = Files.lines(MAPPINGS)) {
            String folder = temp.toRealPath().toString();
            return lines.filter(line -> line.contains(folder) && line.contains(".values"))
                    .count();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Another library's model, as bytes: an artifact holds it, but reads it only with a codec that a fit does not know. */
    @Test
    void modelsThatOnlyACodecReads_areKeptInMemory() throws InterruptedException {
        Table table = Samples.numbers(300, 3);
        Learner foreign = (part, fit) -> {
            double mean =
                    Arrays.stream(part.column("amount").toNumbers()).average().orElseThrow();
            byte[] bytes = ByteBuffer.allocate(Double.BYTES).putDouble(mean).array();
            Signature signature = Training.of(part).signature();
            return Model.of(
                    signature,
                    Opaque.encoded("foreign-1", bytes, signature.features().size(), 1, (row, out) -> out[0] = mean));
        };
        Partitioned recipe = Partitioned.by(Partition.byQuantiles("x", 3), foreign);

        for (Combine combine : List.of(Combine.AVERAGE, Combine.weighted(), Combine.route())) {
            Model inMemory = recipe.combine(combine).fit(table);
            assertThat(Spilled.in(temp, recipe.combine(combine)).fit(table)).isEqualTo(inMemory);
        }
    }

    @Test
    void anInterrupt_isOne_whileRowsAreWritten_andWhenTheNextPartIsRead() throws IOException {
        Learner interrupted = (part, fit) -> {
            Model model = BOOSTED.fit(part, fit);
            Thread.currentThread().interrupt();
            return model;
        };
        for (Learner learner : List.of(BOOSTED, interrupted)) {
            if (learner == BOOSTED) {
                Thread.currentThread().interrupt();
            }
            assertThatThrownBy(() -> Spilled.in(temp, Partitioned.by(Partition.random(3), learner))
                            .fit(table()))
                    .isInstanceOf(InterruptedException.class)
                    .hasMessage("the fit was interrupted")
                    .hasCauseInstanceOf(DiskInterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
            try (Stream<Path> left = Files.list(temp)) {
                assertThat(left).isEmpty();
            }
        }
    }

    @Test
    void aFailure_leavesNoFiles() throws IOException {
        Learner failing = (part, fit) -> {
            throw new IllegalStateException("on purpose");
        };

        assertThatThrownBy(() -> Spilled.in(temp, Partitioned.by(Partition.random(4), failing))
                        .fit(table()))
                .hasMessage("on purpose");
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aFallbackOfAllRows_isRefused() {
        Partitioned partitioned = Partitioned.by(Partition.byCategory("colour"), BOOSTED)
                .combine(Combine.route().otherwise(BOOSTED));

        assertThatThrownBy(() -> Spilled.in(temp, partitioned))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Combine.route().otherwise(")
                .hasMessageContaining(
                        "takes a model of all rows at once, which is what spilling avoids; use Combine.route(),");
    }

    @Test
    void aReport_isThatOfTheParts() throws InterruptedException {
        Partitioned partitioned =
                Partitioned.by(Partition.byCategory("colour"), BOOSTED).combine(Combine.route());

        PartitionReport spilled = Spilled.in(temp, partitioned)
                .fitReported(table(), Fit.standard())
                .report();
        PartitionReport inMemory = Partitioned.by(Partition.byCategory("colour"), alone(BOOSTED))
                .combine(Combine.route())
                .fitReported(table(), Fit.standard())
                .report();

        assertThat(spilled.whole().score()).isEqualTo(inMemory.whole().score());
        assertThat(spilled.parts().stream().map(PartitionReport.Part::ownScore).toList())
                .isEqualTo(inMemory.parts().stream()
                        .map(PartitionReport.Part::ownScore)
                        .toList());
    }
}
