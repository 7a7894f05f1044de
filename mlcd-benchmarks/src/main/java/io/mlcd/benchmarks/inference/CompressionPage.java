package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Figures;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.inference.Contender.Kind;
import io.mlcd.benchmarks.inference.Results.Entry;
import java.util.Locale;
import java.util.Optional;

/** The report on models of few bytes in Markdown. */
final class CompressionPage extends Sheet {
    CompressionPage(Settings settings, Machine machine, Results results) {
        super("Models of few bytes: size, time, heap", settings, machine, results);
    }

    @Override
    void write() {
        settings.workloads().forEach(this::sizes);
        settings.workloads().forEach(this::times);
        heap();
        notRun();
        method();
    }

    private Optional<Footprint> footprint(Workload workload, Contender contender) {
        return Optional.ofNullable(results.footprints().get(new Entry(workload, contender)));
    }

    private void sizes(Workload workload) {
        line("## Bytes of " + workload.id() + ": " + workload.title());
        line("");
        table("what", "bytes", "times mlcd's model", "after gzip", "times mlcd's model after gzip");
        for (Contender contender : settings.contenders()) {
            footprint(workload, contender).ifPresent(found -> sizes(workload, contender, found));
        }
        line("");
    }

    private void sizes(Workload workload, Contender contender, Footprint found) {
        if (contender.kind() != Kind.OURS) {
            size(workload, file(contender), found.bytes(), found.zipped());
        } else if (contender == Contender.MLCD || contender == Contender.MLCD_COMPRESSED) {
            size(workload, title(contender) + ", the model alone", found.form(), found.formZipped());
            size(workload, title(contender) + ", the whole file", found.bytes(), found.zipped());
        }
    }

    private String file(Contender contender) {
        return switch (contender) {
            case XGBOOST_IN_PLACE -> "XGBoost's UBJSON";
            case ONNX -> "ONNX";
            default -> title(contender) + "'s protobuf";
        };
    }

    private void size(Workload workload, String what, long bytes, long zipped) {
        Footprint base = footprint(workload, Contender.MLCD).orElseThrow();
        row(
                what,
                String.format(Locale.ROOT, "%,d", bytes),
                Figures.of((double) bytes / base.form()),
                String.format(Locale.ROOT, "%,d", zipped),
                Figures.of((double) zipped / base.formZipped()));
    }

    private void times(Workload workload) {
        line("## Time of " + workload.id());
        line("");
        table(
                "engine",
                "single, ns per row",
                "times mlcd",
                "Tribuo takes, times that",
                "batch, ns per row",
                "times mlcd",
                "Tribuo takes, times that",
                "largest difference");
        for (Contender contender : settings.contenders()) {
            Optional<Footprint> found = footprint(workload, contender);
            if (found.isPresent() && !settings.bench().threads(contender).isEmpty()) {
                times(workload, contender, found.get());
            }
        }
        line("");
    }

    private void times(Workload workload, Contender contender, Footprint found) {
        Cell single = new Cell(workload, contender, Mode.SINGLE, 1);
        Cell batch = new Cell(workload, contender, Mode.BATCH, 1);
        row(
                title(contender),
                figure(results.nanos(single)),
                figure(results.ratio(single, base(single))),
                figure(results.ratio(tribuo(single), single)),
                figure(results.nanos(batch)),
                figure(results.ratio(batch, base(batch))),
                figure(results.ratio(tribuo(batch), batch)),
                difference(found));
    }

    private static Cell base(Cell cell) {
        return new Cell(cell.workload(), Contender.MLCD, cell.mode(), 1);
    }

    private static Cell tribuo(Cell cell) {
        return new Cell(cell.workload(), Contender.TRIBUO, cell.mode(), 1);
    }

    private void heap() {
        line("## Heap and loading");
        line("");
        table(
                "engine",
                "workload",
                "Java heap, bytes",
                "of the model's bytes",
                "1.2 of the model's bytes and 64 KB",
                "warm load to the first score, ms");
        for (Workload workload : settings.workloads()) {
            for (Contender contender : settings.contenders()) {
                if (contender.kind() == Kind.OURS) {
                    footprint(workload, contender).ifPresent(found -> heap(workload, contender, found));
                }
            }
        }
        line("");
    }

    private void heap(Workload workload, Contender contender, Footprint found) {
        row(
                title(contender),
                workload.id(),
                String.format(Locale.ROOT, "%,.0f", found.memory()),
                Figures.of(found.memory() / found.form()),
                String.format(Locale.ROOT, "%,.0f", 1.2 * found.form() + 65_536),
                Figures.of(found.loadMillis()));
    }

    private void method() {
        line("## Method");
        line("");
        line(
                "- The model alone is section `FORM` of an artifact; the whole file holds names, facts and golden records, too. The"
                        + " trees are the same in all files but the compressed; gzip is that of the JDK at its usual level. Tribuo's protobuf is what it"
                        + " serializes, of trees of regression, one for each margin.");
        line("- Compressed is `" + Ours.COMPRESSION
                + "`, with 16,384 of the rows that trained the model and 4,096 others of"
                + " them to measure. It answers otherwise than the model; loaded in both ways alike. All others give the margins"
                + " of mlcd, which is checked on " + Workload.ROWS
                + " rows, with and without missing values, one by one and in"
                + " batches: a difference above " + Agreement.TOLERANCE
                + ", relative to the larger of 1 and the margin, ends the run.");
        line("- Java heap: live bytes that one more loaded model takes, the median of five.");
        line("- Times, ratios and turns as in [inference.md](inference.md).");
        line("- `compression.csv` has every number of every round.");
    }
}
