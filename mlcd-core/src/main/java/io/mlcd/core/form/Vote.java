package io.mlcd.core.form;

import java.util.List;

/**
 * For each class the weighted share of the members whose largest score it is; a member with several equal largest scores
 * votes for the first.
 *
 * @param members at least one; all read the same row and score the same two classes or more
 * @param weights one for each member, 0 or more, not all 0
 */
public record Vote(List<Form> members, List<Double> weights) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if members or weights are not as stated
     */
    public Vote {
        members = List.copyOf(members);
        weights = List.copyOf(weights);
        Members.check(members, weights);
        if (members.get(0).outputs() < 2) {
            throw new IllegalArgumentException("members that give one number cannot vote; average them");
        }
    }

    /** One vote for each member. */
    public static Vote of(List<Form> members) {
        return new Vote(members, Members.equalWeights(members.size()));
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
