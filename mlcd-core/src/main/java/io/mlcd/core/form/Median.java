package io.mlcd.core.form;

import java.util.List;

/**
 * The weighted median of the members' scores, for each output on its own: of the scores in ascending order, equal ones in the
 * order of the members, the first at which the weights up to and with it, added in that order and doubled, reach the sum of all
 * weights, added in the order of the members. For order -0.0 is smaller than 0.0. {@code NaN} if any member's score is.
 *
 * @param members at least one; all read the same row and give as many scores
 * @param weights one for each member, 0 or more, not all 0
 * @see <a href="https://en.wikipedia.org/wiki/Weighted_median">Lower weighted median</a>
 */
public record Median(List<Form> members, List<Double> weights) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if members or weights are not as stated
     */
    public Median {
        members = List.copyOf(members);
        weights = List.copyOf(weights);
        Members.check(members, weights);
    }

    /** The plain median; of an even number of members the lower of the two in the middle. */
    public static Median of(List<Form> members) {
        return new Median(members, Members.equalWeights(members.size()));
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
