package io.mlcd.core.kernel;

import io.mlcd.core.form.Form;
import io.mlcd.core.scratch.Pool;

/**
 * A compiled form: answers as the form is defined, to the last bit. Immutable; safe for concurrent callers.
 *
 * <p>Calls allocate nothing, unless the form holds {@link io.mlcd.core.form.Opaque functions}, or more calls than ever before
 * are under way: they take working memory from a bounded pool. Arguments are not checked.
 */
public final class Scorer {
    private final Kernel kernel;
    private final int block;
    private final Pool<Scratch> pool;
    private final int inputs;
    private final int outputs;
    private final int widened;
    private final long scratchBytes;

    private Scorer(Form form) {
        Form lowered = Lowering.lower(form);
        Plan plan = new Plan(lowered);
        inputs = form.inputs();
        outputs = form.outputs();
        block = plan.block;
        widened = plan.doubles(Math.multiplyExact(block, inputs));
        kernel = Kernel.compile(lowered, plan);
        pool = new Pool<>(plan::scratch);
        scratchBytes = plan.scratchBytes();
    }

    /**
     * The fastest scorer of a form.
     *
     * @throws IllegalArgumentException if a row takes too much working memory
     */
    public static Scorer compile(Form form) {
        return new Scorer(form);
    }

    /** What it takes of the heap, about, with the working memory of one call. */
    public long heapBytes() {
        return kernel.heapBytes() + scratchBytes;
    }

    /** How many numbers of working memory a form needs for a row, beside the row itself. */
    public static long workingNumbers(Form form) {
        return Plan.numbers(form);
    }

    /**
     * Scores a row.
     *
     * @param row shape [inputs], not changed
     * @param out receives the scores, shape [outputs]
     */
    public void score(double[] row, double[] out) {
        Scratch scratch = pool.take();
        kernel.row(row, 0, out, 0, scratch);
        pool.give(scratch);
    }

    /** Scores a row of floats; see {@link #score(double[], double[])}. */
    public void score(float[] row, double[] out) {
        Scratch scratch = pool.take();
        for (int i = 0; i < inputs; i++) {
            scratch.doubles[widened + i] = row[i];
        }
        kernel.row(scratch.doubles, widened, out, 0, scratch);
        pool.give(scratch);
    }

    /**
     * Scores rows, row-major.
     *
     * @param out receives the scores of row r from {@code r x outputs} on
     */
    public void scoreRows(double[] rows, int from, int to, double[] out) {
        Scratch scratch = pool.take();
        int count;
        for (int r = from; r < to; r += count) {
            count = Math.min(block, to - r);
            kernel.rows(rows, r * inputs, inputs, 1, count, out, r * outputs, scratch);
        }
        pool.give(scratch);
    }

    /** Scores rows of floats; see {@link #scoreRows(double[], int, int, double[])}. */
    public void scoreRows(float[] rows, int from, int to, double[] out) {
        Scratch scratch = pool.take();
        int count;
        for (int r = from; r < to; r += count) {
            count = Math.min(block, to - r);
            int first = r * inputs;
            for (int i = 0; i < count * inputs; i++) {
                scratch.doubles[widened + i] = rows[first + i];
            }
            kernel.rows(scratch.doubles, widened, inputs, 1, count, out, r * outputs, scratch);
        }
        pool.give(scratch);
    }

    /** Scores rows that lie in columns, shape [inputs][rows]; see {@link #scoreRows(double[], int, int, double[])}. */
    public void scoreColumns(double[][] columns, int from, int to, double[] out) {
        Scratch scratch = pool.take();
        int count;
        for (int r = from; r < to; r += count) {
            count = Math.min(block, to - r);
            for (int i = 0; i < inputs; i++) {
                System.arraycopy(columns[i], r, scratch.doubles, widened + i * block, count);
            }
            kernel.rows(scratch.doubles, widened, 1, block, count, out, r * outputs, scratch);
        }
        pool.give(scratch);
    }
}
