package io.mlcd.ensemble.tribuo;

import io.mlcd.core.form.Opaque;
import java.util.Collection;
import java.util.Set;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.VariableInfo;
import org.tribuo.classification.Label;
import org.tribuo.impl.ArrayExample;
import org.tribuo.regression.Regressor;

/**
 * Asks a model of Tribuo's for scores. Where it gives classes scores that are no probabilities, they become some by softmax;
 * where several classes are the best alike, the one that Tribuo names is a bit better.
 */
final class TribuoFunction<T extends Output<T>> implements Opaque.Function {
    private final Model<T> model;
    private final T unknown;
    private final String[] names;
    private final boolean givesProbabilities;

    private TribuoFunction(Model<T> model, T unknown, int inputs) {
        this.model = model;
        this.unknown = unknown;
        names = TribuoData.names(inputs);
        givesProbabilities = model.generatesProbabilities()
                || model.getClass()
                        .getName()
                        .equals(TribuoTypes.NEIGHBOURS); // shares of the neighbours, though it denies it
    }

    /**
     * The function of a model.
     *
     * @throws IllegalArgumentException if the model reads features or gives outputs that the form does not have
     */
    static <T extends Output<T>> Opaque.Function of(Model<T> model, int inputs, int outputs) {
        for (VariableInfo feature : model.getFeatureIDMap()) {
            if (TribuoData.position(feature.getName()) >= inputs) {
                throw new IllegalArgumentException(
                        "it reads feature \"" + feature.getName() + "\", but there are only " + inputs);
            }
        }
        Set<T> domain = model.getOutputIDInfo().getDomain();
        for (T output : domain) {
            if (output instanceof Label label ? TribuoData.position(label) >= outputs : outputs != 1) {
                throw new IllegalArgumentException("it gives \"" + output + "\", which is none of " + outputs);
            }
        }
        return new TribuoFunction<>(model, domain.iterator().next(), inputs);
    }

    @Override
    public void score(double[] row, double[] out) {
        Prediction<T> prediction = model.predict(new ArrayExample<>(unknown, names, row));
        if (prediction.getOutput() instanceof Regressor number) {
            out[0] = number.getValues()[0];
            return;
        }
        for (T output : prediction.getOutputScores().values()) {
            Label label = (Label) (Object) output;
            out[TribuoData.position(label)] = label.getScore();
        }
        if (!givesProbabilities) {
            toProbabilities(prediction.getOutputScores().values(), out);
        }
        if (prediction.getOutput() instanceof Label best) { // none where all scores are NaN
            prefer(TribuoData.position(best), out);
        }
    }

    /** Softmax over the classes that have a score. */
    private void toProbabilities(Collection<T> scored, double[] out) {
        double max = Double.NEGATIVE_INFINITY;
        for (T output : scored) {
            max = Math.max(max, ((Label) (Object) output).getScore());
        }
        double sum = 0;
        for (T output : scored) {
            int k = TribuoData.position((Label) (Object) output);
            out[k] = StrictMath.exp(out[k] - max);
        }
        for (double value : out) {
            sum += value;
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= sum;
        }
    }

    /** Of equal scores the first would win. */
    private static void prefer(int best, double[] out) {
        for (int k = 0; k < best; k++) {
            if (out[k] == out[best]) {
                out[best] = Math.nextUp(out[best]);
                return;
            }
        }
    }
}
