package io.mlcd.examples;

import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.metric.Metric;
import io.mlcd.ensemble.delivery.DeliveryReport;
import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.HdrHistogram.Histogram;

/** Prints what happened, a line a month. */
final class Ledger {
    private static final String MONTH = "%-8s %-7s %7s %6s %6s %8s %8s %8s %5s  %-45s %s%n";

    private final PrintStream out;

    Ledger(PrintStream out) {
        this.out = out;
    }

    void head() {
        out.printf(
                MONTH,
                "month",
                "version",
                "train",
                "test",
                "AUC",
                "log loss",
                "of live",
                "bytes",
                "s",
                "verdict",
                "live");
    }

    void month(LocalDate date, DeliveryReport report, String verdict, Optional<Version> live) {
        Duration time = report.elapsed().values().stream().reduce(Duration.ZERO, Duration::plus);
        out.printf(
                Locale.ROOT,
                MONTH,
                date.format(DateTimeFormatter.ofPattern("yyyy-MM", Locale.ROOT)),
                number(report.published()),
                count(report.trainRows()),
                count(report.evaluation().rows()),
                metric(report, Metric.ROC_AUC),
                metric(report, Metric.LOG_LOSS),
                report.live()
                        .map(its -> format(its.metric(Metric.LOG_LOSS).orElse(Double.NaN)))
                        .orElse("-"),
                report.artifact().map(Artifact::size).map(Ledger::count).orElse("-"),
                String.format(Locale.ROOT, "%.1f", time.toMillis() / 1000.0),
                verdict,
                number(live));
    }

    void traffic(Traffic traffic) {
        out.printf(Locale.ROOT, "%n%-8s %12s %12s %12s%n", "answered", "predictions", "p50", "p99");
        Histogram all = new Histogram(3);
        for (Map.Entry<Integer, Histogram> version : traffic.latencies().entrySet()) {
            all.add(version.getValue());
            latency("by v" + version.getKey(), version.getValue());
        }
        latency("in all", all);
        out.printf(Locale.ROOT, "failed   %12s%n", count(traffic.failed()));
    }

    private void latency(String by, Histogram histogram) {
        out.printf(
                Locale.ROOT,
                "%-8s %12s %9.1f us %9.1f us%n",
                by,
                count(histogram.getTotalCount()),
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0);
    }

    private static String metric(DeliveryReport report, Metric metric) {
        return format(report.evaluation().metric(metric).orElse(Double.NaN));
    }

    private static String format(double number) {
        return String.format(Locale.ROOT, "%.3f", number);
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String number(Optional<Version> version) {
        return version.map(its -> "v" + its.number()).orElse("-");
    }
}
