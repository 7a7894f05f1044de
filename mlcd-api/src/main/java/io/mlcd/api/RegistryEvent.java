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
     * A version should have gone live but did not; what was live still is.
     *
     * @param reason what was wrong with it
     */
    record Refused(Instant at, Version version, String reason) implements RegistryEvent {}
}
