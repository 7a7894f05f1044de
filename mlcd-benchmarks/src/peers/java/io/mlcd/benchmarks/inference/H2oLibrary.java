package io.mlcd.benchmarks.inference;

import biz.k11i.xgboost.Predictor;
import biz.k11i.xgboost.util.FVec;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import ml.dmlc.xgboost4j.java.Booster;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** H2O's reader of XGBoost's old binary format, which XGBoost itself writes here. It has no batch: that is a loop. */
final class H2oLibrary implements Library {
    @Override
    public byte[] file(Workload workload) throws IOException, XGBoostError {
        Booster booster = XGBoost.loadModel(new ByteArrayInputStream(workload.ubj()));
        try {
            return booster.toByteArray("deprecated");
        } finally {
            booster.dispose();
        }
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws IOException {
        return new Loaded(new Predictor(new ByteArrayInputStream(file)), workload.outputs(), rows);
    }

    private static final class Loaded implements Engine {
        private final Predictor predictor;
        private final int outputs;
        private final FVec[] vectors;

        private Loaded(Predictor predictor, int outputs, Rows rows) {
            this.predictor = predictor;
            this.outputs = outputs;
            vectors = new FVec[rows.count()];
            for (int row = 0; row < vectors.length; row++) {
                vectors[row] = FVec.Transformer.fromArray(rows.row(row), false);
            }
        }

        @Override
        public void score(int row, double[] out) {
            predict(row, 0, out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) {
            for (int row = from; row < to; row++) {
                predict(row, row * outputs, out);
            }
        }

        private void predict(int row, int offset, double[] out) {
            float[] margins = predictor.predict(vectors[row], true);
            for (int k = 0; k < outputs; k++) {
                out[offset + k] = margins[k];
            }
        }
    }
}
