package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A judge on trial: its verdict is reported and never decides. Alone it is always inconclusive; in {@link AllOf} it is not counted.
 * The measure {@code "dryRun"} is 1 where it would pass, -1 where it would fail, and 0 else.
 *
 * @param judge the one on trial
 */
public record DryRun(Judge judge) implements Judge {
    @Override
    public Verdict judge(Evidence evidence) {
        return dry(judge.judge(evidence));
    }

    @Override
    public Verdict early(Evidence evidence) {
        return dry(judge.early(evidence));
    }

    private static Verdict dry(Verdict verdict) {
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("dryRun", verdict.passed() ? 1.0 : verdict.failed() ? -1.0 : 0.0);
        measures.putAll(verdict.measures());
        return Verdict.inconclusive("dry run, would be " + verdict, measures);
    }
}
