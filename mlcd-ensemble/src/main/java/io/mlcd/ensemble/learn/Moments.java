package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;

/** The values of a column that orders rows. */
final class Moments {
    private Moments() {}

    /**
     * For each row its moment: milliseconds, or the number.
     *
     * @param remedy what to say of a row without one, after its place
     * @throws TrainingException if the column holds categories, or a row has no moment
     */
    static double[] of(Column time, String remedy) {
        if (time.type() == Column.Type.CATEGORY) {
            throw new TrainingException(
                    Reason.BAD_COLUMN,
                    "rows cannot be ordered by \"" + time.name()
                            + "\": it holds categories; name a column of times or numbers, table.time(name)");
        }
        double[] moments = new double[time.size()];
        for (int row = 0; row < moments.length; row++) {
            if (time.isMissing(row)) {
                throw new TrainingException(
                        Reason.BAD_COLUMN, "row " + row + " has no time in \"" + time.name() + "\"" + remedy);
            }
            moments[row] = time.asNumber(row);
        }
        return moments;
    }
}
