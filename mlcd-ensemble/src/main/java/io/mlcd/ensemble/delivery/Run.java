package io.mlcd.ensemble.delivery;

import io.mlcd.api.Sealer;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.progress.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Where a delivery runs: the registry it publishes into, the threads it may use, whom it tells. Immutable.
 *
 * <pre>{@code
 * Run.into(registry).sealer(sealer).executor(pool, 2).progress(Progress.console())
 * Run.dry()                                      // publishes nothing: in a unit test, say
 * }</pre>
 */
public final class Run {
    private final @Nullable LocalRegistry registry;
    private final @Nullable Sealer sealer;
    private final Executor executor;
    private final int parallelism;
    private final Progress progress;
    /** How long the fit may take; null for as long as it takes. */
    private final @Nullable Duration timeLimit;

    private Run(
            @Nullable LocalRegistry registry,
            @Nullable Sealer sealer,
            Executor executor,
            int parallelism,
            Progress progress,
            @Nullable Duration timeLimit) {
        this.registry = registry;
        this.sealer = sealer;
        this.executor = executor;
        this.parallelism = parallelism;
        this.progress = progress;
        this.timeLimit = timeLimit;
    }

    /** Publishes nothing; on the caller's thread, telling nobody. */
    public static Run dry() {
        return new Run(null, null, Runnable::run, 1, Progress.none(), null);
    }

    /** Publishes what passes its gates; on the caller's thread, telling nobody. */
    public static Run into(LocalRegistry registry) {
        return new Run(registry, null, Runnable::run, 1, Progress.none(), null);
    }

    /** Sealing what is published. */
    public Run sealer(Sealer newSealer) {
        return new Run(registry, newSealer, executor, parallelism, progress, timeLimit);
    }

    /**
     * With threads of the host's beside the caller's.
     *
     * @param newParallelism how many threads, the caller's among them, work at the most
     * @throws IllegalArgumentException if it is below 1
     */
    public Run executor(Executor newExecutor, int newParallelism) {
        if (newParallelism < 1) {
            throw new IllegalArgumentException("parallelism was " + newParallelism + " but must be at least 1");
        }
        return new Run(registry, sealer, newExecutor, newParallelism, progress, timeLimit);
    }

    /** Telling how far it is. */
    public Run progress(Progress newProgress) {
        return new Run(registry, sealer, executor, parallelism, newProgress, timeLimit);
    }

    /**
     * With a limit for the time that fitting takes: what has been learned by then is the model, see {@link
     * io.mlcd.ensemble.learn.Fit#deadline}. Which step is the last depends on the machine, so the same recipe and rows need not give the
     * same artifact then.
     *
     * @throws IllegalArgumentException if it is not above 0
     */
    public Run timeLimit(Duration limit) {
        if (limit.isZero() || limit.isNegative()) {
            throw new IllegalArgumentException("timeLimit was " + limit + " but must be above 0");
        }
        return new Run(registry, sealer, executor, parallelism, progress, limit);
    }

    Optional<LocalRegistry> registry() {
        return Optional.ofNullable(registry);
    }

    Optional<Sealer> sealer() {
        return Optional.ofNullable(sealer);
    }

    Executor executor() {
        return executor;
    }

    int parallelism() {
        return parallelism;
    }

    Progress progress() {
        return progress;
    }

    Optional<Duration> timeLimit() {
        return Optional.ofNullable(timeLimit);
    }
}
