package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.mlcd.api.Kind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Models that others trained with XGBoost, from version 0.47 on, and what XGBoost answers to their rows. */
class ForeignModelsTest {
    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @CsvSource({
        "california_squarederror,json,1",
        "california_squarederror,ubj,1",
        "california_squarederror,model,1",
        "california_dart,json,1",
        "california_dart,ubj,1",
        "california_rf,json,1",
        "california_rf,ubj,1",
        "iris_softprob,json,3",
        "iris_softprob,ubj,3",
        "iris_softprob,model,3",
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
