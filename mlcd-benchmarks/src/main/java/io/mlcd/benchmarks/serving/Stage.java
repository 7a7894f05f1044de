package io.mlcd.benchmarks.serving;

import io.mlcd.api.Feature;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.Launch;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/** A registry in which a constant model is live, and the rollout of another one as a {@link Way} wants it. */
final class Stage implements AutoCloseable {
    private static final int KEYS = 1024;
    private static final Duration LONG = Duration.ofDays(30);
    /** Nothing moves a rollout on. */
    private static final Scheduler NEVER = (delay, task) -> {};

    private static final Executor NOBODY = task -> {};
    /** Holds what comes between two looks of the scheduler, from two threads too. */
    private static final int QUEUE = 1 << 16;

    private final Way way;
    private final Model model = constant(1);
    private final LocalRegistry registry = LocalRegistry.inMemory().open();
    private final LiveModel live = registry.live("m");
    private final Version challenger;
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor(Stage::daemon);
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(Stage::daemon);
    private final Optional<Rollout> rollout;

    Stage(Way way) {
        this.way = way;
        registry.promote("m", registry.publish("m", Artifact.of(model)));
        challenger = registry.publish("m", Artifact.of(constant(2)));
        rollout = launch().map(Launch::start);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "beside");
        thread.setDaemon(true);
        return thread;
    }

    static Model constant(double value) {
        Tree leaf = Tree.builder(1).leaf(value).build();
        Signature signature = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));
        return Model.of(signature, Trees.of(1, List.of(leaf), Trees.Sum.TOTAL));
    }

    private Optional<Launch> launch() {
        Launch launch = registry.rollout("m", challenger).scheduler(NEVER);
        return switch (way) {
            case DIRECT, CURRENT, LIVE, LIVE_KEY, PACED, PACED_LIVE -> Optional.empty();
            case CANARY_MIXED -> Optional.of(launch.canary(Canary.steps(25).every(LONG)));
            case CANARY_OUTSIDE, CANARY_CHANCE, CANARY_CONTROL, CANARY_CHALLENGER ->
                Optional.of(launch.canary(Canary.steps(5).every(LONG)));
            case AB, AB_CHANCE -> Optional.of(launch.abTest(AbTest.percents(50).lasting(LONG)));
            case SHADOW_FULL ->
                Optional.of(launch.executor(NOBODY).shadow(Shadow.lasting(LONG).queue(QUEUE)));
            case SHADOW ->
                Optional.of(launch.scheduler(scheduler)
                        .executor(executor)
                        .shadow(Shadow.lasting(LONG).queue(QUEUE)));
        };
    }

    Model model() {
        return model;
    }

    LiveModel live() {
        return live;
    }

    /** As many keys as the way wants; a power of two. */
    String[] keys() {
        Predicate<Prediction> wanted = switch (way) {
            case CANARY_OUTSIDE -> answer -> !isChallengers(answer) && !isRecorded(answer);
            case CANARY_CONTROL -> answer -> !isChallengers(answer) && isRecorded(answer);
            case CANARY_CHALLENGER -> answer -> isChallengers(answer) && isRecorded(answer);
            default -> answer -> true;
        };
        Row row = Row.of("x", 0);
        List<String> keys = new ArrayList<>();
        for (int i = 0; keys.size() < KEYS; i++) {
            String key = "user-" + i;
            if (wanted.test(live.predict(row, key))) {
                keys.add(key);
            }
        }
        return keys.toArray(new String[0]);
    }

    private boolean isChallengers(Prediction answer) {
        return answer.version().equals(Optional.of(challenger));
    }

    private static boolean isRecorded(Prediction answer) {
        return answer.id().isPresent();
    }

    /** How many calls a shadow left out. */
    long dropped() {
        return rollout.map(its -> its.status().dropped()).orElse(0L);
    }

    @Override
    public void close() {
        if (rollout.filter(its -> its.state() != Rollout.State.RUNNING).isPresent()) {
            throw new IllegalStateException("the rollout is " + rollout.get().status());
        }
        registry.close();
        scheduler.shutdownNow();
        executor.shutdownNow();
    }
}
