package io.mlcd.core.model;

import io.mlcd.api.Feature;
import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.kernel.Scorer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A predictor that is data: a {@linkplain Signature signature} and a {@linkplain Form form}, compiled once.
 *
 * <p>Immutable and equal by value; safe for concurrent callers.
 */
public final class Model implements FixedPredictor {
    private final Signature signature;
    private final Form form;
    private final Scorer kernel;

    private Model(Signature signature, Form form) {
        this.signature = signature;
        this.form = form;
        this.kernel = Scorer.compile(form);
    }

    /**
     * A model.
     *
     * @param form for classes it must give probabilities
     * @throws IllegalArgumentException if the form does not read as many inputs as there are features, or does not give
     *     as many scores as the output takes
     */
    public static Model of(Signature signature, Form form) {
        int features = signature.features().size();
        int width = signature.output().width();
        if (form.inputs() != features || form.outputs() != width) {
            throw new IllegalArgumentException("the signature is " + features + " features -> " + width
                    + " scores, but the form is " + form.inputs() + " -> " + form.outputs() + "; they must agree");
        }
        return new Model(signature, form);
    }

    @Override
    public Signature signature() {
        return signature;
    }

    /** What it computes. */
    public Form form() {
        return form;
    }

    @Override
    public Prediction predict(Row row) {
        double[] features = new double[signature.features().size()];
        signature.encode(row, features);
        double[] scores = new double[signature.output().width()];
        kernel.score(features, scores);
        return Prediction.of(signature.output(), scores);
    }

    @Override
    public void score(double[] features, double[] out) {
        if (features.length != form.inputs() || out.length != form.outputs()) {
            throw new IllegalArgumentException("the row has " + features.length + " values and out " + out.length
                    + " places, but the model takes " + form.inputs() + " and gives " + form.outputs());
        }
        kernel.score(features, out);
    }

    /**
     * Scores all rows of a table, whose columns are found by name. Categories are matched by text; one that the model
     * does not know is unseen.
     *
     * @return row-major, shape [rows x {@link Output#width()}]
     * @throws IllegalArgumentException if a feature has no column, or one of another type; all of them are named
     */
    public double[] scores(Table table) {
        Input[] inputs = inputs(table);
        int width = form.outputs();
        double[] all = new double[Math.multiplyExact(table.rows(), width)];
        double[] features = new double[inputs.length];
        double[] out = new double[width];
        for (int row = 0; row < table.rows(); row++) {
            for (int i = 0; i < inputs.length; i++) {
                features[i] = inputs[i].value(row);
            }
            kernel.score(features, out);
            System.arraycopy(out, 0, all, row * width, width);
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
        int width = form.outputs();
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
            Column.Type wanted = feature.kind() == Kind.NUMBER ? Column.Type.NUMBER : Column.Type.CATEGORY;
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
        /** Translates the codes of the column into those of the feature; empty for numbers. */
        private final double[] codes;

        private Input(Column column, Feature feature) {
            this.column = column;
            codes = new double
                    [feature.kind() == Kind.NUMBER ? 0 : column.categories().size()];
            for (int code = 0; code < codes.length; code++) {
                codes[code] = feature.code(column.categories().get(code));
            }
        }

        double value(int row) {
            if (column.type() == Column.Type.NUMBER) {
                return column.number(row);
            }
            int code = column.code(row);
            return code == Column.MISSING_CODE ? Double.NaN : codes[code];
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Model that && signature.equals(that.signature) && form.equals(that.form);
    }

    @Override
    public int hashCode() {
        return Objects.hash(signature, form);
    }

    @Override
    public String toString() {
        return signature.output().name() + " from " + signature.features().size() + " features: " + form;
    }
}
