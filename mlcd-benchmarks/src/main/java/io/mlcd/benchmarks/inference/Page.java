package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Figures;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.inference.Contender.Kind;
import io.mlcd.benchmarks.inference.Results.Entry;
import java.util.Optional;

/** The report on the inference core in Markdown. */
final class Page extends Sheet {
    private static final double MEGA = 1e6;

    Page(Settings settings, Machine machine, Results results) {
        super("The inference core beside its peers", settings, machine, results);
    }

    @Override
    void write() {
        settings.workloads().forEach(this::workload);
        variants();
        footprints();
        absent();
        method();
    }

    private void workload(Workload workload) {
        line("## " + workload.id() + ": " + workload.title());
        line("");
        table(
                "engine",
                "code",
                "single, ns per row",
                "times mlcd",
                "batch, ns per row",
                "times mlcd",
                "bytes allocated, single",
                "largest difference");
        for (Contender contender : settings.contenders()) {
            if (contender.kind() != Kind.VARIANT) {
                engine(workload, contender);
            }
        }
        line("");
    }

    private void engine(Workload workload, Contender contender) {
        Footprint footprint = results.footprints().get(new Entry(workload, contender));
        if (footprint == null) {
            return;
        }
        Cell single = new Cell(workload, contender, Mode.SINGLE, 1);
        Cell batch = new Cell(workload, contender, Mode.BATCH, 1);
        row(
                title(contender),
                contender.kind() == Kind.NATIVE ? "native" : "Java",
                figure(results.nanos(single)),
                figure(results.ratio(single, new Cell(workload, Contender.MLCD, Mode.SINGLE, 1))),
                figure(results.nanos(batch)),
                figure(results.ratio(batch, new Cell(workload, Contender.MLCD, Mode.BATCH, 1))),
                results.bytes(single)
                        .map(bytes -> Long.toString(Math.round(bytes.median())))
                        .orElse("-"),
                difference(footprint));
    }

    private void variants() {
        line("## mlcd at other work");
        line("");
        table("what", "workload", "single, ns per row", "times mlcd", "batch, ns per row", "times mlcd");
        for (Contender contender : settings.contenders()) {
            for (Workload workload : settings.workloads()) {
                if (contender.kind() == Kind.VARIANT
                        && results.footprints().containsKey(new Entry(workload, contender))) {
                    variant(title(contender), workload, contender, 1);
                }
            }
        }
        for (Workload workload : settings.workloads()) {
            variant("mlcd, double[], 2 threads, each of them", workload, Contender.MLCD, 2);
        }
        line("");
        table("2 threads do", "single", "batch");
        for (Workload workload : settings.workloads()) {
            row(workload.id(), speedup(workload, Mode.SINGLE), speedup(workload, Mode.BATCH));
        }
        line("");
    }

    private void variant(String what, Workload workload, Contender contender, int threads) {
        Cell single = new Cell(workload, contender, Mode.SINGLE, threads);
        Cell batch = new Cell(workload, contender, Mode.BATCH, threads);
        row(
                what,
                workload.id(),
                figure(results.nanos(single)),
                figure(results.ratio(single, new Cell(workload, Contender.MLCD, Mode.SINGLE, 1))),
                figure(results.nanos(batch)),
                figure(results.ratio(batch, new Cell(workload, Contender.MLCD, Mode.BATCH, 1))));
    }

    private String speedup(Workload workload, Mode mode) {
        Optional<Spread> speed = results.ratio(
                        new Cell(workload, Contender.MLCD, mode, 1), new Cell(workload, Contender.MLCD, mode, 2))
                .map(each -> new Spread(2 * each.median(), 2 * each.min(), 2 * each.max()));
        return figure(speed) + " times the work of one";
    }

    private void footprints() {
        line("## Size, memory, loading");
        line("");
        table(
                "engine",
                "workload",
                "file, MB",
                "after gzip, MB",
                "warm load to the first score, ms",
                "Java heap, MB",
                "process (native), MB");
        for (Workload workload : settings.workloads()) {
            for (Contender contender : settings.contenders()) {
                Footprint found = results.footprints().get(new Entry(workload, contender));
                if (found != null) {
                    footprint(workload, contender, found);
                }
            }
        }
        line("");
    }

    private void footprint(Workload workload, Contender contender, Footprint found) {
        String memory = Figures.of(found.memory() / MEGA);
        boolean isNative = contender.kind() == Kind.NATIVE;
        row(
                title(contender),
                workload.id(),
                Figures.of(found.bytes() / MEGA),
                Figures.of(found.zipped() / MEGA),
                Figures.of(found.loadMillis()),
                isNative ? "" : memory,
                isNative ? memory : "");
    }

    private void absent() {
        notRun(
                "ONNX Runtime 1.24 and later: 1.29.0 ended the JVM when its environment was made, on Debian 12, amd64",
                "JPMML (AGPL) and Weka (GPL): neither reads these files nor takes these trees one by one");
    }

    private void method() {
        line("## Method");
        line("");
        line(
                "- All engines hold the same trees. XGBoost and ONNX Runtime read their own files of them; H2O's predictor reads the"
                        + " old binary format, written by XGBoost; LightGBM, Smile and Tribuo are given the trees one by one,"
                        + " `x < t` as `x <= ` the number before t.");
        line("- All give margins: no link function is computed, in ONNX its `post_transform` is set to `NONE`. Before"
                + " anything is timed, the margins of all " + Workload.ROWS
                + " rows, row by row and in batches, are compared"
                + " with mlcd's; where the peer sends missing values as the trees say, once more with 5 % of them missing."
                + " A difference above " + Agreement.TOLERANCE
                + ", relative to the larger of 1 and the margin, ends the run."
                + " Peers add in 32 bits, hence the differences.");
        line(
                "- The rows were not trained on and go round, so that no branch is learnt by heart. Inputs are made ready in the form"
                        + " each engine likes best, outside the timing; an exception is XGBoost's `DMatrix`, made anew for each call,"
                        + " because XGBoost remembers its predictions for one it has seen. Results are copied into the caller's"
                        + " `double[]` by every engine. H2O, Smile and Tribuo have no batch of their own or a slower one: their batch"
                        + " is a loop, Tribuo's own.");
        line(
                "- Every turn is a JMH fork with `OMP_NUM_THREADS=1`; contenders that are compared take turns one after the other,"
                        + " in every round. A time is the median of the rounds with the least and the most; a ratio is taken in each"
                        + " round by itself, then the median of those.");
        line(
                "- Warm load: from the bytes in memory to the first score, again and again in one JVM, the median of the later half."
                        + " Java heap: live bytes that one more loaded model takes, the median of five; of native peers it"
                        + " is the process that grows.");
        line("- `inference.csv` has every number of every round.");
    }
}
