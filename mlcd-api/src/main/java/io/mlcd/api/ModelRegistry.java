package io.mlcd.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Named models, their immutable numbered versions, and which of them is live.
 *
 * <p>{@link #publish} stores and moves no traffic; {@link #promote} swaps; {@link #rollback} returns. Every change that
 * returned is durable, if the registry is. Safe for concurrent callers; changes are made one after the other.
 */
public interface ModelRegistry extends AutoCloseable {
    /**
     * Stores an artifact as the next version of a name. Publishing the bytes of a version again gives that version.
     *
     * @param name letters, digits, {@code .}, {@code _} and {@code -}, beginning with a letter or digit, at most 100
     * @param artifact the plain bytes of an artifact
     * @throws ArtifactException if the bytes are not an artifact that can be served
     */
    Version publish(String name, byte[] artifact);

    /**
     * As {@link #publish(String, byte[])}, but stores it sealed. A version that is there already, and can be loaded, stays
     * sealed as it is: {@link #rewrap} gives it to others.
     *
     * @throws SealException if it cannot be sealed
     */
    Version publish(String name, byte[] artifact, Sealer sealer);

    /**
     * Makes a version live: loads and checks it, swaps the handle, and returns when the change is durable. If anything
     * fails, what was live stays live. If a rollout of the version runs, this {@linkplain Rollout#promote() ends} it so; if
     * one of another runs, this is refused.
     *
     * @throws RegistryException if there is no such version, it cannot be loaded, or it cannot answer the calls that the
     *     live version answers
     */
    void promote(String name, Version version);

    /**
     * As {@link #promote}, but also when the version is incompatible with the live one: callers must follow.
     *
     * @throws RegistryException if there is no such version or it cannot be loaded
     */
    void promoteIncompatible(String name, Version version);

    /**
     * Aborts the rollout that runs under a name, if one does, else makes the version live that was live before; gives what is
     * live then.
     *
     * @throws RegistryException if nothing was live before
     */
    Version rollback(String name);

    /**
     * The rollout that runs under a name, else the last one that ended since the registry was opened; empty if there is none,
     * and in a registry that follows another. Moves by it are written down as made by who {@linkplain #by asks here}.
     */
    Optional<Rollout> rollout(String name);

    /**
     * Gives all sealed versions of all names to other holders of keys: the rotation of a key. The models are not touched,
     * and what is live stays live. Each version changes whole or not at all, and the call may be made again after it failed
     * or the process died: what was done stays done. Versions that are not sealed are passed over.
     *
     * <p>This takes access away for the future only: who could open a version before and kept its file still can.
     *
     * @return the versions whose sealed bytes changed
     * @throws SealException if this registry has no opener, and so could not know whether it can still open them
     * @throws RegistryException naming those that could not be changed, after all others were
     */
    List<Version> rewrap(Rewrapper rewrapper);

    /**
     * The same registry, whose changes are written down as made by someone for a reason:
     * {@code registry.by("alice", "twice as many errors since noon").rollback("churn")}. Closing it closes the registry.
     *
     * @param who a person or a job, at most 1,000 characters
     * @param why at most 1,000 characters
     */
    ModelRegistry by(String who, String why);

    /**
     * Where an alias points. {@code champion} is what is live; while a rollout runs {@code challenger} is what it rolls out, the
     * first if there are several; other names are free: {@code before-migration}.
     */
    Optional<Version> alias(String name, String alias);

    /** All aliases of a name and where they point, sorted by alias; {@code champion} among them if something is live. */
    Map<String, Version> aliases(String name);

    /**
     * Moves an alias if it is still where the caller believes it is (compare and set). A version with an alias is not
     * retired. Moving {@code champion} promotes, as {@link #promote} does.
     *
     * @param alias as a name
     * @param from where it is believed to point; empty if nowhere
     * @return whether it points to the version now; if not, it pointed elsewhere and nothing changed
     * @throws RegistryException if there is no such version
     */
    boolean moveAlias(String name, String alias, Optional<Version> from, Version to);

    /**
     * Takes an alias away if it is still where the caller believes it is.
     *
     * @return whether it did point there and is gone now
     * @throws IllegalArgumentException if it is {@code champion}
     */
    boolean removeAlias(String name, String alias, Version from);

    /**
     * Tags a version, for programs to find it by; the value before is replaced.
     *
     * @param key as a name
     * @param value at most 10,000 characters
     */
    void tag(Version version, String key, String value);

    /** Takes a tag away, if it is there. */
    void untag(Version version, String key);

    /**
     * Writes a note on a version, for people to read; notes stay.
     *
     * @param text at most 10,000 characters
     */
    void note(Version version, String text);

    /**
     * When a version was published and by whom, its aliases, tags and notes.
     *
     * @throws RegistryException if there is no such version
     */
    VersionDetails details(Version version);

    /**
     * Gives a version up: its file is deleted, its number is not used again, and the history keeps knowing it. Also for a
     * version whose file is lost.
     *
     * @throws RegistryException if it is live, was live just before, is rolled out, or has an alias
     */
    void retire(Version version);

    /**
     * Retires all versions of a name but the last ones; what is live, was live just before, is rolled out, or has an alias stays too.
     *
     * @param last at least 1
     * @return the versions retired
     */
    List<Version> retain(String name, int last);

    /** What happened to a name: who, when, what, why; in order, the oldest first. */
    List<Change> history(String name);

    /**
     * What was live at a time, by the times that the history gives. Empty before the first promotion.
     *
     * @throws RegistryException if nothing was ever published under the name
     */
    Optional<Version> liveAt(String name, Instant time);

    /** Where the journal of all names ends. Kept somewhere else, it shows later whether the history was rewritten. */
    JournalHead head();

    /**
     * The handle on what is live under a name. It may be taken before the first version is published; it is the same
     * handle at each call.
     */
    LiveModel live(String name);

    /** The versions of a name that are not retired, in the order of their numbers; empty if there are none. */
    List<Version> versions(String name);

    /** The names under which something was published, sorted. */
    List<String> names();

    /**
     * Hears of every change from now on. Listeners are called after the change, one event at a time in the order of the changes, on
     * the thread that made it before its call returns, or on one that is just telling of an earlier change. No lock is held, so a
     * slow listener delays other events and no change. What they throw is logged and changes nothing. A listener may make changes;
     * all listeners hear of one change before any hears of the next.
     */
    void addListener(RegistryListener listener);

    /** Closes. Handles refuse from now on; closing again does nothing. */
    @Override
    void close();
}
