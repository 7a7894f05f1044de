package io.mlcd.core.form;

import java.util.List;

/**
 * One member answers each row: a tree says which, by intervals of numbers or by categories of the row.
 *
 * @param route a tree with one output whose leaves are numbers of members, from 0
 * @param members at least one; all read the same row and give as many scores
 */
public record Routed(Tree route, List<Form> members) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if members differ in what they read or give, or the tree names a member that is not
     *     there
     */
    public Routed {
        members = List.copyOf(members);
        Members.check(members, Members.equalWeights(members.size()));
        if (route.outputs() != 1 || route.maxFeature() >= members.get(0).inputs()) {
            throw new IllegalArgumentException("the route looks at input " + route.maxFeature() + " and gives "
                    + route.outputs() + " outputs, but must look at the members' "
                    + members.get(0).inputs()
                    + " inputs and give one");
        }
        for (int leaf = 0; leaf < route.leaves(); leaf++) {
            double member = route.value(leaf, 0);
            if (member != (int) member || member < 0 || member >= members.size()) {
                throw new IllegalArgumentException("leaf " + leaf + " of the route names member " + member
                        + ", but they count from 0 to " + (members.size() - 1));
            }
        }
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
