package io.mlcd.core.registry;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Version;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Aliases, tags, notes, and which versions are kept: what moves no traffic. */
final class Bookkeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeping.class);
    private static final int MOST_CHARACTERS = 10_000;

    private final Shared shared;
    private final Revisions revisions;

    Bookkeeping(Shared shared, Revisions revisions) {
        this.shared = shared;
        this.revisions = revisions;
    }

    /**
     * Moves an alias if it is where it is expected.
     *
     * @param to empty takes it away
     */
    boolean moveAlias(Attribution who, String name, String alias, Optional<Version> from, Optional<Version> to) {
        Ledger.checkName("alias", alias);
        if (alias.equals(Versions.CHAMPION)) {
            throw new IllegalArgumentException(
                    "\"" + Versions.CHAMPION + "\" is what is live and cannot be taken away; promote another version");
        }
        synchronized (shared) {
            shared.requireOpen();
            Versions its = shared.ledger.known(name);
            if (alias.equals(Versions.CHALLENGER) && its.ongoing().isPresent()) {
                throw new RegistryException(
                        Reason.ROLLOUT_RUNNING,
                        "\"" + alias + "\" is what the running rollout of \"" + name
                                + "\" rolls out, and moves with it; end that first, or use another alias");
            }
            to.ifPresent(version -> shared.ledger.find(name, version));
            Optional<Version> now = its.alias(alias);
            if (!now.equals(from)) {
                return false;
            }
            if (now.equals(to)) {
                return true;
            }
            Map<String, Object> rest = new LinkedHashMap<>();
            rest.put(Entry.Names.ALIAS, alias);
            now.ifPresent(version -> rest.put(Entry.Names.FROM, (long) version.number()));
            shared.ledger.record(
                    who, Entry.Kind.ALIAS, name, to.map(Version::number).orElse(0), rest);
            LOG.info(
                    "alias {} of {}: {}", alias, name, to.map(Version::toString).orElse("taken away"));
            shared.tell(new RegistryEvent.AliasMoved(shared.ledger.now(), to.orElseGet(now::get), alias, now, to));
            return true;
        }
    }

    /**
     * Sets a tag.
     *
     * @param value empty takes it away
     */
    void tag(Attribution who, Version version, String key, Optional<String> value) {
        Ledger.checkName("tag", key);
        value.ifPresent(text -> requireShort("a tag's value", text));
        synchronized (shared) {
            shared.requireOpen();
            shared.ledger.find(version.model(), version);
            Map<String, String> tags =
                    shared.ledger.known(version.model()).details(version).tags();
            if (Optional.ofNullable(tags.get(key)).equals(value)) {
                return;
            }
            Map<String, Object> rest = new LinkedHashMap<>();
            rest.put(Entry.Names.KEY, key);
            value.ifPresent(text -> rest.put(Entry.Names.VALUE, text));
            shared.ledger.record(who, Entry.Kind.TAG, version.model(), version.number(), rest);
        }
    }

    void note(Attribution who, Version version, String text) {
        requireShort("a note", text);
        synchronized (shared) {
            shared.requireOpen();
            shared.ledger.find(version.model(), version);
            shared.ledger.record(
                    who, Entry.Kind.NOTE, version.model(), version.number(), Map.of(Entry.Names.TEXT, text));
        }
    }

    private static void requireShort(String what, String text) {
        if (text.length() > MOST_CHARACTERS) {
            throw new IllegalArgumentException(what + " has " + text.length() + " characters but may have at most "
                    + MOST_CHARACTERS + "; keep the long text elsewhere and note its place");
        }
    }

    void retire(Attribution who, Version version) {
        synchronized (shared) {
            shared.requireOpen();
            Versions its = shared.ledger.known(version.model());
            Versions.Published published = shared.ledger.find(version.model(), version);
            if (its.isNeeded(version.number())) {
                throw new RegistryException(
                        Reason.IN_USE,
                        version
                                + " cannot be retired: it is live, was live just before, is rolled out, or has an alias ("
                                + its.details(version).aliases() + "); promote another version or take the alias away"
                                + " first");
            }
            retire(who, published);
        }
    }

    List<Version> retain(Attribution who, String name, int last) {
        if (last < 1) {
            throw new IllegalArgumentException("the last " + last + " versions cannot be kept; keep at least 1");
        }
        synchronized (shared) {
            shared.requireOpen();
            Versions its = shared.ledger.known(name);
            List<Version> all = its.all();
            List<Version> retired = new ArrayList<>();
            for (Version version : all.subList(0, Math.max(0, all.size() - last))) {
                if (!its.isNeeded(version.number())) {
                    retire(who, shared.ledger.find(name, version));
                    retired.add(version);
                }
            }
            return List.copyOf(retired);
        }
    }

    private void retire(Attribution who, Versions.Published published) {
        Version version = published.version();
        shared.ledger.record(who, Entry.Kind.RETIRE, version.model(), version.number(), Map.of());
        revisions.delete(published.file());
        LOG.info("retired {}", version);
        shared.tell(new RegistryEvent.Retired(shared.ledger.now(), version));
    }
}
