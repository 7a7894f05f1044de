package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** A learner that remembers what it was given and what came of it. */
final class Spy implements Learner {
    /** One fit. */
    record Call(Table table, long seed, Model model) {
        /** The column {@code id} of its rows. */
        int[] ids() {
            return Arrays.stream(table.column("id").toNumbers())
                    .mapToInt(id -> (int) id)
                    .toArray();
        }
    }

    final List<Call> calls = Collections.synchronizedList(new ArrayList<>());
    final AtomicInteger overs = new AtomicInteger();
    private final Learner learner;

    Spy(Learner learner) {
        this.learner = learner;
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        Model model = learner.fit(table, fit);
        calls.add(new Call(table, fit.seed(), model));
        return model;
    }

    @Override
    public Fitter over(Table table, Fit fit) throws InterruptedException {
        overs.incrementAndGet();
        Fitter fitter = learner.over(table, fit);
        return (rows, its) -> {
            Model model = fitter.fit(rows, its);
            calls.add(new Call(table.rows(rows), its.seed(), model));
            return model;
        };
    }

    /** The fit with a seed. */
    Call call(long seed) {
        return calls.stream().filter(call -> call.seed() == seed).findFirst().orElseThrow();
    }

    /** With a feature that numbers the rows. */
    static Table withId(Table table) {
        return table.with(Column.ofNumbers(
                "id", IntStream.range(0, table.rows()).asDoubleStream().toArray()));
    }

    /** A clock that a test moves. */
    static final class Watch extends Clock {
        private final AtomicInteger seconds = new AtomicInteger();

        void advance(int more) {
            seconds.addAndGet(more);
        }

        @Override
        public Instant instant() {
            return Instant.EPOCH.plus(Duration.ofSeconds(seconds.get()));
        }

        @Override
        public ZoneOffset getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
            return this;
        }
    }

    /** A learner that takes some seconds of a watch, and has nothing if it is late before it begins. */
    static Learner slow(Learner learner, Watch watch, int seconds) {
        return (table, fit) -> {
            if (fit.isLate()) {
                throw fit.tooLate("one tree");
            }
            watch.advance(seconds);
            return learner.fit(table, fit);
        };
    }
}
