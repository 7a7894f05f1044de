package io.mlcd.core.rollout;

import io.mlcd.core.judge.Judge;
import java.time.Duration;

/**
 * Two versions side by side, of which one has all live traffic: the new one first answers test traffic only, through {@link
 * io.mlcd.api.Rollout#preview()}, then all traffic switches if the judge passes, and guard rails watch.
 *
 * @param preview how long test traffic is judged before the switch, above 0; after it a judge that cannot tell pauses
 * @param judge of the test traffic; {@link Judge#guardRails()} without the comparison of answers
 * @param patience how long a judge that cannot tell is waited for before pausing, 0 or more; 0
 * @param watch how long guard rails watch after the switch, 0 or more; as long as the preview
 */
public record BlueGreen(Duration preview, Judge judge, Duration patience, Duration watch, Analysis analysis)
        implements Strategy {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a time is not as stated
     */
    public BlueGreen {
        Spans.positive("preview", preview, "to switch at once use Immediately");
        Spans.notNegative("patience", patience, "Duration.ZERO pauses at once");
        Spans.notNegative("watch", watch, "Duration.ZERO watches nothing");
    }

    /** Switches after a time of test traffic without failures, and watches as long. */
    public static BlueGreen after(Duration preview) {
        return new BlueGreen(
                preview,
                Judge.allOf(Judge.errorRate(0.01), Judge.nanRate(0.01)),
                Duration.ZERO,
                preview,
                Analysis.standard());
    }

    /** With another judge of the test traffic; the champion gets none of it, so comparisons cannot tell. */
    public BlueGreen judge(Judge newJudge) {
        return new BlueGreen(preview, newJudge, patience, watch, analysis);
    }

    /** Waits so long for a judge that cannot tell. */
    public BlueGreen patience(Duration newPatience) {
        return new BlueGreen(preview, judge, newPatience, watch, analysis);
    }

    /** Watched for another time. */
    public BlueGreen watch(Duration newWatch) {
        return new BlueGreen(preview, judge, patience, newWatch, analysis);
    }

    /** With another analysis. */
    public BlueGreen analysis(Analysis newAnalysis) {
        return new BlueGreen(preview, judge, patience, watch, newAnalysis);
    }
}
