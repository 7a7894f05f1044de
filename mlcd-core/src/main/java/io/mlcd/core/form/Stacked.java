package io.mlcd.core.form;

import java.util.List;

/**
 * A form that reads the scores of others: stacking. A calibration is one too: of a single member, with a
 * {@link Linear} form behind a {@link Linked.Link#SIGMOID} for Platt's, with a {@link Tree} of one input for an
 * isotonic one.
 *
 * @param members at least one; all read the same row
 * @param meta reads the members' scores in order, and after them the row itself if {@code passThrough}
 * @param passThrough whether the meta form reads the row too
 */
public record Stacked(List<Form> members, Form meta, boolean passThrough) implements Form {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no member, they read different rows, or the meta form does not read as
     *     many numbers as it gets
     */
    public Stacked {
        members = List.copyOf(members);
        if (members.isEmpty()) {
            throw new IllegalArgumentException("a stack needs at least one member");
        }
        int inputs = members.get(0).inputs();
        long scores = passThrough ? inputs : 0;
        for (int i = 0; i < members.size(); i++) {
            Form member = members.get(i);
            if (member.inputs() != inputs) {
                throw new IllegalArgumentException("member " + i + " reads " + member.inputs()
                        + " inputs, but member 0 reads " + inputs + "; all must read the same row");
            }
            scores += member.outputs();
        }
        if (meta.inputs() != scores) {
            throw new IllegalArgumentException("the meta form reads " + meta.inputs() + " numbers, but gets " + scores
                    + " from the members" + (passThrough ? " and the row" : ""));
        }
    }

    @Override
    public int inputs() {
        return members.get(0).inputs();
    }

    @Override
    public int outputs() {
        return meta.outputs();
    }
}
