package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import io.mlcd.api.Rollout;
import io.mlcd.api.Version;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollout that is about to start: what, how, and what the host lends to it. Immutable.
 *
 * <pre>{@code
 * Rollout rollout = registry.rollout("churn", next)
 *     .canary(Canary.steps(1, 5, 25, 100).every(Duration.ofMinutes(10)))
 *     .scheduler(Executors.newSingleThreadScheduledExecutor())
 *     .start();
 * }</pre>
 */
public final class Launch {
    private static final Logger LOG = LoggerFactory.getLogger(Launch.class);

    private final Shared shared;
    private final Attribution who;
    private final String name;
    private final List<Version> challengers;
    private final @Nullable Strategy strategy;
    private final Means means;
    /** Whether the registry has a scheduler that will move the rollout on after a restart. */
    private final boolean lasting;

    Launch(
            Shared shared,
            Attribution who,
            String name,
            List<Version> challengers,
            @Nullable Strategy strategy,
            Means means,
            boolean lasting) {
        this.shared = shared;
        this.who = who;
        this.name = name;
        this.challengers = challengers;
        this.strategy = strategy;
        this.means = means;
        this.lasting = lasting;
    }

    /** By a strategy of any kind. */
    public Launch by(Strategy newStrategy) {
        return new Launch(shared, who, name, challengers, newStrategy, means, lasting);
    }

    /** Promoted at once, and watched. */
    public Launch immediately(Immediately immediately) {
        return by(immediately);
    }

    /** Judged by test traffic, then switched, and watched. */
    public Launch blueGreen(BlueGreen blueGreen) {
        return by(blueGreen);
    }

    /** A growing share of live traffic, then promoted, and watched. */
    public Launch canary(Canary canary) {
        return by(canary);
    }

    /** Asked beside the live version, never answering. */
    public Launch shadow(Shadow shadow) {
        return by(shadow);
    }

    /** Fixed shares of live traffic for one version or several. */
    public Launch abTest(AbTest test) {
        return by(test);
    }

    /**
     * With what moves it on until the registry is closed. Better give it to the registry, {@link
     * LocalRegistry.Opening#scheduler}, which is used without this: after a restart only that moves it on.
     */
    public Launch scheduler(Scheduler scheduler) {
        return new Launch(shared, who, name, challengers, strategy, new Means(scheduler, means.executor()), lasting);
    }

    /** With an executor that moves it on, which the host shuts down. One thread is enough. */
    public Launch scheduler(ScheduledExecutorService executor) {
        return scheduler(Scheduler.of(executor));
    }

    /**
     * With what asks the challenger of a shadow; one thread is enough, and not the scheduler's, since a challenger may hang.
     * Without one the registry's is used, {@link LocalRegistry.Opening#executor}.
     */
    public Launch executor(Executor executor) {
        return new Launch(shared, who, name, challengers, strategy, new Means(means.scheduler(), executor), lasting);
    }

    /**
     * Loads and checks what is to be rolled out, and begins. If anything fails, nothing has changed.
     *
     * @throws IllegalStateException if no strategy, no scheduler or, for a shadow, no executor was given, or the scheduler is shut down
     * @throws IllegalArgumentException if there are more or fewer versions than the strategy takes, or one is live
     * @throws RegistryException if nothing is live yet, a rollout runs already, or a version cannot be loaded or cannot answer
     *     the calls that the live one answers
     */
    public Rollout start() {
        if (strategy == null) {
            throw new IllegalStateException(
                    "say how \"" + name + "\" is rolled out: .canary(Canary.steps(1, 5, 25, 100)),"
                            + " .blueGreen(...), .shadow(...), .abTest(...) or .immediately(...)");
        }
        if (means.scheduler() == null) {
            throw new IllegalStateException("a rollout is moved on by a scheduler of the host's; give one:"
                    + " .scheduler(Executors.newSingleThreadScheduledExecutor())");
        }
        if (strategy instanceof Shadow && means.executor() == null) {
            throw new IllegalStateException("a shadow asks the new version on threads of the host's; give one:"
                    + " .executor(Executors.newSingleThreadExecutor())");
        }
        requireRunning(means.scheduler());
        if (!lasting) {
            LOG.warn(
                    "the rollout of {} will stand still after a restart: also open the registry with .scheduler(...)",
                    challengers);
        }
        int wanted = Plan.challengers(strategy);
        if (challengers.size() != wanted) {
            throw new IllegalArgumentException("the versions are " + challengers + " but " + strategy + " takes "
                    + wanted + "; name as many: registry.rollout(name, version...)");
        }
        Strategy chosen = strategy;
        return shared.telling(() -> new Rollouts(shared).start(who, name, challengers, chosen, means));
    }

    private static void requireRunning(Scheduler scheduler) {
        try {
            scheduler.schedule(Duration.ZERO, () -> {});
        } catch (RuntimeException e) {
            throw new IllegalStateException("the scheduler refuses to run anything; give one that is not shut down", e);
        }
    }
}
