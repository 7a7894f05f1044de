package io.mlcd.core.model;

import io.mlcd.api.Answers;
import io.mlcd.api.Batches;
import io.mlcd.api.Feature;
import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.kernel.Scorer;
import io.mlcd.core.resource.Resources;
import io.mlcd.core.scratch.RowScoring;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A predictor that is data: a {@linkplain Signature signature} and a {@linkplain Form form}, compiled once.
 *
 * <p>Immutable and equal by value; safe for concurrent callers.
 */
public final class Model implements FixedPredictor {
    private static final int ROWS_TOGETHER = 1024;

    private final Signature signature;
    private final Supplier<Form> form;
    /** What sort of form it is, for messages. */
    private final String kind;

    private final Scorer scorer;
    private final RowScoring rows;
    private final Resources resources;

    private Model(Signature signature, Form form, Supplier<Form> source, Resources resources) {
        this.signature = signature;
        this.form = source;
        this.kind = form.getClass().getSimpleName();
        this.scorer = Scorer.compile(form);
        this.rows = new RowScoring(signature, Answers.to(signature.output()), scorer::score);
        this.resources = resources;
    }

    /**
     * A model.
     *
     * @param form for classes it must give probabilities
     * @throws IllegalArgumentException if the form does not read as many inputs as there are features, or does not give
     *     as many scores as the output takes, or it nests so many wide forms that a row takes too much working memory
     */
    public static Model of(Signature signature, Form form) {
        return of(signature, form, () -> form);
    }

    /**
     * A model that does not keep its form, which takes more memory than what scores rows is made of.
     *
     * @param form is compiled; for classes it must give probabilities
     * @param source gives an equal form whenever it is asked for
     * @throws IllegalArgumentException if the form does not read as many inputs as there are features, or does not give
     *     as many scores as the output takes, or it nests so many wide forms that a row takes too much working memory
     */
    public static Model of(Signature signature, Form form, Supplier<Form> source) {
        return of(signature, form, source, List.of());
    }

    /**
     * A model that owns what functions in its form hold open; see {@link #of(Signature, Form, Supplier)}.
     *
     * @param resources what {@link #close} closes
     * @throws IllegalArgumentException as {@link #of(Signature, Form, Supplier)} does; nothing is closed then
     */
    public static Model of(
            Signature signature, Form form, Supplier<Form> source, List<? extends AutoCloseable> resources) {
        int features = signature.features().size();
        int width = signature.output().width();
        if (form.inputs() != features || form.outputs() != width) {
            throw new IllegalArgumentException("the signature is " + features + " features -> " + width
                    + " scores, but the form is " + form.inputs() + " -> " + form.outputs() + "; they must agree");
        }
        return new Model(signature, form, source, Resources.of(resources));
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /** What it computes; a model that was loaded reads it anew each time. What it holds open stays this model's. */
    public Form form() {
        return form.get();
    }

    /**
     * About how many bytes of heap what scores rows takes, with the working memory of one call: the form that was compiled,
     * the signature and what a codec holds open are not counted, and a codec's own part is guessed as twice its bytes.
     */
    public long heapBytes() {
        return scorer.heapBytes();
    }

    /** Whether a part of it holds more than heap, so that it must be {@linkplain #close() closed}. */
    public boolean ownsResources() {
        return !resources.isNone();
    }

    /**
     * Closes what a {@linkplain io.mlcd.core.artifact.Codec codec} opened for this model, each thing once; nothing if there
     * is none, as for every model that is data alone. A failure is logged. Only when no call is under way, and none comes;
     * a registry sees to that for the models it serves.
     */
    public void close() {
        resources.close();
    }

    @Override
    public Prediction predict(Row row) {
        return rows.predict(row);
    }

    @Override
    public void score(double[] features, double[] out) {
        check(features.length, out.length);
        Batches.checkDistinct(features, out);
        scorer.score(features, out);
    }

    @Override
    public void score(float[] features, double[] out) {
        check(features.length, out.length);
        scorer.score(features, out);
    }

    private void check(int values, int places) {
        if (values != signature.features().size()
                || places != signature.output().width()) {
            throw new IllegalArgumentException("the row has " + values + " values and out " + places
                    + " places, but the model takes " + signature.features().size() + " and gives "
                    + signature.output().width());
        }
    }

    @Override
    public void scoreRows(double[] rows, int from, int to, double[] out) {
        check(from, to, rows.length, out.length);
        Batches.checkDistinct(rows, out);
        scorer.scoreRows(rows, from, to, out);
    }

    @Override
    public void scoreRows(float[] rows, int from, int to, double[] out) {
        check(from, to, rows.length, out.length);
        scorer.scoreRows(rows, from, to, out);
    }

    private void check(int from, int to, int values, int places) {
        Batches.check(
                from,
                to,
                signature.features().size(),
                values,
                signature.output().width(),
                places);
    }

    @Override
    public void scoreColumns(double[][] columns, int from, int to, double[] out) {
        Batches.checkColumns(columns, from, to, signature, out);
        scorer.scoreColumns(columns, from, to, out);
    }

    /**
     * Scores all rows of a table, whose columns are found by name. Categories are matched by text; one that the model
     * does not know is unseen. Times are milliseconds.
     *
     * @return row-major, shape [rows x {@link Output#width()}]
     * @throws IllegalArgumentException if a feature has no column, or one of another type; all of them are named
     */
    public double[] scores(Table table) {
        Input[] inputs = inputs(table);
        int width = signature.output().width();
        double[] all = new double[Math.multiplyExact(table.rows(), width)];
        int together = Math.max(1, Math.min(table.rows(), ROWS_TOGETHER));
        double[][] columns = new double[inputs.length][together];
        double[] scores = new double[together * width];
        for (int from = 0; from < table.rows(); from += together) {
            int count = Math.min(together, table.rows() - from);
            for (int i = 0; i < inputs.length; i++) {
                inputs[i].copy(from, count, columns[i]);
            }
            scorer.scoreColumns(columns, 0, count, scores);
            System.arraycopy(scores, 0, all, from * width, count * width);
        }
        return all;
    }

    /**
     * All rows of a table as this model reads them, as {@link #scores(Table)} does.
     *
     * @return row-major, shape [rows x features]: numbers, codes of categories, milliseconds; {@code NaN} where a value is missing
     * @throws IllegalArgumentException if a feature has no column, or one of another type; all of them are named
     */
    public double[] rows(Table table) {
        Input[] inputs = inputs(table);
        double[] all = new double[Math.multiplyExact(table.rows(), inputs.length)];
        double[] column = new double[table.rows()];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i].copy(0, column.length, column);
            for (int r = 0; r < column.length; r++) {
                all[r * inputs.length + i] = column[r];
            }
        }
        return all;
    }

    /**
     * The answers to all rows of a table; see {@link #scores(Table)}.
     *
     * @throws IllegalArgumentException if a feature has no column, or one of another type; all of them are named
     */
    public List<Prediction> predict(Table table) {
        double[] all = scores(table);
        int width = signature.output().width();
        List<Prediction> predictions = new ArrayList<>(table.rows());
        double[] out = new double[width];
        for (int row = 0; row < table.rows(); row++) {
            System.arraycopy(all, row * width, out, 0, width);
            predictions.add(Prediction.of(signature.output(), out));
        }
        return predictions;
    }

    private Input[] inputs(Table table) {
        List<String> problems = new ArrayList<>();
        Input[] inputs = new Input[signature.features().size()];
        for (int i = 0; i < inputs.length; i++) {
            Feature feature = signature.features().get(i);
            Column.Type wanted = Column.Type.of(feature.kind());
            if (!table.has(feature.name())) {
                problems.add("there is no column \"" + feature.name() + "\"");
            } else if (table.column(feature.name()).type() != wanted) {
                problems.add("column \"" + feature.name() + "\" is a "
                        + table.column(feature.name()).type() + " but the model takes a " + wanted);
            } else {
                inputs[i] = new Input(table.column(feature.name()), feature);
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "the table cannot be scored: " + String.join("; ", problems) + "; it has " + table.names());
        }
        return inputs;
    }

    /** One feature's values in a table, as the model counts them. */
    private static final class Input {
        private final Column column;
        /** Translates the codes of the column into those of the feature; empty where there are none. */
        private final double[] codes;

        private Input(Column column, Feature feature) {
            this.column = column;
            codes = new double[column.categories().size()];
            for (int code = 0; code < codes.length; code++) {
                codes[code] = feature.code(column.categories().get(code));
            }
        }

        void copy(int from, int count, double[] to) {
            for (int r = 0; r < count; r++) {
                to[r] = column.type() == Column.Type.CATEGORY ? code(from + r) : column.asNumber(from + r);
            }
        }

        private double code(int row) {
            int code = column.code(row);
            return code == Column.MISSING_CODE ? Double.NaN : codes[code];
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Model that && signature.equals(that.signature) && form().equals(that.form());
    }

    @Override
    public int hashCode() {
        return signature.hashCode();
    }

    @Override
    public String toString() {
        return signature.output().name() + " from " + signature.features().size() + " features by " + kind;
    }
}
