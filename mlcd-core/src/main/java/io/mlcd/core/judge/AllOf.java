package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Several judges together: if one fails it fails, else if one is inconclusive it is inconclusive, else it passes. Those that are a
 * {@link DryRun} report and are not counted; if all are, it is inconclusive. Measures have the number of the judge in front,
 * {@code "1.difference"} for the first.
 *
 * @param judges in the order in which reasons are told; copied
 */
public record AllOf(List<Judge> judges) implements Judge {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there are none
     */
    public AllOf {
        judges = List.copyOf(judges);
        if (judges.isEmpty()) {
            throw new IllegalArgumentException("judges were none but must be one or more; add Judge.losses()");
        }
    }

    @Override
    public Verdict judge(Evidence evidence) {
        return of(judge -> judge.judge(evidence));
    }

    @Override
    public Verdict early(Evidence evidence) {
        return of(judge -> judge.early(evidence));
    }

    private Verdict of(Function<Judge, Verdict> asked) {
        Map<String, Double> measures = new LinkedHashMap<>();
        Map<Verdict.Outcome, List<String>> reasons = new LinkedHashMap<>();
        List<String> dry = new ArrayList<>();
        for (int i = 0; i < judges.size(); i++) {
            Verdict verdict = asked.apply(judges.get(i));
            String number = (i + 1) + ".";
            verdict.measures().forEach((name, value) -> measures.put(number + name, value));
            if (judges.get(i) instanceof DryRun) {
                dry.add(verdict.reason());
            } else {
                reasons.computeIfAbsent(verdict.outcome(), o -> new ArrayList<>())
                        .add(verdict.reason());
            }
        }
        Verdict.Outcome outcome = Verdict.Outcome.INCONCLUSIVE;
        if (reasons.containsKey(Verdict.Outcome.FAIL)) {
            outcome = Verdict.Outcome.FAIL;
        } else if (reasons.containsKey(Verdict.Outcome.PASS) && !reasons.containsKey(Verdict.Outcome.INCONCLUSIVE)) {
            outcome = Verdict.Outcome.PASS;
        }
        List<String> told =
                new ArrayList<>(reasons.getOrDefault(outcome, List.of("all judges are dry runs, so none decides")));
        told.addAll(dry);
        return new Verdict(outcome, String.join("; ", told), measures);
    }
}
