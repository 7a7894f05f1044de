package io.mlcd.core.registry;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/**
 * Calls beside a swap, as {@link Handle} does it: what comes next is to be seen before what was is retired, and a call that
 * finds it retired reads again. A call that begins after the swap returned is answered by what came next.
 */
@JCStressTest
@Outcome(id = "[12], 2, 1, 0", expect = Expect.ACCEPTABLE, desc = "Answered by one of them; the old one is closed once.")
@Outcome(expect = Expect.FORBIDDEN, desc = "Stale, used after closing, or not closed once.")
@State
public class SwapStress {
    private static final int CLOSED = 100;
    private static final int STALE = 200;

    private static final class Owner {
        private final Uses uses = new Uses();
        private int answer;
        private int closings;

        private Owner(int answer) {
            this.answer = answer;
        }

        private void end() {
            if (uses.end()) {
                answer = CLOSED;
                closings++;
            }
        }
    }

    private final Owner old = new Owner(1);
    private final Owner next = new Owner(2);
    private volatile Owner served = old;
    private volatile boolean returned;

    private int call() {
        boolean after = returned;
        Owner now = served;
        while (!now.uses.begin()) {
            now = served;
        }
        int answer = now.answer;
        now.end();
        return after && answer != 2 ? STALE : answer;
    }

    @Actor
    public void first(IIII_Result result) {
        result.r1 = call();
    }

    @Actor
    public void second(IIII_Result result) {
        served = next;
        old.end();
        returned = true;
        result.r2 = call();
    }

    @Arbiter
    public void closed(IIII_Result result) {
        result.r3 = old.closings;
        result.r4 = next.closings;
    }
}
