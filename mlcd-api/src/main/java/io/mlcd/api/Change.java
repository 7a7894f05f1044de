package io.mlcd.api;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One entry of a registry's history: who changed what, when, why, and on which evidence.
 *
 * @param seq the number of the entry in the journal of all names, from 1 on
 * @param at when, by the registry's clock; never before the entry that precedes it
 * @param by who, as {@link ModelRegistry#by} said; empty if nobody did
 * @param why the reason given; empty if none was
 * @param version the version that it is about; for what went live, the one that is live from here on
 * @param from for what went live and for an alias, what was there before
 * @param details what the kind adds, for example {@code alias}, {@code tag}, or what a judge saw
 */
public record Change(
        long seq,
        Instant at,
        Kind kind,
        String by,
        String why,
        Optional<Version> version,
        Optional<Version> from,
        Map<String, String> details) {
    /** What happened. */
    public enum Kind {
        /** A version was stored. */
        PUBLISHED,
        /** A version went live. */
        PROMOTED,
        /** An earlier version went live again. */
        ROLLED_BACK,
        /** A version was sealed for other holders of keys. */
        REWRAPPED,
        /** An alias was set, moved or taken away. */
        ALIAS_MOVED,
        /** A tag of a version was set or taken away. */
        TAGGED,
        /** A note was written on a version. */
        NOTED,
        /** A version was given up and its file deleted. */
        RETIRED,
        /** A rollout was started; the version is what it rolls out, the first if there are several, from what was live. */
        ROLLOUT_STARTED,
        /** A rollout went on to another step. */
        ROLLOUT_STEPPED,
        /** A rollout was paused. */
        ROLLOUT_PAUSED,
        /** A rollout went on after a pause. */
        ROLLOUT_RESUMED,
        /** A rollout ended; if with a version that went live, that was written before. */
        ROLLOUT_ENDED
    }

    /** Copies. */
    public Change {
        details = Collections.unmodifiableMap(new TreeMap<>(details));
    }
}
