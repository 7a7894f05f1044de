package io.mlcd.api;

/**
 * The checks of a batch's arguments, for those who implement {@link FixedPredictor}.
 */
public final class Batches {
    private Batches() {}

    /**
     * Checks that rows lie within arrays.
     *
     * @param from the first row
     * @param to the row after the last
     * @param features how many numbers a row has
     * @param values how many numbers there are
     * @param width how many scores a row gets
     * @param places how many scores there is room for
     * @throws IllegalArgumentException if they do not
     */
    public static void check(int from, int to, int features, int values, int width, int places) {
        checkOrder(from, to);
        if ((long) to * features > values || (long) to * width > places) {
            throw new IllegalArgumentException("rows " + from + " to " + to + " of " + features
                    + " features need an array of " + (long) to * features + " values and one of " + (long) to * width
                    + " scores, but there are " + values + " and " + places);
        }
    }

    private static void checkOrder(int from, int to) {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("rows " + from + " to " + to
                    + " were asked for, but the first must be 0 or more and the last not before it; rows count from 0, and"
                    + " the second number is the row after the last");
        }
    }

    /**
     * Checks that scores are not written where values are read.
     *
     * @param values are read
     * @param out receives the scores
     * @throws IllegalArgumentException if they are one array
     */
    public static void checkDistinct(double[] values, double[] out) {
        if (values == out) {
            throw new IllegalArgumentException("out is the array that the values are in, and scores written there would"
                    + " change values that are still to be read; give an array of its own for the scores");
        }
    }

    /**
     * Checks that rows lie within columns.
     *
     * @param columns one for each feature
     * @param from the first row
     * @param to the row after the last
     * @param signature says how many columns and scores there must be
     * @param out receives the scores
     * @throws IllegalArgumentException if they do not, or a column is {@code out}
     */
    public static void checkColumns(double[][] columns, int from, int to, Signature signature, double[] out) {
        if (columns.length != signature.features().size()) {
            throw new IllegalArgumentException("there are " + columns.length + " columns, but the model takes "
                    + signature.features().size() + " features, one column for each");
        }
        checkOrder(from, to);
        if ((long) to * signature.output().width() > out.length) {
            throw new IllegalArgumentException("rows " + from + " to " + to + " need an array of "
                    + (long) to * signature.output().width() + " scores, but there are " + out.length);
        }
        for (int i = 0; i < columns.length; i++) {
            checkDistinct(columns[i], out);
            if (columns[i].length < to) {
                throw new IllegalArgumentException(
                        "column " + i + ", \"" + signature.features().get(i).name() + "\", has " + columns[i].length
                                + " values, but rows " + from + " to " + to + " were asked for");
            }
        }
    }
}
