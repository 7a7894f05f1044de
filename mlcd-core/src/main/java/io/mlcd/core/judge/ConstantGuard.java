package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A guard rail: a challenger that always answers the same, while the champion does not, fails at its {@code minCalls}th answer,
 * as soon as the champion has as many; a champion that always answers the same too shows that inputs do not differ. Before that
 * it is inconclusive, unless two answers differ: then it passes.
 *
 * @param minCalls how many answers of each arm are enough, 2 or more; 100
 */
public record ConstantGuard(long minCalls) implements Judge {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the number is below 2
     */
    public ConstantGuard {
        Checks.atLeast("minCalls", minCalls, 2, "a few answers may be the same by chance, say 100");
    }

    /** From 100 answers on. */
    public static ConstantGuard standard() {
        return new ConstantGuard(100);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Scores champion = evidence.seen(Arm.CHAMPION).scores();
        Scores challenger = evidence.seen(Arm.CHALLENGER).scores();
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("answers", (double) challenger.count());
        measures.put("min", challenger.min());
        measures.put("max", challenger.max());
        if (challenger.count() > 0 && !challenger.isConstant()) {
            return Verdict.pass(
                    "the challenger's answers are from " + Checks.plain(challenger.min()) + " to "
                            + Checks.plain(challenger.max()),
                    measures);
        }
        if (Math.min(challenger.count(), champion.count()) < minCalls) {
            return Verdict.inconclusive(
                    challenger.count() + " answers of the challenger and " + champion.count()
                            + " of the champion are too few to see whether they differ; each needs " + minCalls,
                    measures);
        }
        String same = "all " + challenger.count() + " answers of the challenger are " + Checks.plain(challenger.min());
        return champion.isConstant()
                ? Verdict.pass(same + ", and those of the champion do not differ either", measures)
                : Verdict.fail(same + ", those of the champion differ", measures);
    }
}
