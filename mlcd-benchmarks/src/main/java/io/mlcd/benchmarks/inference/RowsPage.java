package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.inference.Contender.Kind;
import io.mlcd.benchmarks.inference.Results.Entry;

/** The report on rows by name in Markdown. */
final class RowsPage extends Sheet {
    RowsPage(Settings settings, Machine machine, Results results) {
        super("Rows by name, beside other ways", settings, machine, results);
    }

    @Override
    void write() {
        settings.workloads().forEach(this::workload);
        notRun(
                "JPMML (AGPL): may not be used here; PMML4S reads the same kind of file",
                "PMML4S after 0.9.15: not on Maven Central for Scala 2.13");
        method();
    }

    private void workload(Workload workload) {
        line("## " + workload.id() + ": " + workload.title());
        line("");
        table(
                "way",
                "ns per row",
                "times mlcd's predict(Row)",
                "Tribuo's rows take, times that",
                "bytes allocated",
                "largest difference");
        for (Contender contender : settings.contenders()) {
            way(workload, contender);
        }
        line("");
    }

    private void way(Workload workload, Contender contender) {
        Footprint footprint = results.footprints().get(new Entry(workload, contender));
        if (footprint == null) {
            return;
        }
        Cell cell = cell(workload, contender);
        row(
                title(contender),
                figure(results.nanos(cell)),
                figure(results.ratio(cell, cell(workload, Contender.ROW))),
                contender.kind() == Kind.OURS ? figure(results.ratio(cell(workload, Contender.TRIBUO_ROWS), cell)) : "",
                results.bytes(cell)
                        .map(bytes -> Long.toString(Math.round(bytes.median())))
                        .orElse("-"),
                difference(footprint));
    }

    private static Cell cell(Workload workload, Contender contender) {
        return new Cell(workload, contender, Mode.SINGLE, 1);
    }

    private void method() {
        line("## Method");
        line("");
        line(
                "- The data are the census incomes of 1994 known as adult (UCI), 32,561 people: 6 numbers and 8 texts each, some of"
                        + " the texts missing. The first " + Adult.TRAINED + " trained the models, the last "
                        + Workload.ROWS
                        + " are asked about and go round. XGBoost trained on numbers and one column of 0 and 1 for each text"
                        + " (`AdultTrainer`); all ways walk these trees. mlcd's model takes the raw texts, and its preparation is"
                        + " compiled into the trees; Tribuo is given the trees over the features that its `RowProcessor` makes; the PMML"
                        + " file that the suite writes asks for texts by `equal`.");
        line(
                "- An answer is the probability of an income above 50,000. Of the boosted trees Tribuo and PMML4S give the sum, and"
                        + " their adapter computes the logistic function. Before anything is timed the answers of all rows are compared"
                        + " with mlcd's; a difference above " + Agreement.TOLERANCE
                        + " ends the run. The peers hold leaves and sums as XGBoost"
                        + " does, mlcd's forest holds both classes, hence the differences.");
        line(
                "- What is made ready outside the timing: for predict(Row) the `Row`, for predict(Map) a `HashMap` of `Double` and"
                        + " `String`, for score(double[]) the codes; for Tribuo's RowProcessor and for mlcd's map of texts a `HashMap` of"
                        + " texts only, of which the numbers are parsed inside the timing; for predict(Example) the `Example`. A missing"
                        + " text is null in a `Row` and absent from a map. Texts are objects of each row's own. Names are the same objects"
                        + " in all rows, not the model's, as a reader of files has them; only those of Row.of are literals.");
        line("- Each answer is kept in a field, so that no JVM can leave its allocation out.");
        line(
                "- Every turn is a JMH fork; those that are compared take turns one after the other, in every round. A time is the"
                        + " median of the rounds with the least and the most; a ratio is taken in each round by itself, then the median"
                        + " of those.");
        line(
                "- `rows.csv` has every number of every round, and also what `inference.md` has of files, loading and memory.");
    }
}
