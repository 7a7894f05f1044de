package io.mlcd.core.registry;

import io.mlcd.api.Prediction;
import io.mlcd.api.Predictor;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.scratch.RowScoring;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/** A challenger that answers test traffic: as it is, nothing is covered. */
final class Preview implements Predictor {
    private final Served champion;
    private final Served challenger;
    private final int arm;
    private final BooleanSupplier open;
    /** Whether its calls are judged. */
    private final BooleanSupplier counted;

    private final Predicate<String> ignored;
    private final Observations seen;
    private final RowScoring.Observer observer;
    private final Runnable alarm;

    Preview(
            Served champion,
            Served challenger,
            int arm,
            BooleanSupplier open,
            BooleanSupplier counted,
            Predicate<String> ignored,
            Observations seen,
            Runnable alarm) {
        this.champion = champion;
        this.challenger = challenger;
        this.arm = arm;
        this.open = open;
        this.counted = counted;
        this.ignored = ignored;
        this.seen = seen;
        this.alarm = alarm;
        observer = seen.previewing(arm, alarm);
    }

    @Override
    public Signature signature() {
        return challenger.signature();
    }

    @Override
    public Prediction predict(Row row) {
        if (!open.getAsBoolean() || !challenger.begin()) {
            throw new IllegalStateException("the rollout of " + challenger.version()
                    + " has ended, and its preview with it; ask registry.live(\""
                    + challenger.version().model() + "\")");
        }
        long start = System.nanoTime();
        try {
            return counted.getAsBoolean()
                    ? challenger.predict(row, ignored, observer, 0, start)
                    : challenger.predict(row, ignored);
        } catch (RuntimeException | Error e) {
            if (counted.getAsBoolean() && championAnswers(row)) {
                seen.failed(arm, start);
                alarm.run();
            }
            throw e;
        } finally {
            challenger.end();
        }
    }

    /** Whether it is not the caller's mistake. */
    private boolean championAnswers(Row row) {
        if (!champion.begin()) {
            return false;
        }
        try {
            champion.predict(row, ignored);
            return true;
        } catch (RuntimeException | Error e) {
            return false;
        } finally {
            champion.end();
        }
    }

    @Override
    public String toString() {
        return "preview of " + challenger.version();
    }
}
