package io.mlcd.interop.xgboost;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Reads rows and expected outputs for the tests. */
final class Rows {
    private Rows() {}

    /**
     * A CSV file with a header, an empty field missing.
     *
     * @param categories for columns of texts their texts, the code is the position
     */
    static double[][] csv(Path file, Map<String, List<String>> categories) throws IOException {
        List<String> lines = Files.readAllLines(file);
        String[] header = lines.get(0).split(",", -1);
        List<double[]> rows = new ArrayList<>();
        for (String line : lines.subList(1, lines.size())) {
            String[] cells = line.split(",", -1);
            double[] row = new double[cells.length];
            for (int i = 0; i < row.length; i++) {
                List<String> texts = categories.get(header[i]);
                row[i] = texts == null || cells[i].isEmpty() ? number(cells[i]) : texts.indexOf(cells[i]);
            }
            rows.add(row);
        }
        return rows.toArray(double[][]::new);
    }

    /** Numbers without a header, apart by commas or tabs. */
    static double[][] plain(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(line -> Arrays.stream(line.trim().split("[,\t]", -1))
                        .mapToDouble(Rows::number)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** Rows in the format of libsvm: a label, then index:value; what is absent is missing. */
    static double[][] libsvm(Path file, int features, int firstIndex) throws IOException {
        List<double[]> rows = new ArrayList<>();
        for (String line : Files.readAllLines(file)) {
            double[] row = new double[features];
            Arrays.fill(row, Double.NaN);
            String[] parts = line.trim().split("\\s+", -1);
            for (int i = 1; i < parts.length; i++) {
                String[] pair = parts[i].split(":", -1);
                int feature = Integer.parseInt(pair[0]) - firstIndex;
                if (feature < features) {
                    row[feature] = number(pair[1]);
                }
            }
            rows.add(row);
        }
        return rows.toArray(double[][]::new);
    }

    private static double number(String text) {
        return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
    }
}
