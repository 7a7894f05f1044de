package io.mlcd.benchmarks.learners;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost, by histograms and depth by depth; categories are its own kind of feature. */
final class XgboostTrainer implements Trainer {
    XgboostTrainer() throws XGBoostError {
        new DMatrix(new float[] {1}, 1, 1, Float.NaN).dispose(); // loads the library
    }

    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) throws XGBoostError {
        Recipe.Boosted boosted = (Recipe.Boosted) recipe;
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("tree_method", "hist");
        parameters.put("max_depth", boosted.depth());
        parameters.put("eta", boosted.rate());
        parameters.put("max_bin", boosted.bins());
        parameters.put("min_child_weight", boosted.minLeafWeight());
        parameters.put("lambda", boosted.l2());
        parameters.put("nthread", threads);
        parameters.put("seed", 1);
        parameters.put("verbosity", 0);
        switch (data.classes()) {
            case 0 -> parameters.put("objective", "reg:squarederror");
            case 2 -> parameters.put("objective", "binary:logistic");
            default -> {
                parameters.put("objective", "multi:softprob");
                parameters.put("num_class", data.classes());
            }
        }
        DMatrix matrix = matrix(data);
        try {
            matrix.setLabel(data.targets());
            return new Trained(XGBoost.train(matrix, parameters, boosted.trees(), Map.of(), null, null));
        } finally {
            matrix.dispose();
        }
    }

    private static DMatrix matrix(Data data) throws XGBoostError {
        DMatrix matrix = new DMatrix(data.values(), data.rows(), data.features(), Float.NaN);
        matrix.setFeatureTypes(IntStream.range(0, data.features())
                .mapToObj(f -> data.categories(f) == 0 ? "float" : "c")
                .toArray(String[]::new));
        return matrix;
    }

    private record Trained(Booster booster) implements Fitted {
        @Override
        public double[] scores(Data data) throws XGBoostError {
            DMatrix matrix = matrix(data);
            try {
                float[][] found = booster.predict(matrix);
                double[] scores = new double[data.rows() * data.outputs()];
                for (int row = 0; row < found.length; row++) {
                    if (data.classes() == 2) {
                        scores[2 * row] = 1.0 - found[row][0];
                        scores[2 * row + 1] = found[row][0];
                    } else {
                        for (int k = 0; k < data.outputs(); k++) {
                            scores[row * data.outputs() + k] = found[row][k];
                        }
                    }
                }
                return scores;
            } finally {
                matrix.dispose();
            }
        }

        @Override
        public void close() {
            booster.dispose();
        }
    }
}
