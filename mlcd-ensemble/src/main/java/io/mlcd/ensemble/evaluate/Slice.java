package io.mlcd.ensemble.evaluate;

/**
 * Some rows of an evaluation.
 *
 * @param name what they have in common, for example {@code country = DE} or {@code 25 < age <= 40}
 * @param evaluation of these rows
 * @param tooSmall whether they are fewer than {@link Slices#minRows()}, so that little can be said of them
 */
public record Slice(String name, Evaluation evaluation, boolean tooSmall) {
    /** For example {@code country = DE: 1,409 rows, ACCURACY 0.8020}. */
    @Override
    public String toString() {
        return name + ": " + evaluation + (tooSmall ? " (too few rows)" : "");
    }
}
