package io.mlcd.benchmarks.training;

import static io.mlcd.benchmarks.common.Markdown.figure;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Markdown;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The report in Markdown. */
final class TrainingPage {
    private static final double LOSS_TOLERANCE = 0.01;
    private static final double ACCURACY_TOLERANCE = 0.005;

    private final Plan<Workload> plan;
    private final Machine machine;
    private final Found found;
    private final Markdown page;

    TrainingPage(Plan<Workload> plan, Machine machine, Found found) {
        this.plan = plan;
        this.machine = machine;
        this.found = found;
        page = new Markdown("Training beside peers", plan.quick());
    }

    String text() {
        String java = found.samples().stream()
                .map(sample -> sample.outcome().java())
                .distinct()
                .collect(Collectors.joining(", "));
        page.where(machine, java, plan.date(), plan.suite(), plan.told());
        page.row("rounds", Integer.toString(plan.rounds()));
        page.row("a turn", "two fits with " + Plan.THREADS + " threads in a new JVM");
        page.line("");
        for (Workload workload : plan.workloads()) {
            if (workload.kind() != Workload.Kind.SCALE) {
                workload(workload);
            }
        }
        if (!scales().isEmpty()) {
            scale();
        }
        notRun();
        method();
        return page.text();
    }

    private List<Contender> contenders(Workload workload) {
        return plan.contenders().stream()
                .filter(workload.contenders()::contains)
                .toList();
    }

    private void workload(Workload workload) {
        page.paragraph("## " + workload.id() + ": " + workload.title(plan.quick()));
        page.table(
                "library",
                "code",
                "trees",
                "first fit, s",
                "times the faster peer",
                "second fit, s",
                "times the faster peer",
                "log loss",
                "ROC AUC",
                "accuracy",
                "peak of the process, MB");
        for (Contender contender : contenders(workload)) {
            if (found.spread(workload, contender, Outcome::firstSeconds).isPresent()) {
                library(workload, contender);
            }
        }
        page.line("");
        found.timesLeastPeer(workload, Contender.MLCD, Outcome::firstPerTree).ifPresent(times -> verdict(workload));
    }

    private void library(Workload workload, Contender contender) {
        page.row(
                contender.title(),
                contender.isNative() ? "native" : "Java",
                Integer.toString(workload.trees(contender, plan.quick())),
                figure(found.spread(workload, contender, Outcome::firstSeconds)),
                figure(found.timesLeastPeer(workload, contender, Outcome::firstPerTree)),
                figure(found.spread(workload, contender, Outcome::secondSeconds)),
                figure(found.timesLeastPeer(workload, contender, Outcome::secondPerTree)),
                digits(found.spread(
                        workload, contender, outcome -> outcome.quality().logLoss())),
                digits(found.spread(
                        workload, contender, outcome -> outcome.quality().rocAuc())),
                digits(found.spread(
                        workload, contender, outcome -> outcome.quality().accuracy())),
                figure(found.spread(workload, contender, outcome -> outcome.peakBytes() / 1e6)));
    }

    private static String digits(Optional<Spread> spread) {
        return spread.filter(each -> Double.isFinite(each.median()))
                .map(each -> String.format(Locale.ROOT, "%.4f", each.median()))
                .orElse("-");
    }

    private void verdict(Workload workload) {
        String times = "mlcd takes "
                + figure(found.timesLeastPeer(workload, Contender.MLCD, Outcome::firstPerTree))
                + " times as long for a tree as the faster peer in the first fit of a JVM, "
                + figure(found.timesLeastPeer(workload, Contender.MLCD, Outcome::secondPerTree)) + " in the second.";
        page.paragraph(times + (workload.kind() == Workload.Kind.FOREST ? accuracy(workload) : loss(workload)));
    }

    private String loss(Workload workload) {
        ToDoubleFunction<Outcome> loss = outcome -> outcome.quality().logLoss();
        if (found.leastPeer(workload, loss).isEmpty()) {
            return "";
        }
        double ratio =
                found.spread(workload, Contender.MLCD, loss).orElseThrow().median()
                        / found.leastPeer(workload, loss).getAsDouble();
        return String.format(
                Locale.ROOT,
                " Its log loss is %.4f times the lowest of the peers: %s.",
                ratio,
                ratio <= 1 + LOSS_TOLERANCE ? "within 1 %" : "more than 1 % above");
    }

    private String accuracy(Workload workload) {
        ToDoubleFunction<Outcome> accuracy = outcome -> outcome.quality().accuracy();
        if (found.largestPeer(workload, accuracy).isEmpty()) {
            return "";
        }
        double difference =
                found.spread(workload, Contender.MLCD, accuracy).orElseThrow().median()
                        - found.largestPeer(workload, accuracy).getAsDouble();
        return String.format(
                Locale.ROOT,
                " Its accuracy less the highest of the peers is %+.4f: %s.",
                difference,
                difference >= -ACCURACY_TOLERANCE ? "within 0.005" : "more than 0.005 below");
    }

    /** The fewest rows first, however they were asked for. */
    private List<Workload> scales() {
        return plan.workloads().stream()
                .filter(each -> each.kind() == Workload.Kind.SCALE)
                .sorted()
                .toList();
    }

    private void scale() {
        List<Workload> scales = scales();
        page.paragraph("## scale: boosting, " + scales.get(0).trees(Contender.MLCD, plan.quick())
                + " trees, depth 6, of more and more rows");
        page.table(
                "library",
                "rows",
                "first fit, s",
                "seconds a row, times those of the fewest rows",
                "second fit, s",
                "seconds a row, times those of the fewest rows");
        for (Contender contender : contenders(scales.get(0))) {
            for (Workload workload : scales) {
                if (found.spread(workload, contender, Outcome::firstSeconds).isPresent()) {
                    page.row(
                            contender.title(),
                            String.format(Locale.ROOT, "%,d", workload.rows(plan.quick())),
                            figure(found.spread(workload, contender, Outcome::firstSeconds)),
                            figure(growth(workload, contender, Outcome::firstSeconds)),
                            figure(found.spread(workload, contender, Outcome::secondSeconds)),
                            figure(growth(workload, contender, Outcome::secondSeconds)));
                }
            }
        }
        page.line("");
        if (scales.size() == 1) {
            return;
        }
        growth(scales.get(scales.size() - 1), Contender.MLCD, Outcome::secondSeconds)
                .ifPresent(growth -> page.paragraph("mlcd's second fit grows "
                        + (growth.median() <= 1 ? "no faster" : "faster") + " than the rows: "
                        + figure(Optional.of(growth)) + " times the seconds a row."));
    }

    /** Seconds a row, as a multiple of those of the fewest rows. */
    private Optional<Spread> growth(Workload workload, Contender contender, ToDoubleFunction<Outcome> seconds) {
        Workload fewest = scales().get(0);
        double rows = (double) workload.rows(plan.quick()) / fewest.rows(plan.quick());
        return found.growth(fewest, workload, contender, seconds)
                .map(each -> new Spread(each.median() / rows, each.min() / rows, each.max() / rows));
    }

    private void notRun() {
        List<String> reasons = new ArrayList<>();
        found.absent()
                .forEach((entry, reason) -> reasons.add(
                        entry.contender().title() + " at " + entry.workload().id() + ": "
                                + reason.lines().findFirst().orElse("")));
        Training.contenders().stream()
                .filter(each -> !plan.contenders().contains(each))
                .forEach(each -> reasons.add(each.title() + ": left out of this run"));
        page.notRun(reasons);
    }

    private void method() {
        page.paragraph("## Method");
        page.line(
                "- A fit is from a matrix of 32-bit numbers, row by row, to a model: the library's own kind of rows, binning and"
                        + " growing are in the time; loading native code is not. lightgbm4j copies a matrix number by number, as it does"
                        + " for every user.");
        page.line(
                "- The first fit is the first of its JVM, with compilation of Java's code in its time; the second is the same once"
                        + " more. Every turn has a new JVM (`-Xmx4g`, otherwise as it comes), and in a round those that are compared take"
                        + " turns one after the other. A time is the median of the rounds with the least and the most; a ratio is taken in"
                        + " each round by itself, for a tree, then the median of those.");
        page.line(
                "- Boosting: rate 0.1, 255 bins, leaves of a hessian of at least 1, an L2 penalty of 1, no sampling, no early"
                        + " stopping. mlcd and XGBoost (`hist`) grow level by level, LightGBM best leaf first within the same depth and its"
                        + " 64 leaves; `min_data_in_leaf` is 1 instead of 20. All else is as each library has it.");
        page.line(
                "- Forests: rows drawn with replacement, leaves and features tried as told, depth not limited, seed 1. mlcd bins"
                        + " (255), the peers sort. Smile also tests itself out of bag, which cannot be turned off. Tribuo uses one thread"
                        + " and takes so long that it grows 3 trees only; look at its time for a tree, not at its accuracy.");
        page.line("- The rows come from `SyntheticRows(28, 2, 1.0, 11)`; tested are the " + Workload.TESTED
                + " rows after those trained on. letter (UCI, D. Slate, 1991, CC BY 4.0): 16,000 rows train, 4,000 test, mixed by a"
                + " seed.");
        page.line(
                "- The peak is the most memory that the process ever had until the end of the first fit, with the rows and the JVM.");
        page.line("- `training.csv` has every number of every round.");
    }
}
