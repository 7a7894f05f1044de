package io.mlcd.core.registry;

import io.mlcd.core.judge.Judge;
import io.mlcd.core.judge.SampleRatio;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What all strategies come to: stages one after the other, and then a promotion that is watched, or a report.
 *
 * @param stages before the promotion or the report
 * @param patience how long a judge that cannot tell is waited for at the end of a stage
 * @param promotes whether the last stage ends in a promotion; else in a report
 * @param watch how long a promotion is watched
 * @param alarm pauses when traffic is not split as planned
 * @param failAborts whether the judge aborts as guard rails do; else it only reports
 */
record Plan(
        Strategy strategy,
        List<Stage> stages,
        Duration patience,
        boolean promotes,
        Duration watch,
        Optional<SampleRatio> alarm,
        boolean failAborts) {
    private static final double PERCENT = 100;
    /** The share of the champion's calls that are counted while the challenger has none, so that they can be compared later. */
    private static final double PREVIEW_CONTROL = 0.1;
    /** How long a version is watched that is promoted by hand where that was not planned. */
    private static final Duration UNPLANNED_WATCH = Immediately.standard().watch();

    /** What is done with calls. */
    enum Traffic {
        /** Challengers answer their share. */
        SPLIT,
        /** The challenger is asked too. */
        MIRROR,
        /** The challenger answers test traffic only. */
        PREVIEW
    }

    /**
     * A stage.
     *
     * @param shares of the challengers, from 0 to 1
     * @param compared the share of all calls, of either side, that are recorded so that labels can be told
     * @param judge must pass at its end
     */
    record Stage(Traffic traffic, List<Double> shares, double compared, Duration lasting, Judge judge) {}

    static Plan of(Strategy strategy) {
        if (strategy instanceof Canary canary) {
            return canary(canary);
        } else if (strategy instanceof BlueGreen blueGreen) {
            Stage stage =
                    new Stage(Traffic.PREVIEW, List.of(0.0), PREVIEW_CONTROL, blueGreen.preview(), blueGreen.judge());
            return promoting(blueGreen, List.of(stage), blueGreen.patience(), blueGreen.watch());
        } else if (strategy instanceof Shadow shadow) {
            Stage stage = new Stage(Traffic.MIRROR, List.of(0.0), shadow.fraction(), shadow.lasting(), shadow.judge());
            return reporting(shadow, stage, shadow.patience(), Optional.empty(), true);
        } else if (strategy instanceof AbTest test) {
            List<Double> shares =
                    test.percents().stream().map(percent -> percent / PERCENT).collect(Collectors.toList());
            Stage stage = new Stage(Traffic.SPLIT, shares, 1, test.lasting(), test.judge());
            return reporting(test, stage, test.patience(), Optional.of(test.sampleRatio()), false);
        }
        Immediately immediately = (Immediately) strategy;
        return promoting(immediately, List.of(), Duration.ZERO, immediately.watch());
    }

    private static Plan canary(Canary canary) {
        List<Double> shares = new ArrayList<>();
        for (double percent : canary.percents()) {
            if (percent < PERCENT) {
                shares.add(percent / PERCENT);
            }
        }
        Judge last = canary.judge().orElseGet(Judge::standard);
        Judge before = canary.stepJudge().orElseGet(() -> canary.judge().orElseGet(Judge::guardRails));
        List<Stage> stages = new ArrayList<>();
        for (int i = 0; i < shares.size(); i++) {
            double share = shares.get(i);
            // A control of the same size: a larger one would be of another time once the share has grown.
            double compared = Math.min(share, 1 - share);
            Judge judge = i == shares.size() - 1 ? last : before;
            stages.add(new Stage(Traffic.SPLIT, List.of(share), compared, canary.every(), judge));
        }
        return promoting(canary, stages, canary.patience(), canary.watch().orElse(canary.every()));
    }

    private static Plan promoting(Strategy strategy, List<Stage> stages, Duration patience, Duration watch) {
        return new Plan(strategy, Collections.unmodifiableList(stages), patience, true, watch, Optional.empty(), true);
    }

    private static Plan reporting(
            Strategy strategy, Stage stage, Duration patience, Optional<SampleRatio> alarm, boolean failAborts) {
        return new Plan(strategy, List.of(stage), patience, false, UNPLANNED_WATCH, alarm, failAborts);
    }

    /** How many versions a strategy rolls out. */
    static int challengers(Strategy strategy) {
        return strategy instanceof AbTest test ? test.percents().size() : 1;
    }

    Analysis analysis() {
        return strategy.analysis();
    }

    /** What is done with calls, first; if nothing but the promotion, test traffic, of which there is none. */
    Traffic traffic() {
        return stages.isEmpty() ? Traffic.PREVIEW : stages.get(0).traffic();
    }

    /** Whether challengers are asked beside the callers' threads. */
    boolean mirrors() {
        return strategy instanceof Shadow;
    }
}
