package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.Map;

/** What judges that may look once say before that. */
final class OneLook {
    private OneLook() {}

    static Verdict early(Judge judge) {
        return Verdict.inconclusive(
                judge.getClass().getSimpleName() + " may look once, and is asked at the end of the step", Map.of());
    }
}
