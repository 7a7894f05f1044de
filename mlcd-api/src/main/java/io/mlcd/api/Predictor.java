package io.mlcd.api;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whatever answers rows: a model, a live handle, a shadow, or a host's own function.
 *
 * <p>Implementations are safe for concurrent callers. They never throw for a value that production will surely send (a
 * missing number, a category never seen); they throw for a caller's mistake (an unknown feature, a text for a number).
 */
public interface Predictor {
    /** What it takes and what it predicts, now; a live handle's signature may move with a swap. */
    Signature signature();

    /**
     * The answer to one row.
     *
     * @throws IllegalArgumentException if the row names an unknown feature or gives a value of the wrong type
     */
    Prediction predict(Row row);

    /** The answer to one row given as a map; see {@link Row#of(Map)}. */
    default Prediction predict(Map<String, ? extends @Nullable Object> row) {
        return predict(Row.of(row));
    }
}
