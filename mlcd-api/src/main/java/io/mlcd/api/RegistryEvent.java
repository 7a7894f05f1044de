package io.mlcd.api;

import java.time.Instant;
import java.util.Optional;

/** A change in a registry, or one that was refused. */
public sealed interface RegistryEvent {
    /** When, by the registry's clock. */
    Instant at();

    /** The version that it is about. */
    Version version();

    /** A version was stored; no traffic moved. */
    record Published(Instant at, Version version) implements RegistryEvent {}

    /**
     * A version went live.
     *
     * @param previous what was live before
     */
    record Promoted(Instant at, Version version, Optional<Version> previous) implements RegistryEvent {}

    /**
     * An earlier version is live again.
     *
     * @param version the one that is live now
     * @param from the one that was
     */
    record RolledBack(Instant at, Version version, Version from) implements RegistryEvent {}

    /** A version was sealed for other holders of keys; the model is the same. */
    record Rewrapped(Instant at, Version version) implements RegistryEvent {}

    /**
     * An alias points to another version, or to none any more.
     *
     * @param version where it points now, or else where it pointed
     * @param from where it pointed before
     * @param to where it points now
     */
    record AliasMoved(Instant at, Version version, String alias, Optional<Version> from, Optional<Version> to)
            implements RegistryEvent {}

    /** A version was given up and its file deleted. */
    record Retired(Instant at, Version version) implements RegistryEvent {}

    /**
     * A rollout was started.
     *
     * @param version what it rolls out, the first if there are several
     */
    record RolloutStarted(Instant at, Version version, Rollout rollout) implements RegistryEvent {}

    /**
     * A rollout went on to another step.
     *
     * @param step the step, from 1 on
     * @param share the share of live traffic that all challengers have together, from 0 to 1
     */
    record RolloutStepped(Instant at, Version version, Rollout rollout, int step, double share)
            implements RegistryEvent {}

    /** A rollout was paused, by hand or because a judge cannot tell. */
    record RolloutPaused(Instant at, Version version, Rollout rollout, String reason) implements RegistryEvent {}

    /** A rollout went on after a pause. */
    record RolloutResumed(Instant at, Version version, Rollout rollout) implements RegistryEvent {}

    /**
     * A rollout ended.
     *
     * @param end how
     */
    record RolloutEnded(Instant at, Version version, Rollout rollout, Rollout.State end, String reason)
            implements RegistryEvent {}

    /**
     * A version should have gone live but did not; what was live still is.
     *
     * @param reason what was wrong with it
     */
    record Refused(Instant at, Version version, String reason) implements RegistryEvent {}
}
