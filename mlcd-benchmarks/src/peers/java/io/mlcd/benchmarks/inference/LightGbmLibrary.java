package io.mlcd.benchmarks.inference;

import com.microsoft.ml.lightgbm.PredictionType;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMException;
import java.nio.charset.StandardCharsets;

/** LightGBM on one thread, with the trees written in its text format. */
final class LightGbmLibrary implements Library {
    private static final String ONE_THREAD = "num_threads=1";

    @Override
    public byte[] file(Workload workload) {
        return LightGbmText.of(Ours.trees(workload)).getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws LGBMException {
        LGBMBooster booster = LGBMBooster.loadModelFromString(new String(file, StandardCharsets.US_ASCII));
        return new Loaded(booster, rows, batchRows);
    }

    private static final class Loaded implements Engine {
        private final LGBMBooster booster;
        private final int features;
        private final float[][] singles;
        private final float[][] batches;
        private final int batchRows;

        private Loaded(LGBMBooster booster, Rows rows, int batchRows) {
            this.booster = booster;
            this.batchRows = batchRows;
            features = rows.features();
            singles = Slices.singles(rows);
            batches = Slices.batches(rows, batchRows);
        }

        @Override
        public void score(int row, double[] out) throws LGBMException {
            out[0] = booster.predictForMatSingleRow(singles[row], PredictionType.C_API_PREDICT_RAW_SCORE);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) throws LGBMException {
            double[] margins = booster.predictForMat(
                    batches[from / batchRows],
                    to - from,
                    features,
                    true,
                    PredictionType.C_API_PREDICT_RAW_SCORE,
                    ONE_THREAD);
            System.arraycopy(margins, 0, out, from, to - from);
        }

        @Override
        public void close() {
            try {
                booster.close();
            } catch (LGBMException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
