package io.mlcd.benchmarks.learners;

import com.microsoft.ml.lightgbm.SWIGTYPE_p_double;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_float;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_long_long;
import com.microsoft.ml.lightgbm.SWIGTYPE_p_p_void;
import com.microsoft.ml.lightgbm.lightgbmlib;
import io.github.metarank.lightgbm4j.LGBMBooster;
import io.github.metarank.lightgbm4j.LGBMDataset;
import io.github.metarank.lightgbm4j.LGBMException;
import java.io.IOException;
import java.lang.reflect.Field;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * LightGBM: the leaf that gains most is split next, within the same depth and number of leaves; categories are its own kind of
 * feature. lightgbm4j's prediction has no room for more than two classes, so that LightGBM's own function is called.
 */
final class LightGbmTrainer implements Trainer {
    private static final String NO_PARAMETERS = "";

    LightGbmTrainer() throws IOException {
        LGBMBooster.loadNative();
    }

    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) throws LGBMException {
        Recipe.Boosted boosted = (Recipe.Boosted) recipe;
        String common = "verbosity=-1 num_threads=" + threads + " max_bin=" + boosted.bins() + categories(data);
        try (LGBMDataset dataset = LGBMDataset.createFromMat(
                data.values(), data.rows(), data.features(), true, common + " feature_pre_filter=false", null)) {
            dataset.setField("label", data.targets());
            LGBMBooster booster = LGBMBooster.create(
                    dataset,
                    common + objective(data) + " learning_rate=" + boosted.rate() + " max_depth=" + boosted.depth()
                            + " num_leaves=" + boosted.leaves() + " min_data_in_leaf=1 min_sum_hessian_in_leaf="
                            + boosted.minLeafWeight() + " lambda_l2=" + boosted.l2());
            boolean done = false;
            for (int round = 0; round < boosted.trees() && !done; round++) {
                done = booster.updateOneIter();
            }
            return new Trained(booster);
        }
    }

    private static String objective(Data data) {
        return switch (data.classes()) {
            case 0 -> " objective=regression";
            case 2 -> " objective=binary";
            default -> " objective=multiclass num_class=" + data.classes();
        };
    }

    private static String categories(Data data) {
        String features = IntStream.range(0, data.features())
                .filter(f -> data.categories(f) > 0)
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(","));
        return features.isEmpty() ? "" : " categorical_feature=" + features;
    }

    private record Trained(LGBMBooster booster) implements Fitted {
        @Override
        public double[] scores(Data data) throws ReflectiveOperationException {
            double[] found = found(data);
            if (data.classes() != 2) {
                return found;
            }
            double[] scores = new double[2 * data.rows()];
            for (int row = 0; row < data.rows(); row++) {
                scores[2 * row] = 1 - found[row];
                scores[2 * row + 1] = found[row];
            }
            return scores;
        }

        /** What LightGBM gives: of two classes the second's probability. */
        private double[] found(Data data) throws ReflectiveOperationException {
            Field handle = LGBMBooster.class.getDeclaredField("handle");
            handle.setAccessible(true);
            SWIGTYPE_p_p_void model = (SWIGTYPE_p_p_void) handle.get(booster);
            SWIGTYPE_p_float rows = lightgbmlib.new_floatArray(data.values().length);
            int count = data.rows() * (data.classes() == 2 ? 1 : data.outputs());
            SWIGTYPE_p_double out = lightgbmlib.new_doubleArray(count);
            SWIGTYPE_p_long_long written = lightgbmlib.new_int64_tp();
            try {
                for (int i = 0; i < data.values().length; i++) {
                    lightgbmlib.floatArray_setitem(rows, i, data.values()[i]);
                }
                int code = lightgbmlib.LGBM_BoosterPredictForMat(
                        lightgbmlib.voidpp_value(model),
                        lightgbmlib.float_to_voidp_ptr(rows),
                        lightgbmlib.C_API_DTYPE_FLOAT32,
                        data.rows(),
                        data.features(),
                        1,
                        lightgbmlib.C_API_PREDICT_NORMAL,
                        0,
                        -1,
                        NO_PARAMETERS,
                        written,
                        out);
                if (code != 0 || lightgbmlib.int64_tp_value(written) != count) {
                    throw new IllegalStateException("LightGBM does not predict: " + lightgbmlib.LGBM_GetLastError());
                }
                double[] found = new double[count];
                for (int i = 0; i < count; i++) {
                    found[i] = lightgbmlib.doubleArray_getitem(out, i);
                }
                return found;
            } finally {
                lightgbmlib.delete_floatArray(rows);
                lightgbmlib.delete_doubleArray(out);
                lightgbmlib.delete_int64_tp(written);
            }
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
