package io.mlcd.benchmarks.inference;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/**
 * XGBoost4J with a matrix, on one thread; of this class's methods every version has them all. The matrix is made in each call:
 * XGBoost remembers what it predicted for a matrix and would not look at the trees again.
 */
final class XgboostMatrixLibrary implements Library {
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

        private void predict(float[] rows, int from, double[] out) throws XGBoostError {
            DMatrix matrix = new DMatrix(rows, rows.length / features, features, Float.NaN);
            try {
                Slices.copy(booster.predict(matrix, true), from, out);
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
