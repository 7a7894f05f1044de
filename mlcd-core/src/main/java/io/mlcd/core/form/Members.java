package io.mlcd.core.form;

import java.util.Collections;
import java.util.List;

/** What {@link Average}, {@link Vote} and {@link Median} ask of their members. */
final class Members {
    private Members() {}

    static void check(List<Form> members, List<Double> weights) {
        if (members.isEmpty() || members.size() != weights.size()) {
            throw new IllegalArgumentException("there are " + members.size() + " members and " + weights.size()
                    + " weights; give at least one member and one weight for each");
        }
        Form first = members.get(0);
        for (int i = 1; i < members.size(); i++) {
            Form member = members.get(i);
            if (member.inputs() != first.inputs() || member.outputs() != first.outputs()) {
                throw new IllegalArgumentException("member " + i + " is " + member.inputs() + " -> " + member.outputs()
                        + ", but member 0 is " + first.inputs() + " -> " + first.outputs()
                        + "; all must read the same row and give as many scores");
            }
        }
        double sum = 0;
        for (double weight : weights) {
            if (!(weight >= 0) || Double.isInfinite(weight)) {
                throw new IllegalArgumentException("a member's weight was " + weight + " but must be 0 or more");
            }
            sum += weight;
        }
        if (!(sum > 0) || Double.isInfinite(sum)) {
            throw new IllegalArgumentException("the members' weights sum to " + sum + "; at least one must be above 0");
        }
    }

    static List<Double> equalWeights(int members) {
        return Collections.nCopies(members, 1.0);
    }
}
