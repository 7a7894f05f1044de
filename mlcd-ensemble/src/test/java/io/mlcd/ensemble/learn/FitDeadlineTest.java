package io.mlcd.ensemble.learn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.ensemble.progress.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FitDeadlineTest {
    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

    /** Stands still until it is moved. */
    private static final class Hand extends Clock {
        private Instant now = START;

        void move(long seconds) {
            now = now.plusSeconds(seconds);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }

    /** Moves a copy of the clock and asks: so many seconds are left before it is late. */
    private static long secondsLeft(Fit fit, Hand clock) {
        Instant before = clock.now;
        long seconds = 0;
        while (!fit.isLate()) {
            clock.move(1);
            seconds++;
        }
        clock.now = before;
        return seconds;
    }

    @Test
    void aFitWithoutADeadline_isNeverLate() {
        assertThat(Fit.standard().isLate()).isFalse();
        assertThat(Fit.standard().seed(3).member(2).isLate()).isFalse();
    }

    @Test
    void aFit_isLateFromItsDeadlineOn() {
        Hand clock = new Hand();
        Fit fit = Fit.standard().deadline(START.plusSeconds(10), clock);

        assertThat(fit.isLate()).isFalse();
        clock.now = START.plusSeconds(10).minusNanos(1);
        assertThat(fit.isLate()).isFalse();
        clock.now = START.plusSeconds(10);
        assertThat(fit.isLate()).isTrue();
        clock.move(1);
        assertThat(fit.isLate()).isTrue();
    }

    @Test
    void withers_keepTheDeadline() {
        Hand clock = new Hand();
        clock.move(60);
        Fit late = Fit.standard().deadline(START, clock);

        assertThat(late.seed(1).isLate()).isTrue();
        assertThat(late.member(1).isLate()).isTrue();
        assertThat(late.executor(Runnable::run, 2).isLate()).isTrue();
        assertThat(late.progress(step -> {}, 1).isLate()).isTrue();
        assertThat(late.deadline(START.plusSeconds(61), clock).isLate()).isFalse();
    }

    @Test
    void aTimeLimit_isADeadlineByTheSystemsClock() {
        assertThat(Fit.standard().timeLimit(Duration.ofDays(1)).isLate()).isFalse();
        assertThat(Fit.standard()
                        .timeLimit(Duration.ofNanos(1))
                        .deadline(Instant.MIN, Clock.systemUTC())
                        .isLate())
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S"})
    void timeLimitsThatAreOver_areRefused(String limit) {
        assertThatThrownBy(() -> Fit.standard().timeLimit(Duration.parse(limit)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("timeLimit was " + limit + " but must be above 0");
    }

    @Test
    void tooLate_saysWhenAndWhat() {
        TrainingException e = Fit.standard().deadline(START, new Hand()).tooLate("one tree");

        assertThat(e.reason()).isEqualTo(TrainingException.Reason.DEADLINE);
        assertThat(e)
                .hasMessage(
                        "the time given ended, at 2030-01-01T00:00:00Z, before one tree was done; give more time, fewer"
                                + " rows, or a learner that is faster");
    }

    /** Of 60 seconds each of three members gets 20, if each uses all of its share. */
    @Test
    void members_shareTheTimeThatIsLeft() throws InterruptedException {
        Hand clock = new Hand();
        Fit fit = Fit.standard().deadline(START.plusSeconds(60), clock);

        List<Long> shares = fit.members(3, (index, its) -> {
            long left = secondsLeft(its, clock);
            clock.move(left);
            return left;
        });

        assertThat(shares).containsExactly(20L, 20L, 20L);
        assertThat(fit.isLate()).isTrue();
    }

    /** What one does not use, the others get. */
    @Test
    void members_giveOnWhatTheyDoNotUse_andPayForWhatOthersOveruse() throws InterruptedException {
        Hand clock = new Hand();
        Fit fit = Fit.standard().deadline(START.plusSeconds(60), clock);
        long[] used = {0, 50, 5};

        List<Long> shares = fit.members(3, (index, its) -> {
            long left = secondsLeft(its, clock);
            clock.move(used[index]);
            return left;
        });

        assertThat(shares).containsExactly(20L, 30L, 10L);
    }

    @Test
    void members_ofALateFit_areLateAtOnce() throws InterruptedException {
        Hand clock = new Hand();
        clock.move(1);
        Fit fit = Fit.standard().deadline(START, clock);

        assertThat(fit.members(3, (index, its) -> its.isLate())).containsExactly(true, true, true);
    }

    /** Two threads: four members take two turns. Run by one here, since the executor runs nothing. */
    @Test
    void members_onSeveralThreads_haveFewerTurns() throws InterruptedException {
        Hand clock = new Hand();
        Fit fit = Fit.standard().deadline(START.plusSeconds(60), clock).executor(task -> {}, 2);

        assertThat(fit.members(4, (index, its) -> secondsLeft(its, clock))).containsExactly(30L, 30L, 60L, 60L);
    }

    @Test
    void members_ofMembers_shareTheirShare() throws InterruptedException {
        Hand clock = new Hand();
        Fit fit = Fit.standard().deadline(START.plusSeconds(60), clock);

        List<List<Long>> shares = fit.members(
                2,
                (outer, its) -> its.members(3, (inner, innermost) -> {
                    long left = secondsLeft(innermost, clock);
                    clock.move(left);
                    return left;
                }));

        assertThat(shares).containsExactly(List.of(10L, 10L, 10L), List.of(10L, 10L, 10L));
    }

    @Test
    void members_haveSeedsByTheirIndex_withAndWithoutADeadline() throws InterruptedException {
        Fit fit = Fit.standard().seed(8);
        List<Long> seeds = fit.members(4, (index, its) -> its.seed());

        assertThat(seeds).doesNotHaveDuplicates().doesNotContain(8L);
        assertThat(seeds)
                .containsExactly(
                        fit.member(0).seed(),
                        fit.member(1).seed(),
                        fit.member(2).seed(),
                        fit.member(3).seed());
        assertThat(fit.deadline(START.plusSeconds(60), new Hand()).members(4, (index, its) -> its.seed()))
                .isEqualTo(seeds);
    }

    @Test
    void scores_areTold_andStayUntilTheNextOne() {
        List<Step> steps = new ArrayList<>();
        Fit fit = Fit.standard().progress(steps::add, 4);

        fit.pieceDone();
        fit.pieceDone(new Step.Score("held-out log loss", 0.412345678));
        fit.pieceDone();
        fit.pieceDone(new Step.Score("held-out log loss", 0.4));
        fit.pieceDone();

        assertThat(steps).extracting(Step::done).containsExactly(0L, 1L, 2L, 3L, 4L);
        assertThat(steps.stream().map(step -> step.score().map(Step.Score::value)))
                .containsExactly(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(0.412345678),
                        Optional.of(0.412345678),
                        Optional.of(0.4));
        assertThat(steps.get(2)).asString().startsWith("fit 2/4, ").endsWith(", held-out log loss 0.41235");
    }

    @Test
    void pieces_thatWillNotBeNeeded_areDone_andNeverMoreThanThereAre() {
        List<Step> steps = new ArrayList<>();
        Fit fit = Fit.standard().progress(steps::add, 10);

        fit.piecesDone(3);
        fit.piecesDone(0);
        fit.piecesDone(100);
        fit.piecesDone(1);

        assertThat(steps).extracting(Step::done).containsExactly(0L, 3L, 10L);
    }

    @Test
    void aScore_isPrintedAlikeEverywhere() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);
            assertThat(new Step.Score("loss", 1234.5678)).hasToString("loss 1234.6");
            assertThat(new Step.Score("loss", 0.00012345678)).hasToString("loss 0.00012346");
        } finally {
            Locale.setDefault(before);
        }
    }
}
