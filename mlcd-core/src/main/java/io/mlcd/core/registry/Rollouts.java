package io.mlcd.core.registry;

import io.mlcd.api.MlcdException;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Rollout;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.rollout.Strategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts rollouts, and goes on with those that a registry left when it was closed or killed. */
final class Rollouts {
    private static final Logger LOG = LoggerFactory.getLogger(Rollouts.class);

    private final Shared shared;
    private final Deploying deploying;

    Rollouts(Shared shared) {
        this.shared = shared;
        this.deploying = new Deploying(shared);
    }

    Rollout start(Attribution who, String name, List<Version> versions, Strategy strategy, Means means) {
        if (new HashSet<>(versions).size() < versions.size()) {
            throw new IllegalArgumentException("the versions are " + versions + "; name each once");
        }
        Plan plan = Plan.of(strategy);
        List<Deploying.Loaded> loaded = new ArrayList<>();
        Running running;
        try {
            for (Version version : versions) {
                loaded.add(deploying.new Loaded(published(name, version), true));
            }
            synchronized (shared) {
                running = begin(who, name, loaded, plan, means);
            }
        } finally {
            loaded.forEach(Deploying.Loaded::close);
        }
        if (plan.promotes() && plan.stages().isEmpty()) {
            promoteAtOnce(running);
        }
        return new RolloutView(running, who);
    }

    private Versions.Published published(String name, Version version) {
        synchronized (shared) {
            shared.requireOpen();
            requireStartable(name);
            return shared.ledger.find(name, version);
        }
    }

    private Served requireStartable(String name) {
        shared.ledger.known(name);
        Optional<Running> running = shared.running(name);
        if (running.isPresent()) {
            throw Deploying.runningException(name, running.get());
        }
        Served live = shared.handles.of(name).served();
        if (live == null) {
            throw new RegistryException(
                    Reason.NOT_LIVE,
                    "no version of \"" + name
                            + "\" answers, so there is nothing to roll out over; promote the first one:"
                            + " registry.promote(\"" + name + "\", version)");
        }
        return live;
    }

    /** Called with the lock held. */
    private Running begin(Attribution who, String name, List<Deploying.Loaded> loaded, Plan plan, Means means) {
        shared.requireOpen();
        Served live = requireStartable(name);
        List<Served> challengers = new ArrayList<>();
        List<Object> numbers = new ArrayList<>();
        for (Deploying.Loaded each : loaded) {
            Version version = each.published.version();
            shared.ledger.find(name, version); // it may have been retired meanwhile
            if (version.equals(live.version())) {
                throw new IllegalArgumentException(version + " is live; roll out another version");
            }
            challengers.add(deploying.checked(each, live, false));
            numbers.add((long) version.number());
        }
        Running.Arms arms = Running.arms(plan, live, challengers);
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put(Entry.Names.EVENT, Entry.Event.STARTED.name());
        rest.put(Entry.Names.FROM, (long) live.version().number());
        rest.put(Entry.Names.CHALLENGERS, numbers);
        rest.put(Entry.Names.STEP, plan.stages().isEmpty() ? 0L : 1L);
        rest.put(Entry.Names.STRATEGY, Strategies.toJson(plan.strategy()));
        int first = challengers.get(0).version().number();
        shared.ledger.record(who, Entry.Kind.ROLLOUT, name, first, rest);
        Running running = running(name, shared.ledger.head().entries(), who, plan, means, arms);
        running.begin();
        return running;
    }

    private Running running(String name, long seq, Attribution who, Plan plan, Means means, Running.Arms arms) {
        Handle handle = shared.handles.of(name);
        shared.handles.keep(arms.champion());
        arms.challengers().forEach(shared.handles::keep);
        Running running = new Running(shared, handle, seq, who, plan, means, arms);
        handle.observe(arms.seen());
        shared.add(running);
        return running;
    }

    private static void promoteAtOnce(Running running) {
        try {
            running.promoteAtOnce();
        } catch (RuntimeException | Error e) {
            try {
                running.abort(
                        new Attribution(running.starter().by(), Attribution.shortened(String.valueOf(e.getMessage()))));
            } catch (RuntimeException another) { // it is written at a later look
                e.addSuppressed(another);
            }
            throw e;
        }
    }

    /**
     * Goes on with the rollout that a name has, from the beginning of its step; one that cannot go on is aborted. Called with the
     * lock held, after what is live was served.
     *
     * @param own what judges in place of a judge that was the host's own
     */
    void goOn(String name, Versions its, Means means, Optional<Judge> own) {
        if (!its.ongoing().isPresent()) {
            return;
        }
        Ongoing ongoing = its.ongoing().get();
        List<Served> taken = new ArrayList<>();
        try {
            goOn(name, its, ongoing, means, own, taken);
        } catch (MlcdException | IllegalArgumentException e) {
            LOG.error("the rollout {} of {} cannot go on and is aborted", ongoing.seq(), name, e);
            abort(name, ongoing, "it cannot go on: " + e.getMessage());
        } finally {
            taken.forEach(shared.handles::giveBack);
        }
    }

    private void goOn(
            String name, Versions its, Ongoing ongoing, Means means, Optional<Judge> own, List<Served> taken) {
        int live = its.live().map(one -> one.version().number()).orElse(0);
        if (ongoing.promoted() != 0 && ongoing.promoted() != live) {
            abort(name, ongoing, "it was rolled back");
            return;
        }
        if (ongoing.promoted() != 0 && shared.handles.of(name).served() == null) {
            rollBack(name, its, ongoing, taken);
            return;
        }
        if (shared.handles.of(name).served() == null) {
            throw new RegistryException(
                    Reason.VERSION_UNREADABLE,
                    "what is live cannot be loaded: "
                            + shared.handles.of(name).problem().orElse(""));
        }
        Plan plan = Plan.of(Strategies.read(ongoing.strategy(), own));
        requireFitting(plan, ongoing);
        Served champion = take(name, its, ongoing.champion(), taken);
        List<Served> challengers = new ArrayList<>();
        for (int number : ongoing.challengers()) {
            Served challenger = take(name, its, number, taken);
            Compatibility.require(champion, challenger);
            challengers.add(challenger);
        }
        Attribution starter = new Attribution(ongoing.by(), "");
        running(name, ongoing.seq(), starter, plan, means, Running.arms(plan, champion, challengers))
                .goOn(ongoing);
    }

    /** Rolls back what is being watched and cannot be loaded. */
    private void rollBack(String name, Versions its, Ongoing ongoing, List<Served> taken) {
        String why = "it cannot be loaded: " + shared.handles.of(name).problem().orElse("");
        Served champion = take(name, its, ongoing.champion(), taken);
        Map<String, Object> rest = Map.of(Entry.Names.ROLLOUT, ongoing.seq());
        deploying.returnTo(new Attribution(ongoing.by(), Attribution.shortened(why)), name, champion, rest);
        abort(name, ongoing, why);
    }

    private static void requireFitting(Plan plan, Ongoing ongoing) {
        int wanted = Plan.challengers(plan.strategy());
        if (ongoing.challengers().size() != wanted) {
            throw new IllegalArgumentException(
                    "it rolls out " + ongoing.challengers() + " but its strategy takes " + wanted);
        }
        if (plan.stages().isEmpty() && ongoing.promoted() == 0) {
            throw new IllegalArgumentException("its only step is the promotion, which did not come about");
        }
    }

    private Served take(String name, Versions its, int number, List<Served> taken) {
        Versions.@Nullable Published published = its.numbered(number).orElse(null);
        if (published == null) {
            throw new RegistryException(Reason.UNKNOWN_VERSION, "there is no version " + number + " of " + name);
        }
        Served served = deploying.take(published, false);
        taken.add(served);
        return served;
    }

    private void abort(String name, Ongoing ongoing, String why) {
        Map<String, Object> rest = new LinkedHashMap<>();
        rest.put(Entry.Names.EVENT, Entry.Event.ENDED.name());
        rest.put(Entry.Names.STATE, Rollout.State.ABORTED.name());
        shared.ledger.record(
                new Attribution(ongoing.by(), Attribution.shortened(why)),
                Entry.Kind.ROLLOUT,
                name,
                ongoing.challengers().get(0),
                rest);
    }
}
