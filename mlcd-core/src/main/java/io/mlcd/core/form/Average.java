package io.mlcd.core.form;

import java.util.List;

/**
 * The weighted mean of the members' scores: added in order, then divided by the sum of the weights.
 *
 * @param members at least one; all read the same row and give as many scores
 * @param weights one for each member, 0 or more, not all 0
 */
public record Average(List<Form> members, List<Double> weights) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if members or weights are not as stated
     */
    public Average {
        members = List.copyOf(members);
        weights = List.copyOf(weights);
        Members.check(members, weights);
    }

    /** The plain mean. */
    public static Average of(List<Form> members) {
        return new Average(members, Members.equalWeights(members.size()));
    }

    @Override
    public int inputs() {
        return members.get(0).inputs();
    }

    @Override
    public int outputs() {
        return members.get(0).outputs();
    }
}
