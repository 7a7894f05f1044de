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
     * @param decision how one is chosen by their probabilities
     */
    record Classes(String name, List<String> labels, Decision decision) implements Output {
        /**
         * Checks and copies.
         *
         * @throws IllegalArgumentException if there is no label, or one occurs twice, or the decision is for another number of
         *     classes
         */
        public Classes {
            labels = List.copyOf(labels);
            if (labels.isEmpty() || new HashSet<>(labels).size() != labels.size()) {
                throw new IllegalArgumentException(
                        "the classes of \"" + name + "\" must be at least one and each given once, but were " + labels);
            }
            decision.requireClasses(labels.size());
        }

        /**
         * Classes of which the most probable is chosen.
         *
         * @throws IllegalArgumentException if there is no label, or one occurs twice
         */
        public Classes(String name, List<String> labels) {
            this(name, labels, Decision.mostProbable());
        }

        /**
         * The same classes, chosen in another way.
         *
         * @throws IllegalArgumentException if the decision is for another number of classes
         */
        public Classes decidedBy(Decision newDecision) {
            return new Classes(name, labels, newDecision);
        }

        @Override
        public int width() {
            return labels.size();
        }

        @Override
        public String toString() {
            return "Classes[name=" + name + ", labels=" + labels
                    + (decision.isMostProbable() ? "" : ", decision=" + decision) + "]";
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
