package io.mlcd.benchmarks.inference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.Booster.PredictionType;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** XGBoost4J without a matrix, on one thread. */
final class XgboostInPlaceLibrary implements Library {
    private static final int[] ALL_TREES = {0, 0};

    @Override
    public byte[] file(Workload workload) {
        return workload.ubj();
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws IOException, XGBoostError {
        Booster booster = XGBoost.loadModel(new ByteArrayInputStream(file));
        booster.setParam("nthread", 1);
        return new Loaded(booster, rows, batchRows);
    }

    private static final class Loaded implements Engine {
        private final Booster booster;
        private final int features;
        private final float[][] singles;
        private final float[][] batches;
        private final int batchRows;

        private Loaded(Booster booster, Rows rows, int batchRows) {
            this.booster = booster;
            this.batchRows = batchRows;
            features = rows.features();
            singles = Slices.singles(rows);
            batches = Slices.batches(rows, batchRows);
        }

        @Override
        public void score(int row, double[] out) throws XGBoostError {
            predict(singles[row], 0, out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) throws XGBoostError {
            predict(batches[from / batchRows], from, out);
        }

        @SuppressWarnings("NullAway") // no base margin
        private void predict(float[] rows, int from, double[] out) throws XGBoostError {
            Slices.copy(
                    booster.inplace_predict(
                            rows, rows.length / features, features, Float.NaN, ALL_TREES, PredictionType.kMargin, null),
                    from,
                    out);
        }

        @Override
        public void close() {
            booster.dispose();
        }
    }
}
