package io.mlcd.api;

import java.util.List;

/**
 * A version, or several, on the way to live traffic. It goes on by itself, by the registry's clock and the scheduler that it was
 * started with; the methods here move it by hand. What happens is written to the registry's journal, and told to its listeners.
 *
 * <p>A move by hand that returned is durable, if the registry is. A rollout that has ended refuses to be moved, with {@link
 * IllegalStateException} that says how it ended. Safe for concurrent callers.
 */
public interface Rollout {
    /** Where a rollout stands. */
    enum State {
        /** Under way, before any promotion. */
        RUNNING,
        /** As it was when it was paused: traffic stays split as it is, what fails is still aborted, nothing goes on by itself. */
        PAUSED,
        /** The challenger is live; guard rails may still roll back. */
        WATCHING,
        /** Ended: the challenger is live. */
        PROMOTED,
        /** Ended: the champion has all traffic, because the challenger failed or somebody said so. */
        ABORTED,
        /** Ended as planned with a report: the champion has all traffic, as after a shadow. */
        FINISHED,
        /** The registry was closed; opened again, it resumes the rollout. */
        SUSPENDED;

        /** Whether nothing comes after it. */
        public boolean isEnd() {
            return this == PROMOTED || this == ABORTED || this == FINISHED;
        }
    }

    /** The name whose traffic it is about. */
    String name();

    /** The number of the entry of the journal that tells how it was started. */
    long id();

    /** What was live when it began. */
    Version champion();

    /** What it rolls out; more than one only in an A/B test. */
    List<Version> challengers();

    /** Where it stands, at one moment. */
    RolloutStatus status();

    /** Where it stands; short for {@code status().state()}. */
    default State state() {
        return status().state();
    }

    /**
     * Keeps it as it is until {@link #resume}: traffic stays split, what fails is still aborted. Does nothing if it is paused
     * already.
     *
     * @throws IllegalStateException if it has ended, or is being watched: then {@link #abort} rolls back
     */
    void pause();

    /**
     * Goes on after a pause: the step begins anew. Does nothing if it is not paused.
     *
     * @throws IllegalStateException if it has ended, or nothing would move it on, as it was resumed by a registry that was
     *     opened without a scheduler
     */
    void resume();

    /**
     * Goes on to the next step at once, whatever judges say; after the last step that promotes, or ends with the report,
     * and in a watch it ends the watch.
     *
     * @throws IllegalStateException if it has ended
     * @throws RegistryException if it would promote and cannot; it is paused then
     */
    void advance();

    /**
     * Promotes the challenger at once, whatever judges say; guard rails watch it then, as planned, or for 10 minutes if no
     * promotion was planned. Does nothing if it is being watched already.
     *
     * @throws IllegalStateException if it has ended, or there are several challengers: {@link #promote(Version)}
     * @throws RegistryException if the version cannot be promoted; the rollout is paused then
     */
    void promote();

    /**
     * Promotes one of the challengers, as {@link #promote()}.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    void promote(Version challenger);

    /**
     * Ends it: all traffic goes to the champion, back if the challenger was live already.
     *
     * @throws IllegalStateException if it has ended
     */
    void abort();

    /**
     * The challenger for test traffic, whatever share of the live traffic it has. In a blue-green rollout these calls are
     * what is judged before the switch; one that throws is counted against the challenger only if the champion answers the
     * same row. It refuses with {@link IllegalStateException} once the rollout has ended or is suspended.
     *
     * @throws IllegalStateException if there are several challengers: {@link #preview(Version)}
     */
    Predictor preview();

    /**
     * One of the challengers for test traffic.
     *
     * @throws IllegalArgumentException if it is none of them
     */
    Predictor preview(Version challenger);

    /**
     * Adds a point to a metric over time, of the champion or of a challenger, for judges that compare such series. Points are in
     * memory, the last 10,000 of each.
     *
     * @param version the champion or a challenger
     * @param value {@code NaN} if the point is missing
     * @throws IllegalArgumentException if the version is neither
     */
    void measure(String metric, Version version, double value);
}
