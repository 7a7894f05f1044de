package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Spread;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class ReportTest {
    private static final Machine MACHINE = new Machine("a <fast> processor", 2, "a system");

    private final Results results = new Results();

    @TempDir
    Path folder;

    @BeforeEach
    void threeRounds() {
        add(Contender.MLCD, 1, 3_000, 3_300, 3_100);
        add(Contender.MLCD, 2, 3_000, 3_300, 3_200);
        add(Contender.H2O, 1, 30_000, 66_000, 31_000);
        add(Contender.MLCD_MISSING, 1, 6_000, 6_600, 6_200);
        results.addAbsent(new Results.Entry(Workload.GBT10, Contender.LIGHTGBM), "it crashes");
    }

    private void add(Contender contender, int threads, double... nanos) {
        Footprint footprint = new Footprint(
                "JVM 17", 1e-7, 2_230_000, 750_000, 2_000_000, 700_000, new Spread(8.5, 8.25, 11), 1_260_000);
        results.add(new Results.Entry(Workload.GBT2, contender), footprint);
        for (int round = 1; round <= nanos.length; round++) {
            results.add(
                    new Sample(new Cell(Workload.GBT2, contender, Mode.SINGLE, threads), round, nanos[round - 1], 24));
        }
    }

    private Settings settings() {
        Properties given = new Properties();
        given.setProperty("bench.results", folder.toString());
        given.setProperty("bench.rounds", "3");
        return Settings.of(Bench.INFERENCE, given);
    }

    /** With the version that is on this class path: the profile {@code bench} adds the peers. */
    private String title(Contender contender) {
        return contender.title(settings().classPath(contender));
    }

    @Test
    void page_threeRounds_mediansRangesAndRatiosOfEachRound() {
        assertThat(new Page(settings(), MACHINE, results).text())
                .contains("| mlcd, double[] | Java | 3,100 (3,000 to 3,300) | 1.00 | - | - | 24 | 1e-07 |")
                .contains("| Java | 31,000 (30,000 to 66,000) | 10.0 (10.0 to 20.0) | - | - | 24 | 1e-07 |")
                .contains(
                        "| mlcd, double[], 5 % of the values missing | gbt2 | 6,200 (6,000 to 6,600) | 2.00 | - | - |")
                .contains("| gbt2 | 2.00 (1.94 to 2.00) times the work of one | - times the work of one |")
                .contains("| mlcd, double[] | gbt2 | 2.23 | 0.75 | 8.50 (8.25 to 11.0) | 1.26 |  |")
                .contains("- " + title(Contender.LIGHTGBM) + " at gbt10: it crashes")
                .contains("-Dbench=Inference -Dbench.rounds=3`")
                .doesNotContain(folder.toString());
    }

    @Test
    void page_contendersNotAskedFor_namedAsLeftOut() {
        Properties given = new Properties();
        given.setProperty("bench.contenders", "mlcd-missing");
        assertThat(new Page(Settings.of(Bench.INFERENCE, given), MACHINE, results).text())
                .contains("- " + title(Contender.H2O) + ": left out of this run")
                .doesNotContain("missing: left out");
    }

    @Test
    void write_anyResults_threeFiles() throws Exception {
        new Report(settings(), MACHINE, results).write();
        assertThat(Files.readString(folder.resolve("inference.csv")))
                .startsWith("workload,contender,mode,threads,round,measure,value\n")
                .contains("gbt2,h2o,single,1,2,nanoseconds per row,66000.0\n")
                .contains("gbt2,h2o,,,,bytes in memory,1260000.0\n");
        assertThat(folder.resolve("inference.md")).isNotEmptyFile();
        Document plot = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(folder.resolve("inference.svg").toFile());
        assertThat(plot.getDocumentElement().getTextContent())
                .contains("a <fast> processor")
                .contains("gbt2, row by row")
                .contains("31,000")
                .doesNotContain("missing");
    }

    @Test
    void write_rows_waysBesideTribuosRows() throws Exception {
        Results rows = new Results();
        Footprint footprint = new Footprint("JVM 17", 1e-16, 1, 1, 1, 1, new Spread(1, 1, 1), 1);
        double[] nanos = {3_000, 4_000, 150_000};
        Contender[] ways = {Contender.ROW, Contender.ROW_MAP, Contender.TRIBUO_ROWS};
        for (int i = 0; i < ways.length; i++) {
            rows.add(new Results.Entry(Workload.ADULT_FOREST, ways[i]), footprint);
            rows.add(new Sample(new Cell(Workload.ADULT_FOREST, ways[i], Mode.SINGLE, 1), 1, nanos[i], 32));
        }
        Properties given = new Properties();
        given.setProperty("bench.results", folder.toString());
        new Report(Settings.of(Bench.ROWS, given), MACHINE, rows).write();
        assertThat(Files.readString(folder.resolve("rows.md")))
                .contains("![Nanoseconds per row](rows.svg)")
                .contains("process-classes -Dbench=Rows`")
                .contains("| mlcd, predict(Row) | 3,000 | 1.00 | 50.0 | 32 | 1e-16 |")
                .contains("| mlcd, predict(Map) | 4,000 | 1.33 | 37.5 | 32 | 1e-16 |")
                .contains(", RowProcessor and predict | 150,000 | 50.0 |  | 32 | 1e-16 |");
        assertThat(folder.resolve("rows.csv"))
                .content()
                .contains("adult-rf,mlcd-row,single,1,1,nanoseconds per row,3000.0");
        assertThat(folder.resolve("rows.svg")).content().contains("adult-rf, row by row");
    }

    @Test
    void write_compression_sizesTimesAndHeap() throws Exception {
        Results found = new Results();
        Contender[] who = {Contender.MLCD, Contender.MLCD_COMPACT, Contender.MLCD_COMPRESSED, Contender.TRIBUO};
        double[] nanos = {2_000, 20_000, 1_500, 500_000};
        for (int i = 0; i < who.length; i++) {
            long form = who[i] == Contender.TRIBUO ? 9_000_000 : 150_000;
            Footprint footprint = new Footprint(
                    "JVM 17", 0, form + 20_000, form / 2 + 9_000, form, form / 2, new Spread(1, 1, 1), 240_000);
            found.add(new Results.Entry(Workload.GBT2, who[i]), footprint);
            found.add(new Sample(new Cell(Workload.GBT2, who[i], Mode.SINGLE, 1), 1, nanos[i], 0));
            found.add(new Sample(new Cell(Workload.GBT2, who[i], Mode.BATCH, 1), 1, nanos[i] / 2, 0));
        }
        Properties given = new Properties();
        given.setProperty("bench.results", folder.toString());
        new Report(Settings.of(Bench.COMPRESSION, given), MACHINE, found).write();
        assertThat(Files.readString(folder.resolve("compression.md")))
                .contains("process-classes -Dbench=Compression`")
                .contains("| mlcd, double[], the model alone | 150,000 | 1.00 | 75,000 | 1.00 |")
                .contains("| mlcd, double[], the whole file | 170,000 | 1.13 | 84,000 | 1.12 |")
                .contains("'s protobuf | 9,020,000 | 60.1 | 4,509,000 | 60.1 |")
                .contains("| mlcd, loaded compactly | 20,000 | 10.0 | 25.0 | 10,000 | 10.0 | 25.0 | 0e+00 |")
                .contains("| mlcd, compressed | 1,500 | 0.75 | 333 | 750 | 0.75 | 333 | 0e+00 |")
                .contains("| mlcd, loaded compactly | gbt2 | 240,000 | 1.60 | 245,536 | 1.00 |");
        assertThat(folder.resolve("compression.csv"))
                .content()
                .contains("gbt2,mlcd,,,,bytes of the model alone,150000.0\n");
    }

    @Test
    void svg_tenTimesTheValue_oneStepMore() throws Exception {
        Plot plot = new Plot(
                "title",
                "below",
                List.of(new Plot.Panel(
                        "panel",
                        List.of(
                                new Plot.Bar("a", new Spread(100, 100, 100), Contender.Kind.OURS),
                                new Plot.Bar("b", new Spread(1_000, 1_000, 10_000), Contender.Kind.NATIVE)))));
        Document svg = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new ByteArrayInputStream(plot.svg().getBytes(StandardCharsets.UTF_8)));
        var bars = svg.getElementsByTagName("rect");
        double first = Double.parseDouble(
                bars.item(1).getAttributes().getNamedItem("width").getNodeValue());
        double second = Double.parseDouble(
                bars.item(2).getAttributes().getNamedItem("width").getNodeValue());
        assertThat(first).isPositive();
        assertThat(second).isCloseTo(2 * first, within(0.2)); // the scale begins at 10
    }
}
