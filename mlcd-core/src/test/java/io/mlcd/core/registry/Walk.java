package io.mlcd.core.registry;

import io.mlcd.api.Change;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.oracle.Constants;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import io.mlcd.core.rollout.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * All changes that a registry knows, one after the other, at random. A version answers its number, so that an answer shows who
 * gave it.
 */
final class Walk {
    static final List<String> NAMES = List.of("m", "n");
    /** What says how long ago anything was; rollouts end within an hour. */
    static final Duration STEP = Duration.ofMinutes(10);

    /** A kind of change, how often it is made, and what it may write into the journal. */
    enum Step {
        PUBLISH(12, 1),
        PROMOTE(10, 2),
        ROLL_BACK(4, 2),
        START(14, 3),
        MOVE(24, 2),
        WAIT(10, 8),
        ALIAS(8, 1),
        TAG(4, 1),
        NOTE(3, 1),
        RETAIN(5, 100),
        REWRAP(6, 100);

        private final int weight;
        /** How many entries it may write. */
        final int most;

        Step(int weight, int most) {
            this.weight = weight;
            this.most = most;
        }

        /** Whether it may write such an entry. */
        boolean writes(Change.Kind kind) {
            return switch (kind) {
                case PUBLISHED -> this == PUBLISH;
                case PROMOTED -> this == PROMOTE || this == START || this == MOVE || this == WAIT;
                case ROLLED_BACK -> this == ROLL_BACK || this == MOVE || this == WAIT;
                case REWRAPPED -> this == REWRAP;
                case ALIAS_MOVED -> this == ALIAS;
                case TAGGED -> this == TAG;
                case NOTED -> this == NOTE;
                case RETIRED -> this == RETAIN;
                case ROLLOUT_STARTED -> this == START;
                case ROLLOUT_STEPPED, ROLLOUT_PAUSED, ROLLOUT_RESUMED -> this == MOVE || this == WAIT;
                case ROLLOUT_ENDED ->
                    this == MOVE || this == WAIT || this == PROMOTE || this == ROLL_BACK || this == START;
            };
        }
    }

    private final Terms terms;
    private final LocalRegistry registry;
    private final VirtualTime time;
    private final SplittableRandom random;
    /** How many were ever published under each name. */
    private final Map<String, Integer> published = new HashMap<>();

    /** Goes on with a registry; its time goes on to where the registry stands. */
    Walk(Terms terms, LocalRegistry registry, VirtualTime time, long seed) {
        this.terms = terms;
        this.registry = registry;
        this.time = time;
        random = new SplittableRandom(seed);
        for (String name : NAMES) {
            List<Change> history = registry.history(name);
            published.put(name, (int) history.stream()
                    .filter(change -> change.kind() == Change.Kind.PUBLISHED)
                    .count());
            history.stream().map(Change::at).reduce((first, last) -> last).ifPresent(this::waitFor);
        }
    }

    private void waitFor(Instant when) {
        Duration left = Duration.between(time.instant(), when);
        if (!left.isNegative()) {
            time.advance(left);
        }
    }

    /**
     * One more change.
     *
     * @param begin hears what it will be
     */
    Step next(Consumer<Step> begin) {
        Step step = Step.REWRAP;
        int dice = random.nextInt(
                Stream.of(Step.values()).mapToInt(each -> each.weight).sum());
        for (Step each : Step.values()) {
            if (dice >= 0 && dice < each.weight) {
                step = each;
            }
            dice -= each.weight;
        }
        String name = NAMES.get(random.nextInt(4) / 3); // m is busier
        if (registry.versions(name).size() < 3) {
            step = Step.PUBLISH;
        }
        begin.accept(step);
        try {
            make(step, name);
        } catch (RegistryException e) {
            switch (e.reason()) {
                case ROLLOUT_RUNNING, NOTHING_TO_ROLL_BACK, NOT_LIVE -> {
                    // It was not possible just now, and nothing was changed.
                }
                default -> throw e;
            }
        }
        return step;
    }

    private void make(Step step, String name) {
        switch (step) {
            case PUBLISH -> publish(name);
            case PROMOTE -> registry.by("walk", "on").promote(name, any(name));
            case ROLL_BACK -> registry.rollback(name);
            case START -> start(name);
            case MOVE -> running(name).ifPresent(this::move);
            case WAIT -> await(name);
            case ALIAS -> alias(name);
            case TAG -> tag(any(name));
            case NOTE -> registry.by("walk", "").note(any(name), "note " + random.nextInt(100));
            case RETAIN -> registry.retain(name, 4);
            case REWRAP -> rewrap();
        }
    }

    private Version any(String name) {
        List<Version> versions = registry.versions(name);
        return versions.get(random.nextInt(versions.size()));
    }

    private Optional<Rollout> running(String name) {
        return registry.rollout(name).filter(one -> !one.state().isEnd());
    }

    private void publish(String name) {
        int number = published.getOrDefault(name, 0) + 1;
        terms.publish(registry, name, Constants.constant(number));
        published.put(name, number);
    }

    private void alias(String name) {
        String alias = random.nextBoolean() ? "a" : "b";
        Optional<Version> now = registry.alias(name, alias);
        if (now.isPresent() && random.nextInt(3) == 0) {
            registry.removeAlias(name, alias, now.get());
        } else {
            registry.moveAlias(name, alias, now, any(name));
        }
    }

    private void tag(Version version) {
        String key = random.nextBoolean() ? "stage" : "team";
        if (random.nextInt(3) == 0) {
            registry.untag(version, key);
        } else {
            registry.tag(version, key, "value " + random.nextInt(10));
        }
    }

    private void rewrap() {
        if (terms.sealed) {
            registry.rewrap(random.nextBoolean() ? Terms.A : Terms.B);
        }
    }

    private void start(String name) {
        Optional<Version> live = registry.live(name).version();
        List<Version> others = registry.versions(name).stream()
                .filter(version -> !live.equals(Optional.of(version)))
                .toList();
        int first = random.nextInt(others.size());
        int second = (first + 1) % others.size();
        Judge judge = Judge.errorRate(0.01);
        Analysis analysis =
                Analysis.standard().guard(judge).interval(Duration.ofMinutes(5)).answers(100);
        Strategy strategy = switch (random.nextInt(8)) {
            case 0 -> Immediately.standard().watch(Duration.ZERO).analysis(analysis);
            case 1 -> Immediately.standard().watch(STEP).analysis(analysis);
            case 2 -> BlueGreen.after(STEP).judge(judge).watch(STEP).analysis(analysis);
            case 3 -> Shadow.lasting(STEP).judge(judge).queue(100).analysis(analysis);
            case 4 -> AbTest.percents(20, 30).lasting(STEP).judge(judge).analysis(analysis);
            default -> Canary.steps(1, 5, 25, 100).every(STEP).judge(judge).analysis(analysis);
        };
        Version[] challengers = strategy instanceof AbTest
                ? new Version[] {others.get(first), others.get(second)}
                : new Version[] {others.get(first)};
        registry.by("walk", "forth").rollout(name, challengers).by(strategy).start();
    }

    private void move(Rollout rollout) {
        boolean watching = rollout.state() == Rollout.State.WATCHING;
        switch (random.nextInt(8)) {
            case 0 -> {
                if (!watching) {
                    rollout.pause();
                }
            }
            case 1, 2 -> rollout.resume();
            case 3 -> {
                if (!watching) {
                    rollout.promote(rollout.challengers()
                            .get(random.nextInt(rollout.challengers().size())));
                }
            }
            case 4 -> rollout.abort();
            default -> rollout.advance();
        }
    }

    /** Calls, and the time that makes a step of a rollout end. */
    private void await(String name) {
        if (registry.live(name).version().isPresent()) {
            for (int i = 0; i < 200; i++) {
                registry.live(name).predict(Row.of("x", i), "key" + i);
            }
        }
        time.advance(STEP);
    }
}
