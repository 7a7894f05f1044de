package io.mlcd.interop.xgboost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Form;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Models of every booster and objective, and what XGBoost 2.1 and 3.4 answered; see the README beside the files. */
class FixturesTest {
    private static final Path ROOT = Path.of("src", "test", "resources", "xgboost");
    private static final double TOLERANCE = 1e-6;
    /** Closer to 0 than this a margin's sign may differ. */
    private static final double BAND = 1e-5;

    @TestFactory
    Stream<DynamicTest> everyModel_answersAsTheXGBoostThatWroteIt() throws IOException {
        return Stream.concat(tests("2.1.4"), tests("3.4.0"));
    }

    private static Stream<DynamicTest> tests(String version) throws IOException {
        Path folder = ROOT.resolve(version);
        List<String> cases = Files.readAllLines(folder.resolve("cases.csv"));
        assertThat(cases).hasSizeGreaterThan(35);
        double[][] rows = Rows.csv(folder.resolve("rows.csv"), Map.of());
        return cases.stream().flatMap(line -> {
            String name = line.substring(0, line.indexOf(','));
            String[] formats = line.substring(line.indexOf(',') + 1).split(" ", -1);
            return Arrays.stream(formats)
                    .map(format -> DynamicTest.dynamicTest(
                            version + " " + name + "." + format, () -> check(folder, name, format, rows)));
        });
    }

    private static void check(Path folder, String name, String format, double[][] rows) throws IOException {
        XGBoostModel model = XGBoostModel.read(folder.resolve(name + "." + format));
        List<String> lines = Files.readAllLines(folder.resolve(name + ".csv"));
        double[][] margins = part(lines, 0);
        double[][] predictions = part(lines, 1);
        String title = folder.getFileName() + " " + name + "." + format;

        Agreement.margins(title, model, rows, margins);
        if (name.equals("quantiles")) {
            assertThatThrownBy(model::form)
                    .isInstanceOf(ArtifactException.class)
                    .hasMessageContainingAll("2 outputs", "reg:quantileerror", "margins()");
            return;
        }
        Form form = model.form();
        switch (model.objective()) {
            case "binary:logistic" ->
                Agreement.answers(title, form, rows, ForeignModelsTest.withOther(predictions), TOLERANCE);
            case "binary:hinge" -> checkDecisions(form, rows, margins, predictions);
            case "multi:softmax" -> checkClasses(form, rows, margins, predictions);
            default -> Agreement.answers(title, form, rows, predictions, TOLERANCE);
        }
        Agreement.artifact(model, rows);
        assertThat(folder.getFileName().toString()).startsWith(model.version());
    }

    private static void checkDecisions(Form form, double[][] rows, double[][] margins, double[][] predictions) {
        double[][] scores = Agreement.scores(form, rows);
        for (int r = 0; r < rows.length; r++) {
            if (Math.abs(margins[r][0]) > BAND) {
                assertThat(scores[r]).as("row %d", r).containsExactly(1 - predictions[r][0], predictions[r][0]);
            }
        }
    }

    private static void checkClasses(Form form, double[][] rows, double[][] margins, double[][] predictions) {
        double[][] scores = Agreement.scores(form, rows);
        for (int r = 0; r < rows.length; r++) {
            double[] sorted = margins[r].clone();
            Arrays.sort(sorted);
            double best = Arrays.stream(scores[r]).max().orElseThrow();
            if (sorted[sorted.length - 1] - sorted[sorted.length - 2] > BAND) {
                assertThat(scores[r][(int) predictions[r][0]]).as("row %d", r).isEqualTo(best);
            }
        }
    }

    private static double[][] part(List<String> lines, int part) {
        return lines.stream()
                .map(line -> Arrays.stream(line.split(";", -1)[part].split(",", -1))
                        .mapToDouble(Double::parseDouble)
                        .toArray())
                .toArray(double[][]::new);
    }
}
