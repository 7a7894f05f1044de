package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.Form;
import io.mlcd.core.oracle.Oracle;
import java.util.Arrays;

/** The faces of a scorer, compared with each other. */
final class Faces {
    private Faces() {}

    /** Asserts that batches of rows, of columns and of floats answer as is expected, and leave the rest as it is. */
    static void assertAllAnswer(Form form, Scorer scorer, double[][] rows, double[][] expected, String description) {
        int inputs = form.inputs();
        int outputs = form.outputs();
        int from = rows.length > 3 ? 3 : 0;
        double[] flat = new double[rows.length * inputs];
        double[][] columns = new double[inputs][rows.length];
        for (int r = 0; r < rows.length; r++) {
            System.arraycopy(rows[r], 0, flat, r * inputs, inputs);
            for (int i = 0; i < inputs; i++) {
                columns[i][r] = rows[r][i];
            }
        }
        double[] all = new double[rows.length * outputs];
        Arrays.fill(all, 77);
        for (int r = from; r < rows.length; r++) {
            System.arraycopy(expected[r], 0, all, r * outputs, outputs);
        }
        double[] out = new double[all.length];
        Arrays.fill(out, 77);
        scorer.scoreRows(flat, from, rows.length, out);
        assertSame(out, all, outputs, description + ", rows");
        Arrays.fill(out, 77);
        scorer.scoreColumns(columns, from, rows.length, out);
        assertSame(out, all, outputs, description + ", columns");

        float[] floats = new float[flat.length];
        double[] widened = new double[inputs];
        float[] row = new float[inputs];
        double[] one = new double[outputs];
        double[] narrow = new double[all.length];
        for (int r = 0; r < rows.length; r++) {
            for (int i = 0; i < inputs; i++) {
                row[i] = (float) rows[r][i];
                widened[i] = row[i];
                floats[r * inputs + i] = row[i];
            }
            double[] its = Oracle.score(form, widened);
            scorer.score(row, one);
            assertSame(one, its, outputs, description + ", floats " + r);
            System.arraycopy(its, 0, narrow, r * outputs, outputs);
        }
        scorer.scoreRows(floats, 0, rows.length, out);
        assertSame(out, narrow, outputs, description + ", rows of floats");
    }

    private static void assertSame(double[] actual, double[] expected, int outputs, String description) {
        for (int i = 0; i < expected.length; i++) {
            if (Double.doubleToLongBits(actual[i]) != Double.doubleToLongBits(expected[i])) {
                assertThat(actual[i])
                        .as("%s, row %s, score %s", description, i / outputs, i % outputs)
                        .isEqualTo(expected[i]);
            }
        }
    }
}
