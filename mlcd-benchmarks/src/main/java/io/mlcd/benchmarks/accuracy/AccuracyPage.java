package io.mlcd.benchmarks.accuracy;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Markdown;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Plan;
import io.mlcd.benchmarks.learners.Quality;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** The report in Markdown. */
final class AccuracyPage {
    private final Plan<DataSet> plan;
    private final Machine machine;
    private final Map<DataSet, Marks> found;
    private final List<String> absent;
    private final Markdown page;
    private final List<Paired.Verdict> verdicts = new ArrayList<>();

    /**
     * A page.
     *
     * @param absent who was not run, and why
     */
    AccuracyPage(Plan<DataSet> plan, Machine machine, Map<DataSet, Marks> found, List<String> absent) {
        this.plan = plan;
        this.machine = machine;
        this.found = found;
        this.absent = absent;
        page = new Markdown("Boosted trees on public data, beside peers", plan.quick());
    }

    String text() {
        String java = found.values().stream().map(Marks::java).distinct().collect(Collectors.joining(", "));
        page.where(machine, java, plan.date(), plan.suite(), plan.told());
        page.row("splits of each set", Integer.toString(plan.rounds()));
        page.line("");
        losses();
        verdict("mlcd", verdicts);
        others();
        page.notRun(absent);
        method();
        return page.text();
    }

    private void losses() {
        page.paragraph("## Losses, less is better");
        List<String> head = new ArrayList<>(List.of("data", "rows", "features", "measure"));
        plan.contenders().forEach(contender -> head.add(contender.title()));
        head.addAll(List.of("better peer", "mlcd less that peer", "standard error", "verdict"));
        page.table(head.toArray(String[]::new));
        found.forEach((set, marks) -> page.row(losses(set, marks).toArray(String[]::new)));
        page.line("");
    }

    private List<String> losses(DataSet set, Marks marks) {
        List<String> row = new ArrayList<>(List.of(
                set.id() + (set.inTime() ? ", in time" : ""),
                String.format(Locale.ROOT, "%,d", marks.rows()),
                Integer.toString(marks.features()),
                set.measure()));
        plan.contenders().forEach(contender -> row.add(mean(marks, contender, set::loss)));
        Optional<Contender> peer = betterPeer(marks, set::loss);
        if (peer.isEmpty()) {
            row.addAll(List.of("-", "-", "-", "-"));
            return row;
        }
        Paired paired = paired(marks, peer.get(), set::loss);
        verdicts.add(paired.verdict());
        row.addAll(List.of(
                peer.get().id(),
                signed(paired.mean()),
                digits(paired.standardError()),
                paired.verdict().text()));
        return row;
    }

    private static String signed(double number) {
        return (number < 0 ? "" : "+") + digits(number);
    }

    /** Which peer's mean loss is the least. */
    private static Optional<Contender> betterPeer(Marks marks, ToDoubleFunction<Quality> loss) {
        return marks.qualities().keySet().stream()
                .filter(each -> each != Contender.MLCD)
                .min(Comparator.comparingDouble(each -> mean(losses(marks, each, loss))));
    }

    private static Paired paired(Marks marks, Contender peer, ToDoubleFunction<Quality> loss) {
        return Paired.of(losses(marks, Contender.MLCD, loss), losses(marks, peer, loss));
    }

    private static double[] losses(Marks marks, Contender contender, ToDoubleFunction<Quality> loss) {
        return marks.qualities().getOrDefault(contender, List.of()).stream()
                .mapToDouble(loss)
                .toArray();
    }

    private static String mean(Marks marks, Contender contender, ToDoubleFunction<Quality> measure) {
        List<Quality> qualities = marks.qualities().getOrDefault(contender, List.of());
        return qualities.isEmpty()
                ? "-"
                : digits(mean(qualities.stream().mapToDouble(measure).toArray()));
    }

    private static double mean(double[] numbers) {
        double sum = 0;
        for (double number : numbers) {
            sum += number;
        }
        return sum / numbers.length;
    }

    /** Five digits or so: the differences are small. */
    private static String digits(double number) {
        double size = Math.abs(number);
        String format = size >= 1_000 ? "%.1f" : size >= 10 ? "%.3f" : size >= 0.01 ? "%.5f" : "%.6f";
        return String.format(Locale.ROOT, format, number);
    }

    private void others() {
        page.paragraph("## In other measures, more is better");
        List<String> head = new ArrayList<>(List.of("data", "measure"));
        plan.contenders().forEach(contender -> head.add(contender.title()));
        head.addAll(List.of("better peer", "mlcd less that peer", "standard error", "verdict"));
        page.table(head.toArray(String[]::new));
        List<Paired.Verdict> its = new ArrayList<>();
        found.forEach((set, marks) -> {
            List<String> row = new ArrayList<>(List.of(set.id(), set.other()));
            plan.contenders().forEach(contender -> row.add(mean(marks, contender, set::other)));
            ToDoubleFunction<Quality> loss = quality -> -set.other(quality);
            Optional<Contender> peer = betterPeer(marks, loss);
            if (peer.isPresent()) {
                Paired paired = paired(marks, peer.get(), loss);
                its.add(paired.verdict());
                row.addAll(List.of(
                        peer.get().id(),
                        signed(-paired.mean()),
                        digits(paired.standardError()),
                        paired.verdict().text()));
            } else {
                row.addAll(List.of("-", "-", "-", "-"));
            }
            page.row(row.toArray(String[]::new));
        });
        page.line("");
        verdict("By these measures mlcd", its);
    }

    private void verdict(String who, List<Paired.Verdict> its) {
        page.paragraph(who + " is better than the better peer or within one standard error of it on "
                + count(its, Paired.Verdict.WITHIN_ONE) + " of " + its.size() + " sets, within two on "
                + count(its, Paired.Verdict.WITHIN_TWO) + ".");
    }

    private static long count(List<Paired.Verdict> its, Paired.Verdict worst) {
        return its.stream().filter(each -> each.compareTo(worst) <= 0).count();
    }

    private void method() {
        page.paragraph("## Method");
        page.line("- All train " + Scoring.recipe(plan.quick()).trees()
                + " rounds of trees of depth 6 with rate 0.1, 255 bins,"
                + " leaves of a hessian of at least 1 and an L2 penalty of 1, without sampling and early stopping; LightGBM with 64"
                + " leaves and `min_data_in_leaf` 1. All else is as each library has it, also by what it"
                + " multiplies the hessians of more than two classes.");
        page.line(
                "- Categories are categories in all of them, by the same codes, and missing values are missing. XGBoost is told"
                        + " them as feature types, LightGBM by `categorical_feature`. Numbers have 32 bits. Every library trains on the"
                        + " same rows and is tested on the same.");
        page.line(
                "- Splits: four fifths of the rows to train on and a fifth to test, drawn anew by seed 1; in time: windows of"
                        + " half of the rows that roll from the first to the last, of each the first four fifths to train on and the last"
                        + " to test. Splits share rows, so that the standard errors are smaller than those of other rows would be.");
        page.line(
                "- A figure is the mean over the splits. The difference is mlcd's loss less that of the peer whose mean is the"
                        + " least, split by split; its standard error is the deviation of these differences by the root of their number.");
        page.line(
                "- telco is without `customerID`; bike without `instant` and `dteday`, and without `casual` and `registered`,"
                        + " which add up to the target. adult is its training file. Sources and licences are in the README of the data.");
        page.line("- `accuracy.csv` has every number of every split.");
    }
}
