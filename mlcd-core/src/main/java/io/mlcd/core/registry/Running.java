package io.mlcd.core.registry;

import io.mlcd.api.MlcdException;
import io.mlcd.api.Predictor;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.RolloutStatus;
import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Evidence;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A rollout: the state machine. It is moved by hand and by looks, which a scheduler makes from time to time, and soon after a
 * challenger failed a call.
 *
 * <p>Its state changes with the registry's lock held. Evidence is gathered and judged outside of it; a look whose rollout moved
 * meanwhile, which its generation shows, decides nothing.
 */
final class Running {
    private static final Logger LOG = LoggerFactory.getLogger(Running.class);
    private static final int ALARMS_AT_ONCE = 20;
    private static final Duration BETWEEN_ALARMS = Duration.ofMillis(100);

    private final Shared shared;
    private final Deploying deploying;
    private final Handle handle;
    private final long seq;
    private final Attribution starter;
    private final Plan plan;
    private final Means means;
    /** Held on the shelf, as all challengers are, until it ends. */
    private final Served champion;

    private final List<Served> challengers;
    private final Observations seen;
    private final long salt;
    /** Whether a look is to come because a challenger failed. */
    private final AtomicBoolean alarmed = new AtomicBoolean();
    /** How many looks a challenger that failed has caused in this step. */
    private final AtomicInteger alarms = new AtomicInteger();
    /** When the last of those was made that no scheduler made, by {@link System#nanoTime()}. */
    private final AtomicLong lastAlarm = new AtomicLong(System.nanoTime());

    private State state = State.RUNNING;
    /** From 1 on; after the last stage it is watched. */
    private int step;

    private Instant since = Instant.MIN;
    private Instant stepEnd = Instant.MAX;
    private String reason = "";
    private Map<Version, Verdict> verdicts = Map.of();
    /** Of the challengers. */
    private double[] shares = {};
    /** Grows with every move; what was begun before a move is void. */
    private long generation;
    /** What is live after the promotion. */
    private @Nullable Served promoted;
    /** Why it is to be aborted, when that could not be written down yet; the champion has all traffic already. */
    private @Nullable String aborting;
    /** Whether somebody resumed it although traffic is not split as planned. */
    private boolean alarmKnown;

    private @Nullable Mirror mirror;
    private long droppedBefore;
    private volatile boolean open = true;
    private volatile boolean previewing;

    /** A rollout as it was started; all versions are held for it. */
    Running(
            Shared shared,
            Handle handle,
            long seq,
            Attribution starter,
            Plan plan,
            Means means,
            Served champion,
            List<Served> challengers,
            Observations seen) {
        this.shared = shared;
        this.deploying = new Deploying(shared);
        this.handle = handle;
        this.seq = seq;
        this.starter = starter;
        this.plan = plan;
        this.means = means;
        this.champion = champion;
        this.challengers = Collections.unmodifiableList(new ArrayList<>(challengers));
        this.seen = seen;
        salt = TrafficSplit.mixed(31 * seq + handle.name().hashCode());
        step = plan.stages().isEmpty() ? 0 : 1;
    }

    static Observations observations(Plan plan, Served champion, List<Served> challengers) {
        List<Served> arms = new ArrayList<>();
        arms.add(champion);
        arms.addAll(challengers);
        return new Observations(
                plan.analysis(),
                arms,
                plan.mirrors(),
                ThreadLocalRandom.current().nextLong());
    }

    // What it is

    String name() {
        return handle.name();
    }

    long seq() {
        return seq;
    }

    Attribution starter() {
        return starter;
    }

    Version champion() {
        return champion.version();
    }

    List<Version> challengers() {
        List<Version> versions = new ArrayList<>();
        challengers.forEach(challenger -> versions.add(challenger.version()));
        return Collections.unmodifiableList(versions);
    }

    boolean rollsOut(Version version) {
        return challengers().contains(version);
    }

    private Version first() {
        return challengers.get(0).version();
    }

    State state() {
        return state;
    }

    RolloutStatus status() {
        synchronized (shared) {
            return new RolloutStatus(
                    state, step, plan.stages().size(), share(), since, reason, verdicts, dropped(), seen.forgotten());
        }
    }

    private double share() {
        if (promoted != null) {
            return 1;
        }
        if (state.isEnd() || state == State.SUSPENDED || aborting != null) {
            return 0;
        }
        return stage().map(Running::share).orElse(0.0);
    }

    private static double share(Plan.Stage stage) {
        return stage.shares().stream().mapToDouble(Double::doubleValue).sum();
    }

    private long dropped() {
        return droppedBefore + (mirror == null ? 0 : mirror.dropped());
    }

    private Optional<Plan.Stage> stage() {
        return promoted == null && step >= 1 && step <= plan.stages().size()
                ? Optional.of(plan.stages().get(step - 1))
                : Optional.empty();
    }

    // Beginning

    /** Begins with the first stage; called with the lock held, once. */
    void begin() {
        enter();
        tell(new RegistryEvent.RolloutStarted(since, first(), view()));
        LOG.info("started {} of {} over {}", this, challengers(), champion());
    }

    /** Goes on where a registry that was closed, or killed, left it; called with the lock held, once. */
    void goOn(Ongoing ongoing) {
        step = Math.min(ongoing.step(), plan.stages().size());
        for (Served challenger : challengers) {
            if (challenger.version().number() == ongoing.promoted()) {
                promoted = challenger;
                step = plan.stages().size() + 1;
                state = State.WATCHING;
            }
        }
        if (promoted == null && ongoing.paused().isPresent()) {
            state = State.PAUSED;
            reason = ongoing.paused().get();
        }
        if (means.scheduler() == null) {
            state = promoted == null ? State.PAUSED : state;
            reason =
                    "the registry was opened without a scheduler, so only hands move it on; open it with .scheduler(...)";
        }
        enter();
        LOG.info("goes on with {} at step {}, {}", this, step, state);
    }

    Rollout view() {
        return new RolloutView(this, starter);
    }

    /** Begins a stage, or the watch. */
    private void enter() {
        Optional<Plan.Stage> stage = stage();
        shares = new double[challengers.size()];
        for (int i = 0; i < shares.length; i++) {
            if (stage.isPresent()) {
                shares[i] = stage.get().shares().get(i);
            } else if (challengers.get(i) == promoted) {
                shares[i] = 1;
            }
        }
        seen.nextStage(shares);
        alarms.set(0);
        install();
        beginTime();
    }

    private void beginTime() {
        since = shared.ledger.now();
        stepEnd = shared.ledger
                .instant()
                .plus(promoted == null ? stage().map(Plan.Stage::lasting).orElse(Duration.ZERO) : plan.watch());
        generation++;
        if (step > 0) { // else it is promoted at once
            lookLater(generation);
        }
    }

    /** Routes calls as the stage says. */
    private void install() {
        Optional<Plan.Stage> stage = stage();
        previewing = stage.filter(one -> one.traffic() == Plan.Traffic.PREVIEW).isPresent();
        Served live = promoted == null ? champion : promoted;
        if (promoted == null && (!stage.isPresent() || previewing)) {
            handle.serve(live);
        } else if (stage.filter(one -> one.traffic() == Plan.Traffic.MIRROR).isPresent()) {
            mirror(stage.get());
        } else {
            closeMirror();
            handle.serve(new Split(
                    live,
                    champion,
                    challengers.toArray(new Served[0]),
                    TrafficSplit.of(salt, shares),
                    stage.map(Plan.Stage::compared).orElse(0.0),
                    plan.alarm().isPresent(),
                    seen,
                    this::alarm));
        }
    }

    private void mirror(Plan.Stage stage) {
        Scheduler scheduler = means.scheduler();
        Executor executor = means.executor();
        if (scheduler == null || executor == null) {
            handle.serve(
                    champion); // opened without them: only hands move it on, and nothing is asked of the challenger
            return;
        }
        Shadow shadow = (Shadow) plan.strategy();
        closeMirror();
        mirror = new Mirror(
                challengers.get(0),
                seen,
                shadow.queue(),
                shadow.timeout(),
                scheduler,
                executor,
                this::alarm,
                this::hopeless);
        handle.serve(new Mirrored(champion, TrafficSplit.of(salt, 0), stage.compared(), seen, mirror));
    }

    private void closeMirror() {
        if (mirror != null) {
            droppedBefore += mirror.dropped();
            mirror.close();
            mirror = null;
        }
    }

    // Looking

    private void lookLater(long expected) {
        Scheduler scheduler = means.scheduler();
        if (scheduler == null) {
            return;
        }
        Instant now = shared.ledger.instant();
        Duration delay = plan.analysis().interval();
        if (state != State.PAUSED) {
            for (Instant due : List.of(stepEnd, stepEnd.plus(plan.patience()))) {
                Duration left = Duration.between(now, due);
                if (!left.isNegative() && !left.isZero() && left.compareTo(delay) < 0) {
                    delay = left;
                }
            }
        }
        try {
            scheduler.schedule(delay, () -> look(expected, true));
        } catch (RejectedExecutionException e) {
            LOG.warn("{} stands still: the scheduler refuses to run its next look: {}", this, e.getMessage());
            reason = "the scheduler refuses to run its next look: " + e.getMessage();
        }
    }

    /**
     * Looks soon, since a challenger failed; on a caller's thread, so nothing is done here that takes its time. A challenger that
     * goes on failing, but not often enough to be aborted, is looked at now and then only.
     */
    void alarm() {
        if (!alarmed.compareAndSet(false, true)) {
            return;
        }
        boolean many = alarms.incrementAndGet() > ALARMS_AT_ONCE;
        Scheduler scheduler = means.scheduler();
        if (scheduler != null) {
            try {
                scheduler.schedule(many ? BETWEEN_ALARMS : Duration.ZERO, this::lookAfterAlarm);
                return;
            } catch (RejectedExecutionException e) {
                LOG.debug("the scheduler refuses a look of {}, which is done at once: {}", this, e.getMessage());
            }
        }
        long now = System.nanoTime();
        if (many && now - lastAlarm.get() < BETWEEN_ALARMS.toNanos()) {
            alarmed.set(false);
        } else {
            lastAlarm.set(now);
            lookAfterAlarm();
        }
    }

    private void lookAfterAlarm() {
        alarmed.set(false);
        long expected;
        synchronized (shared) {
            expected = generation;
        }
        look(expected, false);
    }

    /** What was seen and said at a look. */
    private record Look(Map<Version, Verdict> guards, Map<Version, Verdict> judged, Optional<Verdict> alarm) {}

    /**
     * Looks at what was seen, and decides.
     *
     * @param chained whether another look is to come after the interval
     */
    private void look(long expected, boolean chained) {
        Optional<Plan.Stage> stage;
        List<Integer> arms = new ArrayList<>();
        synchronized (shared) {
            if (generation != expected || !isOpen()) {
                return;
            }
            stage = stage();
            for (int i = 0; i < challengers.size(); i++) {
                if (promoted == null || promoted == challengers.get(i)) {
                    arms.add(i + 1);
                }
            }
        }
        try {
            Look look = look(stage, arms);
            Runnable then = () -> {};
            synchronized (shared) {
                if (generation == expected && isOpen()) {
                    then = decide(look);
                }
            }
            then.run();
        } catch (RuntimeException | Error e) {
            LOG.error("a look of {} failed; it will look again", this, e);
        }
        synchronized (shared) {
            if (chained && generation == expected && isOpen()) {
                lookLater(expected);
            }
        }
        shared.tellAll();
    }

    private boolean isOpen() {
        return open && !state.isEnd() && state != State.SUSPENDED;
    }

    private Look look(Optional<Plan.Stage> stage, List<Integer> arms) {
        Map<Version, Verdict> guards = new LinkedHashMap<>();
        Map<Version, Verdict> judged = new LinkedHashMap<>();
        Optional<Verdict> alarm = Optional.empty();
        for (int arm : arms) {
            Evidence evidence = seen.evidence(arm);
            Version version = challengers.get(arm - 1).version();
            guards.put(version, judge(plan.analysis().guard(), evidence));
            stage.ifPresent(one -> judged.put(version, judge(one.judge(), evidence)));
            if (plan.alarm().isPresent() && !alarm.filter(Verdict::failed).isPresent()) {
                alarm = Optional.of(judge(plan.alarm().get(), evidence));
            }
        }
        return new Look(guards, judged, alarm);
    }

    /** What a judge says; one that throws cannot tell. */
    private Verdict judge(Judge judge, Evidence evidence) {
        try {
            return judge.judge(evidence);
        } catch (RuntimeException | Error e) { // other people's code must not end the looks
            LOG.warn("a judge of {} failed", this, e);
            return Verdict.inconclusive("the judge threw " + e, Map.of());
        }
    }

    /** Decides on what was seen; called with the lock held. Gives what is still to be done, without it. */
    private Runnable decide(Look look) {
        verdicts = promoted == null ? look.judged() : look.guards();
        if (aborting != null) {
            abort(because(aborting), aborting, Map.of());
            return () -> {};
        }
        Optional<String> failed = reasonOf(look.guards(), Verdict.Outcome.FAIL);
        Map<Version, Verdict> told = look.guards();
        if (!failed.isPresent() && plan.failAborts()) {
            failed = reasonOf(look.judged(), Verdict.Outcome.FAIL);
            told = look.judged();
        }
        if (failed.isPresent()) {
            abort(because(failed.get()), failed.get(), evidence(told));
            return () -> {};
        }
        Instant now = shared.ledger.instant();
        if (state == State.WATCHING) {
            if (!now.isBefore(stepEnd)) {
                end(because("watched"), State.PROMOTED, "nothing failed while it was watched", evidence(told));
            }
            return () -> {};
        }
        if (state == State.RUNNING) {
            return decideStage(look, now);
        }
        return () -> {};
    }

    private Runnable decideStage(Look look, Instant now) {
        if (!alarmKnown && look.alarm().filter(Verdict::failed).isPresent()) {
            Verdict alarm = look.alarm().get();
            pause(
                    because(alarm.reason()),
                    "traffic is not split as planned: " + alarm.reason(),
                    evidence(look.judged()));
            return () -> {};
        }
        if (now.isBefore(stepEnd)) {
            return () -> {};
        }
        Optional<String> unsure = reasonOf(look.judged(), Verdict.Outcome.INCONCLUSIVE);
        if (!unsure.isPresent()) {
            String passed = reasonOf(look.judged(), Verdict.Outcome.PASS)
                    .orElseGet(
                            () -> reasonOf(look.judged(), Verdict.Outcome.FAIL).orElse(""));
            return next(because(passed), passed, evidence(look.judged()));
        }
        if (!now.isBefore(stepEnd.plus(plan.patience()))) {
            pause(because(unsure.get()), unsure.get(), evidence(look.judged()));
        }
        return () -> {};
    }

    private static Optional<String> reasonOf(Map<Version, Verdict> verdicts, Verdict.Outcome outcome) {
        for (Map.Entry<Version, Verdict> each : verdicts.entrySet()) {
            if (each.getValue().outcome() == outcome) {
                return Optional.of((verdicts.size() > 1 ? each.getKey() + ": " : "")
                        + each.getValue().reason());
            }
        }
        return Optional.empty();
    }

    private Attribution because(String why) {
        return new Attribution(starter.by(), Attribution.shortened(why));
    }

    private static Map<String, Object> evidence(Map<Version, Verdict> verdicts) {
        return verdicts.isEmpty() ? Map.of() : Map.of(Entry.Names.VERDICTS, Strategies.verdicts(verdicts));
    }

    private void hopeless(String why) {
        synchronized (shared) {
            if (isOpen()) {
                try {
                    abort(because(why), why, Map.of());
                } catch (MlcdException e) {
                    LOG.error("{} could not be aborted yet", this, e);
                }
            }
        }
        shared.tellAll();
    }

    // Moving

    private void requireMovable() {
        shared.requireOpen();
        if (state.isEnd()) {
            throw new IllegalStateException(this + " has ended: it was " + state
                    + (reason.isEmpty() ? "" : ", since " + reason)
                    + "; start another one: registry.rollout(name, version)");
        }
    }

    void pause(Attribution who) {
        synchronized (shared) {
            requireMovable();
            if (state == State.WATCHING) {
                throw new IllegalStateException(first() + " is live already and is being watched; abort() rolls back,"
                        + " advance() ends the watch");
            }
            if (state != State.PAUSED) {
                pause(who, who.why(), Map.of());
            }
        }
    }

    private void pause(Attribution who, String why, Map<String, Object> evidence) {
        record(new Attribution(who.by(), Attribution.shortened(why)), Entry.Event.PAUSED, evidence);
        state = State.PAUSED;
        reason = why;
        since = shared.ledger.now();
        generation++;
        lookLater(generation);
        LOG.warn("paused {} at step {}: {}", this, step, why);
        tell(new RegistryEvent.RolloutPaused(since, first(), view(), why));
    }

    void resume(Attribution who) {
        synchronized (shared) {
            requireMovable();
            if (means.scheduler() == null || (plan.mirrors() && means.executor() == null)) {
                throw new IllegalStateException("nothing would move " + this + " on: open the registry with"
                        + " .scheduler(...), and for a shadow with .executor(...)");
            }
            if (state != State.PAUSED) {
                return;
            }
            requireNotAborting();
            record(who, Entry.Event.RESUMED, Map.of());
            state = State.RUNNING;
            reason = "";
            alarmKnown = true;
            beginTime();
            LOG.info("resumed {} at step {}", this, step);
            tell(new RegistryEvent.RolloutResumed(since, first(), view()));
        }
    }

    private void requireNotAborting() {
        if (aborting != null) {
            throw new IllegalStateException(
                    this + " is being aborted, since " + aborting + "; only the journal could not be written yet");
        }
    }

    void advance(Attribution who) {
        Runnable then;
        synchronized (shared) {
            requireMovable();
            if (state == State.WATCHING) {
                end(who, State.PROMOTED, "the watch was ended by hand", Map.of());
                return;
            }
            requireNotAborting();
            then = next(who, "by hand", Map.of());
        }
        then.run();
    }

    /** Goes on to the next step; called with the lock held. Gives what is still to be done, without it. */
    private Runnable next(Attribution who, String why, Map<String, Object> evidence) {
        if (step < plan.stages().size()) {
            Map<String, Object> rest = new LinkedHashMap<>(evidence);
            rest.put(Entry.Names.STEP, (long) (step + 1));
            record(who, Entry.Event.STEPPED, rest);
            step++;
            state = State.RUNNING;
            reason = why;
            enter();
            LOG.info("{} goes on to step {}: {}", this, step, why);
            tell(new RegistryEvent.RolloutStepped(since, first(), view(), step, share()));
            return () -> {};
        }
        if (!plan.promotes()) {
            end(who, State.FINISHED, why, evidence);
            return () -> {};
        }
        long expected = generation;
        return () -> promote(who, first(), expected, evidence);
    }

    void promote(Attribution who, Version version) {
        long expected;
        synchronized (shared) {
            requireMovable();
            if (!rollsOut(version)) {
                throw new IllegalArgumentException(
                        version + " is not rolled out here; it is one of " + challengers() + " that can be promoted");
            }
            if (promoted != null) {
                if (!promoted.version().equals(version)) {
                    throw new IllegalStateException(promoted.version() + " is live already and is being watched;"
                            + " advance() ends the watch, and then another one can be promoted");
                }
                end(who, State.PROMOTED, "the watch was ended by hand", Map.of());
                return;
            }
            requireNotAborting();
            expected = generation;
        }
        promote(who, version, expected, Map.of());
    }

    void promote(Attribution who) {
        if (challengers.size() > 1) {
            throw new IllegalStateException(
                    "there are several versions to promote; say which of " + challengers() + ": promote(version)");
        }
        promote(who, first());
    }

    /** Promotes at once, and ends if it is not to be watched. */
    void promoteAtOnce() {
        promote(starter, first());
    }

    /** Outside of the lock, since files are read. */
    private void promote(Attribution who, Version version, long expected, Map<String, Object> evidence) {
        Map<String, Object> rest = new LinkedHashMap<>(evidence);
        rest.put(Entry.Names.ROLLOUT, seq);
        boolean done;
        try {
            done = deploying.promote(new Deploying.Promotion(
                    who, version, false, rest, live -> generation == expected, () -> watch(version, who.why())));
        } catch (MlcdException e) {
            synchronized (shared) {
                if (generation == expected && isOpen()) {
                    install(); // the attempt took the route away
                    pause(who, "it cannot be promoted: " + e.getMessage(), Map.of());
                }
            }
            throw e;
        }
        if (!done) {
            throw new IllegalStateException(this + " moved meanwhile and is " + state() + "; look at its status()");
        }
        synchronized (shared) {
            if (state == State.WATCHING && plan.watch().isZero()) {
                end(who, State.PROMOTED, who.why(), Map.of());
            }
        }
    }

    /** Watches what went live; called with the lock held. */
    private void watch(Version version, String why) {
        for (Served challenger : challengers) {
            if (challenger.version().equals(version)) {
                promoted = challenger;
            }
        }
        step = plan.stages().size() + 1;
        state = State.WATCHING;
        reason = why;
        enter();
    }

    void abort(Attribution who) {
        synchronized (shared) {
            requireMovable();
            abort(who, who.why().isEmpty() ? "by hand" : who.why(), Map.of());
        }
    }

    /** Gives all traffic to the champion, first, and then writes it down; called with the lock held. */
    private void abort(Attribution who, String why, Map<String, Object> evidence) {
        if (promoted == null) {
            closeMirror();
            handle.serve(champion);
        } else {
            Map<String, Object> rest = new LinkedHashMap<>(evidence);
            rest.put(Entry.Names.ROLLOUT, seq);
            try {
                deploying.returnTo(who, name(), champion, rest);
            } catch (RuntimeException | Error e) {
                install(); // calls are covered by the champion again
                throw e;
            }
            promoted = null;
        }
        aborting = why;
        end(who, State.ABORTED, why, evidence);
    }

    /** Ends; called with the lock held. */
    private void end(Attribution who, State how, String why, Map<String, Object> evidence) {
        Map<String, Object> rest = new LinkedHashMap<>(evidence);
        rest.put(Entry.Names.STATE, how.name());
        record(new Attribution(who.by(), Attribution.shortened(why)), Entry.Event.ENDED, rest);
        state = how;
        reason = why;
        since = shared.ledger.now();
        handle.serve(promoted == null ? champion : promoted);
        letGo();
        if (how == State.ABORTED) {
            LOG.warn("aborted {}: {}", this, why);
        } else {
            LOG.info("ended {}, {}: {}", this, how, why);
        }
        tell(new RegistryEvent.RolloutEnded(since, first(), view(), how, why));
    }

    /** Stops without an end, since the registry closes; called with the lock held. */
    void suspend() {
        if (isOpen()) {
            state = State.SUSPENDED;
            letGo();
        }
    }

    private void letGo() {
        open = false;
        previewing = false;
        generation++;
        closeMirror();
        shared.handles.giveBack(champion);
        challengers.forEach(shared.handles::giveBack);
    }

    private void record(Attribution who, Entry.Event event, Map<String, Object> rest) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(Entry.Names.EVENT, event.name());
        all.putAll(rest);
        shared.ledger.record(who, Entry.Kind.ROLLOUT, name(), first().number(), all);
    }

    /** Does something by hand, and then tells listeners. */
    void byHand(Runnable move) {
        try {
            move.run();
        } finally {
            shared.tellAll();
        }
    }

    private void tell(RegistryEvent event) {
        shared.tell(event);
    }

    // Beside

    Predictor preview(Version version) {
        for (int i = 0; i < challengers.size(); i++) {
            if (challengers.get(i).version().equals(version)) {
                return new Preview(
                        champion,
                        challengers.get(i),
                        i + 1,
                        () -> open,
                        () -> previewing,
                        handle::declares,
                        seen,
                        this::alarm);
            }
        }
        throw new IllegalArgumentException(version + " is not rolled out here; preview one of " + challengers());
    }

    Predictor preview() {
        if (challengers.size() > 1) {
            throw new IllegalStateException(
                    "there are several versions to preview; say which of " + challengers() + ": preview(version)");
        }
        return preview(first());
    }

    void measure(String metric, Version version, double value) {
        int arm = version.equals(champion()) ? 0 : 1 + challengers().indexOf(version);
        if (arm == 0 && !version.equals(champion())) {
            throw new IllegalArgumentException(version + " has no part in the rollout of " + challengers() + " over "
                    + champion() + "; measure one of these");
        }
        seen.measure(metric, arm, value);
    }

    Observations observations() {
        return seen;
    }

    @Override
    public String toString() {
        return "rollout " + seq + " of " + first();
    }
}
