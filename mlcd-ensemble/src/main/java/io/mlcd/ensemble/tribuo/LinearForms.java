package io.mlcd.ensemble.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import org.jspecify.annotations.Nullable;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.common.sgd.AbstractLinearSGDModel;
import org.tribuo.math.la.DenseMatrix;
import org.tribuo.math.la.DenseSparseMatrix;
import org.tribuo.math.la.DenseVector;
import org.tribuo.math.la.SGDVector;
import org.tribuo.math.la.SparseVector;
import org.tribuo.math.la.Tensor;
import org.tribuo.math.la.VectorTuple;
import org.tribuo.math.protos.TensorProto;
import org.tribuo.regression.slm.SparseLinearModel;
import org.tribuo.regression.slm.protos.SparseLinearModelProto;

/** Compiles Tribuo's linear models. */
final class LinearForms {
    /** In a module that need not be there. */
    private static final String NAIVE_BAYES = "org.tribuo.classification.mnb.MultinomialNaiveBayesModel";

    private LinearForms() {}

    /** The form of a linear model, else null. */
    static <T extends Output<T>> @Nullable Form compile(Model<T> model, TribuoData<T> data) {
        if (model instanceof AbstractLinearSGDModel<T> sgd) {
            return stochastic(sgd, data);
        }
        if (model.getClass().getName().equals(NAIVE_BAYES)) {
            return naiveBayes(model, data);
        }
        return model instanceof SparseLinearModel sparse ? sparse(sparse, model, data) : null;
    }

    /** One row of weights for each output, the bias in the last column. */
    private static <T extends Output<T>> Form stochastic(AbstractLinearSGDModel<T> model, TribuoData<T> data) {
        DenseMatrix matrix = model.getWeightsCopy();
        int[] features = data.features(model);
        int[] outputs = data.outputs(model);
        double[][] weights = new double[data.outputs()][data.inputs()];
        double[] bias = new double[data.outputs()];
        for (int k = 0; k < outputs.length; k++) {
            for (int id = 0; id < features.length; id++) {
                weights[outputs[k]][features[id]] = matrix.get(k, id);
            }
            bias[outputs[k]] = matrix.get(k, features.length);
        }
        Linear linear = Linear.of(weights, bias);
        return data.ofClasses() ? new Linked(linear, Linked.Link.SOFTMAX) : linear;
    }

    /** Logarithms of smoothed shares; those of features that a class never had are not stored. */
    private static <T extends Output<T>> Form naiveBayes(Model<T> model, TribuoData<T> data) {
        DenseSparseMatrix stored;
        double alpha;
        try {
            UnknownFieldSet proto = UnknownFieldSet.parseFrom(
                    TribuoText.serialize(model).getSerializedData().getValue());
            stored = (DenseSparseMatrix) Tensor.deserialize(TensorProto.parseFrom(
                    proto.getField(2).getLengthDelimitedList().get(0)));
            alpha = Double.longBitsToDouble(proto.getField(3).getFixed64List().get(0));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Tribuo wrote a model that it cannot read", e);
        }
        int[] features = data.features(model);
        int[] outputs = data.outputs(model);
        double[][] weights = new double[data.outputs()][data.inputs()];
        for (int k = 0; k < outputs.length; k++) {
            SparseVector row = stored.getRow(k);
            double unobserved = StrictMath.log(alpha / (row.oneNorm() + stored.getDimension2Size() * alpha));
            for (int feature : features) {
                weights[outputs[k]][feature] = unobserved;
            }
            for (VectorTuple one : row) {
                weights[outputs[k]][features[one.index]] = one.value;
            }
        }
        return new Linked(Linear.of(weights, new double[weights.length]), Linked.Link.SOFTMAX);
    }

    /** Weights over standardised inputs and a standardised target; multiplied out. */
    private static <T extends Output<T>> Form sparse(SparseLinearModel model, Model<T> typed, TribuoData<T> data) {
        SparseLinearModelProto proto;
        try {
            proto = TribuoText.serialize(model).getSerializedData().unpack(SparseLinearModelProto.class);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Tribuo wrote a model that it cannot read", e);
        }
        SGDVector standardised = (SGDVector) Tensor.deserialize(proto.getWeights(0));
        DenseVector means = (DenseVector) Tensor.deserialize(proto.getFeatureMeans());
        DenseVector norms = (DenseVector) Tensor.deserialize(proto.getFeatureNorms());
        double targetMean = proto.getYMean(0);
        double targetNorm = proto.getYNorm(0);
        int[] features = data.features(typed);
        double[] weights = new double[data.inputs()];
        // Without a single weight Tribuo's sum is 1, not 0.
        double sum = standardised.numActiveElements() > 0 ? 0 : 1;
        for (int id = 0; id < standardised.size(); id++) {
            double weight = standardised.get(id);
            if (weight == 0) {
                continue;
            }
            double effective = weight / norms.get(id);
            if (id < features.length) {
                weights[features[id]] = effective * targetNorm;
                sum -= effective * means.get(id);
            } else {
                sum += effective * (1 - means.get(id)); // the bias is an input that is always 1
            }
        }
        return Linear.of(new double[][] {weights}, new double[] {sum * targetNorm + targetMean});
    }
}
