package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.api.Kind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Models that others trained with XGBoost, from version 0.47 on, and what XGBoost answers to their rows. */
class ForeignModelsTest {
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @CsvSource({
        "california_squarederror,json,1",
        "california_squarederror,ubj,1",
        "california_squarederror,deprecated,1",
        "california_dart,json,1",
        "california_dart,ubj,1",
        "california_rf,json,1",
        "california_rf,ubj,1",
        "iris_softprob,json,3",
        "iris_softprob,ubj,3",
        "iris_softprob,deprecated,3",
        "adult_categorical,json,1",
        "adult_categorical,ubj,1"
    })
    void modelsOf1_7_4_answerAsXGBoostDoes(String name, String format, int groups) throws IOException {
        Path folder = SharedData.require("foreign_models/xgboost_1_7_4/" + name + "." + format)
                .getParent();
        XGBoostModel model = XGBoostModel.read(folder.resolve(name + "." + format));
        Map<String, List<String>> categories = name.equals("adult_categorical")
                ? categories(folder.resolve("adult_categorical.categories.json"))
                : Map.of();
        double[][] rows = Rows.csv(folder.resolve(name + ".input.csv"), categories);
        double[][] expected = Rows.csv(folder.resolve(name + ".expected.csv"), Map.of());

        Agreement.margins(name + "." + format, model, rows, columns(expected, groups, 2 * groups));
        double[][] answers = columns(expected, 0, groups);
        Agreement.answers(
                name + "." + format,
                model.form(),
                rows,
                name.equals("adult_categorical") ? withOther(answers) : answers,
                TOLERANCE);
        assertThat(model.version()).startsWith("1.7");
        Agreement.artifact(model, rows);
    }

    /**
     * The file has the base score "[6.274165E-1]". XGBoost up to 3.0 cannot read that, says nothing and takes 0.5, and so did
     * the 1.7.4 that computed what is expected; 3.4.0 answers -3.4667857 to the first row.
     */
    @Test
    void ubjOfVespa_answersAsXGBoostDoes_butForItsBaseScore() throws IOException {
        Path folder = SharedData.require("foreign_models/vespa_xgboost_ubj/binary_breast_cancer.ubj")
                .getParent();
        XGBoostModel model = XGBoostModel.read(folder.resolve("binary_breast_cancer.ubj"));
        double[][] rows = Rows.csv(folder.resolve("input.csv"), Map.of());
        double[][] expected = columns(Rows.csv(folder.resolve("expected.csv"), Map.of()), 1, 2);
        for (double[] margin : expected) {
            margin[0] += Math.log(0.6274165 / (1 - 0.6274165));
        }

        margins(model, rows, expected);
        assertThat(expected[0][0]).isCloseTo(-3.4667857, within(1e-6));
    }

    @Test
    void dumpOfVespa_isRefused_sayingWhatToDo() {
        Path dump = SharedData.require("foreign_models/vespa_xgboost_ubj/binary_breast_cancer_dump.json");

        assertThatThrownBy(() -> XGBoostModel.read(dump))
                .isInstanceOfSatisfying(
                        ArtifactException.class, e -> assertThat(e.reason()).isEqualTo(Reason.NOT_AN_ARTIFACT))
                .hasMessageContainingAll(dump.toString(), "dump_model", "booster.save_model(");
    }

    @Test
    void jsonOf3_1_hasItsBaseScoreInBrackets() throws IOException {
        Path folder = SharedData.require("foreign_models/xgboost_ruby_json/model.json")
                .getParent();
        XGBoostModel model = XGBoostModel.read(folder.resolve("model.json"));
        double[][] rows = Rows.csv(folder.resolve("input.csv"), Map.of());
        double[][] expected = Rows.csv(folder.resolve("expected.csv"), Map.of());

        Agreement.margins("xgboost-ruby", model, rows, expected);
        Agreement.artifact(model, rows);
        assertThat(model.version()).isEqualTo("3.1.0");
    }

    @Test
    void oldBinaryOfLeaves_answersAsXGBoostDoes() throws IOException {
        Path folder = SharedData.require("foreign_models/leaves_xgboost/xgagaricus.model")
                .getParent();
        XGBoostModel agaricus = XGBoostModel.read(folder.resolve("xgagaricus.model"));
        XGBoostModel dart = XGBoostModel.read(folder.resolve("xg_dart_agaricus.model"));
        XGBoostModel linear = XGBoostModel.read(folder.resolve("xgblin_agaricus.model"));
        XGBoostModel dermatology = XGBoostModel.read(folder.resolve("xgdermatology.model"));
        double[][] rows = Rows.libsvm(
                folder.resolve("agaricus_test.libsvm"), agaricus.features().size(), 0);
        double[][] patients = Rows.libsvm(
                folder.resolve("dermatology_test.libsvm"),
                dermatology.features().size(),
                0);

        answers(agaricus, rows, withOther(Rows.plain(folder.resolve("xgagaricus_true_predictions.txt"))));
        margins(dart.rounds(10), rows, Rows.plain(folder.resolve("xg_dart_agaricus_true_predictions.txt")));
        margins(linear, rows, Rows.plain(folder.resolve("xgblin_agaricus_true_raw_predictions.txt")));
        answers(linear, rows, withOther(Rows.plain(folder.resolve("xgblin_agaricus_true_predictions.txt"))));
        margins(dermatology, patients, Rows.plain(folder.resolve("xgdermatology_true_predictions.txt")));
        assertThat(dart.rounds()).isGreaterThan(10);
        assertThat(linear.booster()).isEqualTo("gblinear");
    }

    @ParameterizedTest
    @ValueSource(strings = {"binary-logistic", "binary-logitraw", "multi-softprob"})
    void binaryOf0_47_answersAsXGBoostDoes(String objective) throws IOException {
        Path folder = SharedData.require("foreign_models/xgboost_predictor_java/gbtree_v47_" + objective + ".model")
                .getParent();
        XGBoostModel model = XGBoostModel.read(folder.resolve("gbtree_v47_" + objective + ".model"));
        double[][] rows = Rows.libsvm(
                folder.resolve("agaricus.txt.0.test"), model.features().size(), 0);
        double[][] same = Rows.libsvm(
                folder.resolve("agaricus.txt.1.test"), model.features().size(), 1);
        double[][] predicted = Rows.plain(folder.resolve("gbtree_v47_" + objective + ".predict"));

        margins(model, rows, Rows.plain(folder.resolve("gbtree_v47_" + objective + ".margin")));
        margins(model, same, Rows.plain(folder.resolve("gbtree_v47_" + objective + ".margin")));
        answers(model, rows, objective.equals("binary-logistic") ? withOther(predicted) : predicted);
        assertThat(model.version()).isEqualTo("0.x");
    }

    @ParameterizedTest
    @ValueSource(strings = {"spark_iris.model", "spark_iris.model.spark"})
    void modelOfSpark_withItsPrefixAndWithout_choosesTheSameClasses(String name) throws IOException {
        Path folder = SharedData.require("foreign_models/xgboost_predictor_java/" + name)
                .getParent();
        XGBoostModel model = XGBoostModel.read(folder.resolve(name));
        double[][] rows =
                Rows.libsvm(folder.resolve("iris.test"), model.features().size(), 1);
        double[][] classes = Rows.plain(folder.resolve("spark_iris.predict"));

        double[][] scores = Agreement.scores(model.form(), rows);
        for (int r = 0; r < rows.length; r++) {
            double[] row = scores[r];
            int chosen = (int) classes[r][0];
            assertThat(Arrays.stream(row).max().orElseThrow()).as("row %d", r).isEqualTo(row[chosen]);
        }
        Agreement.artifact(model, rows);
    }

    @Test
    void prefixBinf_isSkipped() throws IOException {
        byte[] plain = Files.readAllBytes(SharedData.require("foreign_models/xgboost_predictor_java/spark_iris.model"));
        byte[] prefixed = new byte[plain.length + 4];
        System.arraycopy("binf".getBytes(StandardCharsets.US_ASCII), 0, prefixed, 0, 4);
        System.arraycopy(plain, 0, prefixed, 4, plain.length);

        assertThat(XGBoostModel.read(prefixed).model())
                .isEqualTo(XGBoostModel.read(plain).model());
    }

    @Test
    void oldBinaryOfGbdtRs_answersAsXGBoostDoes() throws IOException {
        Path folder = SharedData.require("foreign_models/gbdt_rs_xgboost/reg_linear.model")
                .getParent();
        XGBoostModel linear = XGBoostModel.read(folder.resolve("reg_linear.model"));
        XGBoostModel softprob = XGBoostModel.read(folder.resolve("multi_softprob.model"));
        double[][] rows =
                Rows.libsvm(folder.resolve("reg_linear.test"), linear.features().size(), 0);
        double[][] patients = columns(Rows.plain(folder.resolve("multi_softprob.test")), 0, 33);

        margins(linear, rows, Rows.plain(folder.resolve("reg_linear.pred.csv")));
        answers(softprob, patients, Rows.plain(folder.resolve("multi_softprob.pred.csv")));
    }

    private static void margins(XGBoostModel model, double[][] rows, double[][] expected) {
        Agreement.margins(model.toString(), model, rows, expected);
        Agreement.artifact(model, rows);
    }

    private static void answers(XGBoostModel model, double[][] rows, double[][] expected) {
        Agreement.answers(model.toString(), model.form(), rows, expected, TOLERANCE);
        Agreement.artifact(model, rows);
    }

    @Test
    void categories_takeTheirTexts_andAnswerRowsOfTexts() throws IOException {
        Path folder = SharedData.require("foreign_models/xgboost_1_7_4/adult_categorical.ubj")
                .getParent();
        Map<String, List<String>> categories = categories(folder.resolve("adult_categorical.categories.json"));
        XGBoostModel model = XGBoostModel.read(folder.resolve("adult_categorical.ubj"))
                .output("income")
                .labels("<=50K", ">50K");
        for (Map.Entry<String, List<String>> entry : categories.entrySet()) {
            model = model.categories(entry.getKey(), entry.getValue());
        }

        assertThat(model.bestIteration()).hasValue(14);
        assertThat(model.model().signature().output().name()).isEqualTo("income");
        assertThat(model.features().stream().filter(f -> f.kind() == Kind.CATEGORY))
                .hasSameSizeAs(categories.keySet());
    }

    private static Map<String, List<String>> categories(Path file) throws IOException {
        Map<String, List<String>> categories = new LinkedHashMap<>();
        try (JsonParser parser = new JsonFactory().createParser(file.toFile())) {
            List<String> texts = new ArrayList<>();
            while (parser.nextToken() != null) {
                if (parser.currentToken() == JsonToken.FIELD_NAME) {
                    texts = new ArrayList<>();
                    categories.put(parser.currentName(), texts);
                } else if (parser.currentToken() == JsonToken.VALUE_STRING) {
                    texts.add(parser.getText());
                }
            }
        }
        return categories;
    }

    static double[][] columns(double[][] table, int from, int to) {
        return Arrays.stream(table)
                .map(row -> Arrays.copyOfRange(row, from, to))
                .toArray(double[][]::new);
    }

    /** Of probabilities of the second class those of both. */
    static double[][] withOther(double[][] second) {
        return Arrays.stream(second)
                .map(row -> new double[] {1 - row[0], row[0]})
                .toArray(double[][]::new);
    }
}
