package io.mlcd.ensemble.tribuo;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The protobuf messages that may stand in a model of Tribuo's that an artifact carries: which fields they have, and which
 * classes a message may name. What is not here does not reach Tribuo.
 *
 * <p>Taken from the {@code .proto} files of Tribuo 4.3.2. A field is written {@code number:kind}, {@code *} after it when it may
 * come often. Kinds are v a varint, one a number of threads, d a double, f a float, s a text, b bytes, {@code @role} a message
 * that names a class of the role, or the name of a message.
 */
final class TribuoTypes {
    /** A field of a message. */
    record Field(String kind, boolean often) {
        boolean namesAClass() {
            return kind.charAt(0) == '@';
        }
    }

    /** A class that a message may name, and the message that holds its data; the name is empty if it has none. */
    record Named(String className, String message) {}

    static final String MODEL_DATA = "tribuo.core.ModelDataProto";
    static final String DENSE = "tribuo.math.impl.DenseTensorProto";
    static final String SPARSE = "tribuo.math.impl.SparseTensorProto";
    static final String SVM = "tribuo.common.libsvm.SVMModelProto";
    static final String NEIGHBOURS = "org.tribuo.common.nearest.KNNModel";
    static final String XGBOOST = "org.tribuo.common.xgboost.XGBoostModel";

    private static final Map<String, Map<Integer, Field>> MESSAGES = new HashMap<>();
    private static final Map<String, List<Named>> ROLES = new HashMap<>();

    /** Where the classes come from that are no dependency of this module. */
    static final Map<String, String> ARTIFACTS = Map.of(
            NEIGHBOURS,
            "org.tribuo:tribuo-common-nearest-neighbour",
            "org.tribuo.classification.libsvm.LibSVMClassificationModel",
            "org.tribuo:tribuo-classification-libsvm",
            "org.tribuo.regression.libsvm.LibSVMRegressionModel",
            "org.tribuo:tribuo-regression-libsvm",
            XGBOOST,
            "org.tribuo:tribuo-classification-xgboost or tribuo-regression-xgboost");

    /** Models that native code reads. */
    static final Set<String> NATIVE = Set.of(XGBOOST);

    static {
        shared();
        numbers();
        models();
    }

    private TribuoTypes() {}

    private static void shared() {
        message(MODEL_DATA, "1:s 3:v 4:@features 5:@outputs 6:s");
        role("features", "org.tribuo.ImmutableFeatureMap", "tribuo.core.ImmutableFeatureMapProto");
        message("tribuo.core.ImmutableFeatureMapProto", "1:@feature*");
        role("feature", "org.tribuo.RealIDInfo", "tribuo.core.RealIDInfoProto");
        role("feature", "org.tribuo.CategoricalIDInfo", "tribuo.core.CategoricalIDInfoProto");
        message("tribuo.core.RealIDInfoProto", "1:s 2:v 3:v 10:d 11:d 12:d 13:d");
        message("tribuo.core.CategoricalIDInfoProto", "1:s 2:v 3:v 10:d* 11:v* 12:d 13:v");
        role(
                "outputs",
                "org.tribuo.classification.ImmutableLabelInfo",
                "tribuo.classification.ImmutableLabelInfoProto");
        role(
                "outputs",
                "org.tribuo.regression.ImmutableRegressionInfo",
                "tribuo.regression.ImmutableRegressionInfoProto");
        message("tribuo.classification.ImmutableLabelInfoProto", "1:s* 2:v* 3:v* 4:v");
        message("tribuo.regression.ImmutableRegressionInfoProto", "1:s* 2:v* 3:v* 4:d* 5:d* 6:d* 7:d* 8:v 9:v");
        role("output", "org.tribuo.classification.Label", "tribuo.classification.LabelProto");
        role("output", "org.tribuo.regression.Regressor", "tribuo.regression.RegressorProto");
        role("output", "org.tribuo.regression.Regressor$DimensionTuple", "tribuo.regression.DimensionTupleProto");
        message("tribuo.classification.LabelProto", "1:s 2:d");
        message("tribuo.regression.RegressorProto", "1:s* 2:d* 3:d*");
        message("tribuo.regression.DimensionTupleProto", "1:s 2:d 3:d");
    }

    private static void numbers() {
        role("tensor", "org.tribuo.math.la.DenseVector", DENSE);
        role("tensor", "org.tribuo.math.la.DenseMatrix", DENSE);
        role("tensor", "org.tribuo.math.la.SparseVector", SPARSE);
        message(DENSE, "1:v* 2:b");
        message(SPARSE, "1:v* 2:v 3:b 4:b");
        role("parameters", "org.tribuo.common.sgd.FMParameters", "tribuo.common.sgd.FMParametersProto");
        message("tribuo.common.sgd.FMParametersProto", "1:v 2:@tensor*");
        for (String normalizer : List.of("ExpNormalizer", "NoopNormalizer", "Normalizer", "SigmoidNormalizer")) {
            role("normalizer", "org.tribuo.math.util." + normalizer, "");
        }
        for (String distance : List.of("L1Distance", "L2Distance", "CosineDistance")) {
            role("distance", "org.tribuo.math.distance." + distance, "");
        }
        role("kernel", "org.tribuo.math.kernel.Linear", "");
        for (String kernel : List.of("Polynomial", "RBF", "Sigmoid")) {
            role("kernel", "org.tribuo.math.kernel." + kernel, "tribuo.math.impl." + kernel + "KernelProto");
            message("tribuo.math.impl." + kernel + "KernelProto", "1:d 2:d 3:d");
        }
        role(
                "query",
                "org.tribuo.math.neighbour.bruteforce.NeighboursBruteForceFactory",
                "tribuo.math.impl.BruteForceFactoryProto");
        role("query", "org.tribuo.math.neighbour.kdtree.KDTreeFactory", "tribuo.math.impl.KDTreeFactoryProto");
        message("tribuo.math.impl.BruteForceFactoryProto", "1:one 2:@distance");
        message("tribuo.math.impl.KDTreeFactoryProto", "1:one 2:@distance");
        role("combiner", "org.tribuo.classification.ensemble.VotingCombiner", "");
        role("combiner", "org.tribuo.classification.ensemble.FullyWeightedVotingCombiner", "");
        role("combiner", "org.tribuo.regression.ensemble.AveragingCombiner", "");
    }

    private static void models() {
        model(
                NEIGHBOURS,
                "tribuo.common.nearest.KNNModelProto",
                "2:@tensor* 3:@output* 4:v 5:@distance 6:one 7:s 8:@combiner 9:@query");
        model(
                "org.tribuo.classification.sgd.fm.FMClassificationModel",
                "tribuo.classification.sgd.FMClassificationModelProto",
                "2:@parameters 3:@normalizer");
        model(
                "org.tribuo.regression.sgd.fm.FMRegressionModel",
                "tribuo.regression.sgd.FMRegressionModelProto",
                "2:@parameters 3:s* 4:v");
        model(
                "org.tribuo.classification.sgd.kernel.KernelSVMModel",
                "tribuo.classification.sgd.KernelSVMModelProto",
                "2:@kernel 3:@tensor 4:@tensor*");
        model(
                "org.tribuo.classification.libsvm.LibSVMClassificationModel",
                "tribuo.classification.libsvm.LibSVMClassificationModelProto",
                "2:" + SVM);
        model(
                "org.tribuo.regression.libsvm.LibSVMRegressionModel",
                "tribuo.regression.libsvm.LibSVMRegressionModelProto",
                "2:" + SVM + "* 4:d* 5:d* 6:v");
        message(
                SVM,
                "1:tribuo.common.libsvm.SVMParameterProto 2:v 3:v 4:tribuo.common.libsvm.SVMNodeArrayProto* 5:v* 6:d* 7:d* 8:d*"
                        + " 9:d* 10:v* 11:v* 12:v*");
        message(
                "tribuo.common.libsvm.SVMParameterProto",
                "1:v 2:v 3:v 4:d 5:d 6:d 7:d 8:d 9:v 10:v* 11:d* 12:d 13:d 14:v 15:v");
        message("tribuo.common.libsvm.SVMNodeArrayProto", "1:v* 2:d*");
        model(XGBOOST, "tribuo.common.xgboost.XGBoostModelProto", "2:@converter 3:b*");
        role("converter", "org.tribuo.classification.xgboost.XGBoostClassificationConverter", "");
        role("converter", "org.tribuo.regression.xgboost.XGBoostRegressionConverter", "");
    }

    private static void model(String className, String message, String fields) {
        role("model", className, message);
        message(message, "1:" + MODEL_DATA + " " + fields);
    }

    private static void role(String role, String className, String message) {
        ROLES.computeIfAbsent(role, its -> new ArrayList<>()).add(new Named(className, message));
    }

    private static void message(String name, String fields) {
        Map<Integer, Field> all = new HashMap<>();
        for (String field : fields.split(" ", -1)) {
            int colon = field.indexOf(':');
            boolean often = field.endsWith("*");
            String kind = field.substring(colon + 1, field.length() - (often ? 1 : 0));
            all.put(Integer.valueOf(field.substring(0, colon)), new Field(kind, often));
        }
        MESSAGES.put(name, Map.copyOf(all));
    }

    /** The fields of a message. */
    static Map<Integer, Field> fields(String message) {
        return MESSAGES.getOrDefault(message, Map.of());
    }

    /** The classes that a message of a role may name. */
    static List<Named> named(String role) {
        return ROLES.getOrDefault(role, List.of());
    }

    /** Whether models of a class can be carried. */
    static boolean isModel(String className) {
        return named("model").stream().anyMatch(one -> one.className().equals(className));
    }
}
