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
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

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
    private final Shared shared;
    private final Attribution who;
    private final String name;
    private final List<Version> challengers;
    private final @Nullable Strategy strategy;
    private final Means means;

    Launch(
            Shared shared,
            Attribution who,
            String name,
            List<Version> challengers,
            @Nullable Strategy strategy,
            Means means) {
        this.shared = shared;
        this.who = who;
        this.name = name;
        this.challengers = challengers;
        this.strategy = strategy;
        this.means = means;
    }

    /** By a strategy of any kind. */
    public Launch by(Strategy newStrategy) {
        return new Launch(shared, who, name, challengers, newStrategy, means);
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
     * With what moves it on. Without one the registry's is used, {@link LocalRegistry.Opening#scheduler}, which also moves it on
     * after a restart.
     */
    public Launch scheduler(Scheduler scheduler) {
        return new Launch(shared, who, name, challengers, strategy, new Means(scheduler, means.executor()));
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
        return new Launch(shared, who, name, challengers, strategy, new Means(means.scheduler(), executor));
    }

    /**
     * Loads and checks what is to be rolled out, and begins. If anything fails, nothing has changed.
     *
     * @throws IllegalStateException if no strategy, no scheduler or, for a shadow, no executor was given
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
        int wanted = strategy instanceof AbTest test ? test.percents().size() : 1;
        if (challengers.size() != wanted) {
            throw new IllegalArgumentException("the versions are " + challengers + " but " + strategy + " takes "
                    + wanted + "; name as many: registry.rollout(name, version...)");
        }
        Strategy chosen = strategy;
        return shared.telling(() -> new Rollouts(shared).start(who, name, challengers, chosen, means));
    }
}
