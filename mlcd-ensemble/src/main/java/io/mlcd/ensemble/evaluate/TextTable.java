package io.mlcd.ensemble.evaluate;

import java.util.List;

/** Cells as lines of text: the first column to the left, the others to the right. */
final class TextTable {
    private TextTable() {}

    static String of(List<List<String>> lines) {
        int[] widths = new int[lines.get(0).size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> line : lines) {
            StringBuilder padded = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                String fill = " ".repeat(widths[i] - line.get(i).length());
                padded.append(i == 0 ? line.get(i) + fill : "  " + fill + line.get(i));
            }
            text.append(text.length() == 0 ? "" : "\n").append(padded.toString().stripTrailing());
        }
        return text.toString();
    }
}
