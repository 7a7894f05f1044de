package io.mlcd.ensemble.learn;

import java.util.Arrays;
import java.util.List;

/**
 * The learners of an ensemble.
 *
 * @param learners at least one
 */
record Cast(List<Learner> learners) {
    Cast {
        learners = List.copyOf(learners);
        if (learners.isEmpty()) {
            throw new IllegalArgumentException("there are no members; an ensemble needs at least one learner");
        }
    }

    static Cast of(Learner... learners) {
        return new Cast(Arrays.asList(learners));
    }

    int size() {
        return learners.size();
    }

    /** By which people know them, each once. */
    List<String> names() {
        return Named.of(learners);
    }

    /** How many pieces of progress it is to fit each so many times. */
    int pieces(int times) {
        return times * learners.stream().mapToInt(Learner::pieces).sum();
    }

    @Override
    public String toString() {
        return learners.toString();
    }
}
