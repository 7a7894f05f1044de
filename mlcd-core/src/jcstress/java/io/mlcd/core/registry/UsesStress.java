package io.mlcd.core.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * Calls beside the retirement: none works on what is closed, and it is closed once. Two actors, since jcstress leaves out tests
 * with more actors than processors.
 */
@JCStressTest
@Outcome(id = "[01], 1, 1", expect = Expect.ACCEPTABLE, desc = "Refused or answered, and closed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Used after closing, or not closed once.")
@State
public class UsesStress {
    private final Uses uses = new Uses();
    /** Plain on purpose: ending the last use must order closing after all uses. */
    private int closings;

    private int worked = 1;

    private int call() {
        if (!uses.begin()) {
            return 0;
        }
        int answer = worked; // what closing destroys
        end();
        return answer;
    }

    private void end() {
        if (uses.end()) {
            worked = 2;
            closings++;
        }
    }

    @Actor
    public void first(III_Result result) {
        result.r1 = call();
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = call();
        end(); // retired
    }

    @Arbiter
    public void closed(III_Result result) {
        result.r3 = closings;
    }
}
