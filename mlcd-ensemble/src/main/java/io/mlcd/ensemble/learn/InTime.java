package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Fits the members that there is time for. */
final class InTime {
    private InTime() {}

    /**
     * Fits members as {@link Fit#members} does. One that is not begun when the time is over, or has nothing yet when its share
     * is, is left out, as long as there is one.
     *
     * @param pieces how many pieces of progress are told for one that is not begun
     * @return by index the member, or empty if it was left out
     * @throws TrainingException if no member was ready in time
     */
    static <T> List<Optional<T>> members(int count, int pieces, Fit fit, Fit.Member<T> member)
            throws InterruptedException {
        AtomicBoolean any = new AtomicBoolean();
        Map<Integer, TrainingException> late = new ConcurrentSkipListMap<>();
        List<Optional<T>> members = fit.members(count, (index, its) -> {
            if (any.get() && fit.isLate()) {
                fit.piecesDone(pieces);
                return Optional.empty();
            }
            try {
                T one = member.run(index, its);
                any.set(true);
                return Optional.of(one);
            } catch (TrainingException e) {
                if (e.reason() != TrainingException.Reason.DEADLINE) {
                    throw e;
                }
                late.put(index, e);
                return Optional.empty();
            }
        });
        if (!any.get()) {
            throw late.values().iterator().next();
        }
        return members;
    }

    /** Those that were not left out. */
    static <T> List<T> present(List<Optional<T>> members) {
        List<T> present = new ArrayList<>();
        members.forEach(member -> member.ifPresent(present::add));
        return present;
    }
}
