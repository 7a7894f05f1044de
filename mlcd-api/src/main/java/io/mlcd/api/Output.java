package io.mlcd.api;

import java.util.HashSet;
import java.util.List;

/** What a model predicts: one class out of a list, or a number. */
public sealed interface Output {
    /** The name of what is predicted, usually the target column. */
    String name();

    /** How many scores a row gets: one for each class, or one number. */
    int width();

    /**
     * One class out of a list.
     *
     * @param name what is predicted
     * @param labels the classes; the position of a label is the position of its probability
     */
    record Classes(String name, List<String> labels) implements Output {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if there is no label, or one occurs twice
         */
        public Classes {
            labels = List.copyOf(labels);
            if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
                throw new IllegalArgumentException(
                        "the classes of \"" + name + "\" must be at least one and each given once, but were " + labels);
            }
        }

        @Override
        public int width() {
            return labels.size();
        }
    }

    /**
     * A number.
     *
     * @param name what is predicted
     */
    record Numeric(String name) implements Output {
        @Override
        public int width() {
            return 1;
        }
    }
}
