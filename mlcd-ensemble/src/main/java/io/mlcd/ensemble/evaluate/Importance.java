package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Feature;
import io.mlcd.api.Predictor;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.metric.Outcomes;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Fit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * How much each feature matters to a model, the most important first. Immutable.
 *
 * <pre>{@code
 * Importance.permutation(model, test, Metric.ROC_AUC);   // of any predictor: what it loses without the feature
 * Importance.gain(model, train);                         // of trees: how much of their answers' variance its splits make
 * Importance.splits(model);                              // of trees: how often they ask for it
 * }</pre>
 *
 * @param of one for each feature, by descending value; equal ones in the order of the signature
 */
public record Importance(List<OfFeature> of) {
    private static final int REPEATS = 5;

    /**
     * Of one feature.
     *
     * @param name the feature
     * @param value how much it matters
     * @param standardDeviation of the value from one repetition to the next; 0 where nothing is repeated
     */
    public record OfFeature(String name, double value, double standardDeviation) {}

    /** Sorts. */
    public Importance {
        of = of.stream()
                .sorted(Comparator.comparingDouble(OfFeature::value).reversed())
                .toList();
    }

    /**
     * Of one feature.
     *
     * @throws IllegalArgumentException if there is none of that name
     */
    public OfFeature of(String name) {
        return of.stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("there is no feature \"" + name + "\"; the features are "
                                + of.stream().map(OfFeature::name).toList()));
    }

    /**
     * By permutation, five times over, on the caller's thread; see {@link #permutation(Predictor, Table, Measure, int, Fit)}.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    public static Importance permutation(Predictor predictor, Table table, Measure measure)
            throws InterruptedException {
        return permutation(predictor, table, measure, REPEATS, Fit.standard());
    }

    /**
     * By permutation: how much worse a measure gets, in its unit, when the values of a feature are shuffled among the rows, so
     * that they tell nothing; about 0 for what is of no use, or below by chance. Features that say the same as others look
     * less important than they are. Ask on rows that the model was not trained on. Cost: features x repeats times scoring
     * the table; a model is asked in batches.
     *
     * @param table with the target, and weights if rows count differently
     * @param repeats how often each feature is shuffled, at least 1
     * @param fit the seed, and the threads, over which features are divided
     * @throws IllegalArgumentException if the table cannot be evaluated on, the measure is not defined on it, or
     *     {@code repeats} is not as stated
     * @throws InterruptedException if the thread was interrupted
     * @see <a href="https://doi.org/10.1023/A:1010933404324">Breiman (2001), Random Forests, section 10</a>; <a
     *     href="https://www.jmlr.org/papers/v20/18-760.html">Fisher, Rudin and Dominici (2019)</a>, for any model
     */
    public static Importance permutation(Predictor predictor, Table table, Measure measure, int repeats, Fit fit)
            throws InterruptedException {
        if (repeats < 1) {
            throw new IllegalArgumentException("repeats was " + repeats + " but must be at least 1");
        }
        Evaluation evaluation = Evaluation.of(predictor, table);
        double whole = evaluation
                .metric(measure)
                .orElseThrow(() -> new IllegalArgumentException(measure + " is not defined on these " + table.rows()
                        + " rows, so nothing can be lost of it; choose another measure"));
        List<Feature> features = predictor.signature().features();
        return new Importance(fit.members(features.size(), (index, its) -> {
            String name = features.get(index).name();
            double[] losses = new double[repeats];
            for (int repeat = 0; repeat < repeats; repeat++) {
                double without = shuffled(
                        predictor, evaluation, measure, name, its.member(repeat).seed());
                losses[repeat] = measure.higherIsBetter() ? whole - without : without - whole;
                requireNotInterrupted();
            }
            return summary(name, losses);
        }));
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the importance was interrupted");
        }
    }

    private static double shuffled(
            Predictor predictor, Evaluation evaluation, Measure measure, String name, long seed) {
        Table table = evaluation.table();
        Outcomes known = evaluation.outcomes();
        Column column =
                table.select(name).rows(Draw.shuffled(table.rows(), seed)).column(name);
        Table shuffled = table.with(column);
        double[] scores = Evaluation.scores(predictor, shuffled);
        return measure.of(known.scores(scores))
                .orElseThrow(
                        () -> new IllegalArgumentException(
                                measure + " is not defined when \"" + name
                                        + "\" is shuffled: an answer is no number, or outside what it is defined for; choose another measure"));
    }

    private static OfFeature summary(String name, double[] losses) {
        double mean = 0;
        for (double loss : losses) {
            mean += loss / losses.length;
        }
        double squares = 0;
        for (double loss : losses) {
            squares += (loss - mean) * (loss - mean);
        }
        double deviation = losses.length == 1 ? 0 : Math.sqrt(squares / (losses.length - 1));
        return new OfFeature(name, mean, deviation);
    }

    /**
     * By gain: the share of the variance of the trees' answers that the splits on a feature make; all together are 1.
     *
     * <p>The rows of the table go down each tree. A split's gain is {@code w_l w_r / (w_l + w_r) * |m_l - m_r|^2}, where w is
     * the weight of the rows that go to a side and m the mean of the leaves that they reach. On the rows that a regression
     * tree was grown on this is the squared error that the split took away, and for a tree of class shares the decrease of Gini's
     * impurity, since each leaf holds the mean of its rows; but no target is needed, it is defined for boosted and foreign trees
     * too, and rows that the model has not seen tell which splits matter for them. Gains add up over the trees of a form.
     *
     * <p>In a composition, members of a mean, a median or a vote count by their weights, members of a route by the weight of their
     * rows (the route's own splits are not counted), and preparation is traced back to the feature behind. What a stack's trees
     * gain from a member's score is divided as the member's own; if the stack's top has no trees, its members count alike. Parts
     * without trees are left out.
     *
     * @param table with the features, and weights if rows count differently
     * @throws IllegalArgumentException if no part of the model is of trees, or a column is missing or of another type
     */
    public static Importance gain(Model model, Table table) {
        return new Importance(named(model, TreeGains.of(model, table)));
    }

    /**
     * By splits: how many of all trees' splits ask for a feature. Preparation is traced back to the feature behind; what a stack
     * asks of its members' scores is no feature.
     *
     * @throws IllegalArgumentException if no part of the model is of trees
     */
    public static Importance splits(Model model) {
        return new Importance(named(model, TreeSplits.of(model)));
    }

    private static List<OfFeature> named(Model model, double[] values) {
        List<OfFeature> named = new ArrayList<>();
        for (Feature feature : model.signature().features()) {
            named.add(new OfFeature(feature.name(), values[named.size()], 0));
        }
        return named;
    }

    static IllegalArgumentException noTrees(Model model) {
        return new IllegalArgumentException("no part of the model, " + model
                + ", is of trees, so no feature has splits; use Importance.permutation(model, table, measure)");
    }

    /** A line for each feature. */
    @Override
    public String toString() {
        List<List<String>> lines = new ArrayList<>();
        boolean repeated = of.stream().anyMatch(one -> one.standardDeviation() > 0);
        lines.add(List.of("feature", "importance", repeated ? "deviation" : ""));
        for (OfFeature one : of) {
            String deviation = repeated ? String.format(Locale.ROOT, "%.4f", one.standardDeviation()) : "";
            lines.add(List.of(one.name(), String.format(Locale.ROOT, "%.4f", one.value()), deviation));
        }
        return TextTable.of(lines);
    }
}
