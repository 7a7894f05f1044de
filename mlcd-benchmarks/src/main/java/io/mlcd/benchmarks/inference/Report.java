package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Machine;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what a run found: a page, all numbers, and a plot. */
final class Report {
    private final Settings settings;
    private final Machine machine;
    private final Results results;

    Report(Settings settings, Machine machine, Results results) {
        this.settings = settings;
        this.machine = machine;
        this.results = results;
    }

    void write() throws IOException {
        Files.createDirectories(settings.results());
        String name = settings.bench().file();
        Files.writeString(settings.results().resolve(name + ".md"), page());
        Files.writeString(settings.results().resolve(name + ".csv"), csv());
        Files.writeString(settings.results().resolve(name + ".svg"), plot().svg());
    }

    private String page() {
        return switch (settings.bench()) {
            case INFERENCE -> new Page(settings, machine, results).text();
            case COMPRESSION -> new CompressionPage(settings, machine, results).text();
            case ROWS -> new RowsPage(settings, machine, results).text();
        };
    }

    /** Every number of every round. */
    String csv() {
        StringBuilder text = new StringBuilder("workload,contender,mode,threads,round,measure,value\n");
        for (Sample sample : results.samples()) {
            Cell cell = sample.cell();
            String place = cell.workload().id() + "," + cell.contender().id() + ","
                    + cell.mode().id() + "," + cell.threads() + "," + sample.round() + ",";
            line(text, place + "nanoseconds per row", sample.nanosPerRow());
            line(text, place + "bytes allocated per call", sample.bytesPerCall());
        }
        for (Map.Entry<Results.Entry, Footprint> entry : results.footprints().entrySet()) {
            String place = entry.getKey().workload().id() + ","
                    + entry.getKey().contender().id() + ",,,,";
            Footprint footprint = entry.getValue();
            line(text, place + "milliseconds to load", footprint.loadMillis().median());
            line(
                    text,
                    place + "milliseconds to load (least)",
                    footprint.loadMillis().min());
            line(
                    text,
                    place + "milliseconds to load (most)",
                    footprint.loadMillis().max());
            line(text, place + "bytes in memory", footprint.memory());
            line(text, place + "bytes of the file", (double) footprint.bytes());
            line(text, place + "bytes of the file after gzip", (double) footprint.zipped());
            line(text, place + "bytes of the model alone", (double) footprint.form());
            line(text, place + "bytes of the model alone after gzip", (double) footprint.formZipped());
            line(text, place + "largest difference", footprint.difference());
        }
        return text.toString();
    }

    private static void line(StringBuilder text, String place, double value) {
        text.append(place).append(',').append(value).append('\n');
    }

    private Plot plot() {
        List<Plot.Panel> panels = new ArrayList<>();
        for (Workload workload : settings.workloads()) {
            for (Mode mode : settings.bench().modes()) {
                panels.add(new Plot.Panel(title(workload, mode), bars(workload, mode)));
            }
        }
        return new Plot(
                "Nanoseconds per row, one thread (logarithmic scale; median of the rounds, whiskers from least to most)",
                machine.processor() + ", " + machine.system(),
                panels);
    }

    private String title(Workload workload, Mode mode) {
        return workload.id() + ", " + (mode == Mode.SINGLE ? "row by row" : settings.batchRows() + " rows a call");
    }

    private List<Plot.Bar> bars(Workload workload, Mode mode) {
        List<Plot.Bar> bars = new ArrayList<>();
        for (Contender contender : settings.contenders()) {
            if (contender.kind() != Contender.Kind.VARIANT) {
                results.nanos(new Cell(workload, contender, mode, 1))
                        .ifPresent(nanos -> bars.add(
                                new Plot.Bar(contender.title(settings.classPath(contender)), nanos, contender.kind())));
            }
        }
        return bars;
    }
}
