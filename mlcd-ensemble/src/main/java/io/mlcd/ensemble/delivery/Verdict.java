package io.mlcd.ensemble.delivery;

import java.util.Collection;

/** What a gate found. Only {@link #PASS} lets a candidate through. */
public enum Verdict {
    /** Good enough. */
    PASS,
    /** It could not be found out. */
    INCONCLUSIVE,
    /** Not good enough. */
    FAIL;

    /** The worst of some; none is a pass. */
    static Verdict worst(Collection<GateResult> results) {
        return results.stream().map(GateResult::verdict).reduce(PASS, (a, b) -> a.compareTo(b) > 0 ? a : b);
    }
}
