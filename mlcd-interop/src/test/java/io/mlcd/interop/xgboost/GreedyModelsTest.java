package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.core.model.Model;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Small files that ask for as much as they can, read and scored with little heap. */
@Timeout(120)
class GreedyModelsTest {
    /** Less than what {@link XGBoostModel#read(byte[])} promises for files of 128 KB. */
    private static final int HEAP_MEGABYTES = 96;

    private static final int BYTES = 1 << 17;

    private static Map<String, String> models() {
        String model = XGBoostModelTest.MODEL;
        String unnamed = model.replaceAll("\"feature_names\":[^\\n]*\"attributes\"", "\"attributes\"");
        String soft = model.replace("reg:squarederror", "multi:softprob");
        Map<String, String> models = new LinkedHashMap<>();
        models.put("features", unnamed.replace("\"num_feature\":\"2\"", "\"num_feature\":\"262144\""));
        models.put("classes", soft.replace("\"num_class\":\"0\"", "\"num_class\":\"65536\""));
        models.put(
                "features and classes",
                unnamed.replace("reg:squarederror", "multi:softprob")
                        .replace("\"num_feature\":\"2\"", "\"num_feature\":\"262144\"")
                        .replace("\"num_class\":\"0\"", "\"num_class\":\"65536\""));
        models.put("a far category", XGBoostModelTest.splitting((1 << 18) - 2, 2));
        models.put("far categories", XGBoostModelTest.splitting((1 << 18) - 2, BYTES / 400));
        models.put("categories too far", XGBoostModelTest.splitting((1 << 20) - 1, 2));
        String leaf = """
            {"tree_param":{"num_nodes":"1"},"left_children":[-1],"right_children":[-1],"split_indices":[0],\
            "split_conditions":[1],"default_left":[0]},""";
        int leaves = BYTES / leaf.length();
        models.put(
                "leaves",
                soft.replace("\"num_class\":\"0\"", "\"num_class\":\"65536\"")
                        .replace("\"trees\":[", "\"trees\":[" + leaf.repeat(leaves))
                        .replace("\"id\":0,", "")
                        .replace("\"id\":1,", "")
                        .replace("\"tree_info\":[", "\"tree_info\":[" + "1,".repeat(leaves)));
        models.put("empty lists", model.replace("\"trees\":[", "\"trees\":[" + "[],".repeat(BYTES / 3)));
        models.put("empty objects", model.replace("\"trees\":[", "\"trees\":[" + "{},".repeat(BYTES / 3)));
        models.put("objects", model.replace("\"trees\":[", "\"trees\":[" + "{\"id\":7},".repeat(BYTES / 9)));
        models.put("base scores", model.replace("5E-1", "[" + ",".repeat(BYTES) + "]"));
        models.put("nested lists", model.replace("\"trees\":[", "\"trees\":" + "[".repeat(BYTES)));
        models.put(
                "rounds",
                model.replace(
                        "\"tree_info\"", "\"iteration_indptr\":[0" + ",0".repeat(BYTES / 2) + ",2],\"tree_info\""));
        return models;
    }

    @Test
    void read_andScore_ofWhatAsksForMuch_staysWithinTheHeapThatIsPromised() throws IOException, URISyntaxException {
        StringBuilder path = new StringBuilder();
        for (Class<?> type : new Class<?>[] {
            GreedyModelsTest.class, XGBoostModel.class, Model.class, Feature.class, JsonFactory.class
        }) {
            path.append(Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI()))
                    .append(File.pathSeparator);
        }
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP_MEGABYTES + "m",
                        "-XX:+UseSerialGC",
                        "-XX:-UsePerfData",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        path.toString(),
                        GreedyModelsTest.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        System.out.print(output);
        assertThat(output.lines())
                .hasSize(models().size())
                .allSatisfy(line -> assertThat(line).matches(".*: (a model|LIMIT_EXCEEDED|CORRUPT), .*"));
        assertThat(output.lines().filter(line -> line.contains("a model")).count())
                .isGreaterThan(5);
    }

    /** Reads and scores each; one line says how each ended. */
    public static void main(String... none) {
        models().forEach((name, text) -> {
            byte[] model = text.getBytes(StandardCharsets.UTF_8);
            long start = System.nanoTime();
            String end;
            try {
                score(XGBoostModel.read(model).model());
                end = "a model";
            } catch (ArtifactException e) {
                end = e.reason().name();
            } catch (RuntimeException | Error e) {
                end = e.toString();
            }
            System.out.printf(
                    "%s: %s, %,d bytes, %,d ms%n", name, end, model.length, (System.nanoTime() - start) / 1_000_000);
        });
    }

    private static void score(Model model) {
        int features = model.signature().features().size();
        int width = model.signature().output().width();
        model.scoreRows(new double[2 * features], 0, 2, new double[2 * width]);
    }
}
