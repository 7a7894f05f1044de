package io.mlcd.ensemble.delivery;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.evaluate.Evaluation;
import java.util.Optional;

/**
 * What a gate looks at.
 *
 * @param model the model that wants to be released
 * @param evaluation how it did on the test part
 * @param test the test part, with the columns that the delivery drops
 * @param live what is live now
 */
public record Candidate(Model model, Evaluation evaluation, Table test, Live live) {
    /**
     * What is live now, as far as it can be compared.
     *
     * @param evaluation how it did on the same test part; empty if nothing is live, or it cannot be compared
     * @param problem why it cannot be compared; empty if nothing is live, or it can
     */
    public record Live(Optional<Evaluation> evaluation, Optional<String> problem) {
        static Live none() {
            return new Live(Optional.empty(), Optional.empty());
        }

        static Live of(Evaluation evaluation) {
            return new Live(Optional.of(evaluation), Optional.empty());
        }

        static Live incomparable(String problem) {
            return new Live(Optional.empty(), Optional.of(problem));
        }
    }
}
