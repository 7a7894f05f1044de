package io.mlcd.benchmarks.inference;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import ml.dmlc.xgboost4j.java.DMatrix;
import ml.dmlc.xgboost4j.java.XGBoost;
import ml.dmlc.xgboost4j.java.XGBoostError;

/** Trains the models of {@link Adult} that are among the resources, by XGBoost. */
final class AdultTrainer {
    private AdultTrainer() {}

    /**
     * Trains and writes.
     *
     * @param args the folder of the resources
     */
    public static void main(String[] args) throws IOException, XGBoostError {
        Path folder = Path.of(args[0]);
        train(folder, Workload.ADULT_BOOSTED, 500, Map.of("objective", "binary:logistic", "eta", 0.05, "max_depth", 6));
        Map<String, Object> forest = new LinkedHashMap<>();
        forest.put("objective", "reg:squarederror");
        forest.put("base_score", 0);
        forest.put("num_parallel_tree", 100);
        forest.put("eta", 1);
        forest.put("lambda", 0);
        forest.put("subsample", 0.632);
        forest.put("colsample_bynode", 0.2);
        forest.put("max_depth", 20);
        forest.put("min_child_weight", 8);
        train(folder, Workload.ADULT_FOREST, 1, forest);
    }

    private static void train(Path folder, Workload workload, int rounds, Map<String, Object> told)
            throws IOException, XGBoostError {
        Table table = Adult.trained();
        Column income = table.column(Adult.INCOME);
        float[] labels = new float[table.rows()];
        for (int row = 0; row < labels.length; row++) {
            labels[row] = Adult.ABOVE.equals(income.text(row)) ? 1 : 0;
        }
        DMatrix matrix = matrix(Adult.encoded(table));
        matrix.setLabel(labels);
        Map<String, Object> parameters = new LinkedHashMap<>(told);
        parameters.put("tree_method", "hist");
        parameters.put("seed", 1);
        byte[] model = XGBoost.train(matrix, parameters, rounds, Map.of("train", matrix), null, null)
                .toByteArray("ubj");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
            zip.write(model);
        }
        Files.write(folder.resolve(workload.id() + ".ubj.gz"), packed.toByteArray());
    }

    /** What the trees read; nothing is missing in it. */
    private static DMatrix matrix(Rows rows) throws XGBoostError {
        List<Derived> derived = Adult.derived();
        float[] values = new float[rows.count() * derived.size()];
        for (int row = 0; row < rows.count(); row++) {
            for (int i = 0; i < derived.size(); i++) {
                Derived one = derived.get(i);
                values[row * derived.size() + i] = (float) one.derive(rows.value(row, one.input()));
            }
        }
        return new DMatrix(values, rows.count(), derived.size(), Float.NaN);
    }
}
