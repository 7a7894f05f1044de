package io.mlcd.core.registry;

import io.mlcd.api.Predictor;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.Rollout;
import io.mlcd.api.Rollout.State;
import io.mlcd.api.RolloutStatus;
import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Evidence;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.judge.Seen;
import io.mlcd.core.rollout.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;
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
    private static final Duration LEAST_LEFT = Duration.ofHours(1);

    private final Shared shared;
    private final Deploying deploying;
    private final Handle handle;
    private final long seq;
    private final Attribution starter;
    private final Plan plan;
    private final Means means;
    private final Version champion;
    private final List<Version> challengers;
    /** What answers, held on the shelf; null after the end, so that nothing is held that nobody asks. */
    private @Nullable Arms arms;

    private final Traffic traffic;
    private final Alarm alarm;

    private State state = State.RUNNING;
    /** From 1 on; after the last stage it is watched. */
    private int step;

    private Instant since = Instant.MIN;
    private Instant stepEnd = Instant.MAX;
    private String reason = "";
    private Map<Version, Verdict> verdicts = Map.of();
    /** Grows with every move; what was begun before a move is void. */
    private long generation;
    /** What is live after the promotion. */
    private @Nullable Version promoted;
    /** Why it is to be aborted, when that could not be written down yet; the champion has all traffic already. */
    private @Nullable String aborting;
    /** Whether somebody resumed it although traffic is not split as planned. */
    private boolean alarmKnown;
    /** Whether it is paused because traffic is not split as planned. */
    private boolean pausedByAlarm;
    /** Whether judges that may look once have looked at the end of this step. */
    private boolean judgedAtEnd;

    private long forgottenAtEnd;
    private volatile boolean open = true;

    /**
     * What a rollout asks, and what it sees.
     *
     * @param challengers in the order of the versions
     */
    record Arms(Served champion, List<Served> challengers, Observations seen) {
        Arms {
            challengers = Collections.unmodifiableList(new ArrayList<>(challengers));
        }
    }

    /** A rollout as it was started; all versions are held for it. */
    Running(Shared shared, Handle handle, long seq, Attribution starter, Plan plan, Means means, Arms arms) {
        this.shared = shared;
        this.deploying = new Deploying(shared);
        this.handle = handle;
        this.seq = seq;
        this.starter = starter;
        this.plan = plan;
        this.means = means;
        this.arms = arms;
        champion = arms.champion().version();
        List<Version> versions = new ArrayList<>();
        arms.challengers().forEach(challenger -> versions.add(challenger.version()));
        challengers = Collections.unmodifiableList(versions);
        alarm = new Alarm(means, this::lookAfterAlarm);
        long salt = TrafficSplit.mixed(31 * seq + handle.name().hashCode());
        traffic = new Traffic(handle, plan, means, salt, alarm::ring, this::hopeless, this::standStill);
        step = plan.stages().isEmpty() ? 0 : 1;
    }

    /** The arms of a rollout that begins, or goes on. */
    static Arms arms(Plan plan, Served champion, List<Served> challengers) {
        List<Served> all = new ArrayList<>();
        all.add(champion);
        all.addAll(challengers);
        Observations seen = new Observations(
                plan.analysis(),
                all,
                plan.traffic(),
                ThreadLocalRandom.current().nextLong());
        return new Arms(champion, challengers, seen);
    }

    /** The arms; called with the lock held, before the end. */
    private Arms arms() {
        if (arms == null) {
            throw new IllegalStateException(this + " is " + state);
        }
        return arms;
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
        return champion;
    }

    List<Version> challengers() {
        return challengers;
    }

    boolean rollsOut(Version version) {
        return challengers.contains(version);
    }

    private Version first() {
        return challengers.get(0);
    }

    State state() {
        return state;
    }

    RolloutStatus status() {
        synchronized (shared) {
            return new RolloutStatus(
                    state,
                    step,
                    plan.stages().size(),
                    share(),
                    since,
                    reason,
                    verdicts,
                    traffic.dropped(),
                    forgotten());
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

    private long forgotten() {
        return arms == null ? forgottenAtEnd : arms.seen().forgotten();
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
        LOG.info("started {} of {} over {}", this, challengers, champion);
    }

    /** Goes on where a registry that was closed, or killed, left it; called with the lock held, once. */
    void goOn(Ongoing ongoing) {
        step = Math.min(Math.max(1, ongoing.step()), plan.stages().size());
        for (Version challenger : challengers) {
            if (challenger.number() == ongoing.promoted()) {
                promoted = challenger;
                step = plan.stages().size() + 1;
                state = State.WATCHING;
            }
        }
        if (promoted == null && ongoing.paused().isPresent()) {
            state = State.PAUSED;
            reason = ongoing.paused().get();
        }
        if (means.scheduler() == null || (promoted == null && lacksExecutor())) {
            state = promoted == null ? State.PAUSED : state;
            reason = "the registry was opened without " + (means.scheduler() == null ? "a scheduler" : "an executor")
                    + ", so only hands move it on; open it with "
                    + (means.scheduler() == null ? ".scheduler(...)" : ".executor(...)");
        }
        nextStage();
        install();
        beginTime(left(ongoing.since()));
        LOG.info("goes on with {} at step {}, {}", this, step, state);
    }

    /** A step that was under way takes what was left of it; but at least an hour, if it is so long, since nothing is seen yet. */
    private Duration left(Instant began) {
        Duration whole = length();
        Duration left = whole.minus(Duration.between(began, shared.ledger.instant()));
        Duration least = whole.compareTo(LEAST_LEFT) < 0 ? whole : LEAST_LEFT;
        return left.compareTo(least) < 0 ? least : left.compareTo(whole) > 0 ? whole : left;
    }

    private Duration length() {
        return promoted == null ? stage().map(Plan.Stage::lasting).orElse(Duration.ZERO) : plan.watch();
    }

    private boolean lacksExecutor() {
        return plan.mirrors() && means.executor() == null;
    }

    Rollout view() {
        return new RolloutView(this, starter);
    }

    /** Begins a stage. */
    private void enter() {
        nextStage();
        install();
        beginTime(length());
    }

    /** Counts anew. */
    private void nextStage() {
        Optional<Plan.Stage> stage = stage();
        double[] shares = new double[challengers.size()];
        for (int i = 0; i < shares.length; i++) {
            if (stage.isPresent()) {
                shares[i] = stage.get().shares().get(i);
            } else if (challengers.get(i).equals(promoted)) {
                shares[i] = 1;
            }
        }
        arms().seen().nextStage(shares);
        alarm.beginStep();
    }

    private void beginTime(Duration length) {
        since = shared.ledger.now();
        stepEnd = shared.ledger.instant().plus(length);
        judgedAtEnd = false;
        lookAgain();
    }

    /** Makes void what was begun, and looks from now on. */
    private void lookAgain() {
        generation++;
        lookLater(generation);
    }

    /** Routes calls as the stage says. */
    private void install() {
        Optional<Plan.Stage> stage = stage();
        if (stage.isPresent()) {
            traffic.begin(arms(), stage.get());
        } else if (promoted == null) {
            traffic.serve(arms().champion());
        } else {
            traffic.watch(arms(), live());
        }
    }

    /** What has all traffic when it has ended. */
    private Served live() {
        return promoted == null ? arms().champion() : arms().challengers().get(challengers.indexOf(promoted));
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
        } catch (RuntimeException e) { // whatever a host's scheduler refuses by
            LOG.warn("{} stands still: the scheduler refuses to run its next look", this, e);
            reason = "the scheduler refuses to run its next look: it may be shut down";
        }
    }

    private void lookAfterAlarm() {
        long expected;
        synchronized (shared) {
            expected = generation;
        }
        look(expected, false);
    }

    /**
     * What is looked at.
     *
     * @param chained whether another look is to come after the interval; else only guard rails are asked
     * @param atEnd whether the step is over, and judges are asked that may look once
     */
    private record Sight(
            Arms arms, Optional<Plan.Stage> stage, List<Integer> numbers, boolean chained, boolean atEnd) {}

    /** What was said at a look. */
    private record Look(
            Map<Version, Verdict> guards, Map<Version, Verdict> judged, Optional<Verdict> alarm, boolean chained) {}

    /**
     * Looks at what was seen, and decides.
     *
     * @param chained whether another look is to come after the interval
     */
    private void look(long expected, boolean chained) {
        Sight sight;
        synchronized (shared) {
            if (generation != expected || !isOpen()) {
                return;
            }
            sight = sight(chained);
        }
        long start = System.nanoTime();
        try {
            Look look = look(sight);
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
        alarm.took(System.nanoTime() - start);
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

    private Sight sight(boolean chained) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < challengers.size(); i++) {
            if (promoted == null || promoted.equals(challengers.get(i))) {
                numbers.add(i + 1);
            }
        }
        Instant now = shared.ledger.instant();
        // What may look once is asked when the step is over, and when patience is.
        boolean atEnd = chained
                && state == State.RUNNING
                && !now.isBefore(judgedAtEnd ? stepEnd.plus(plan.patience()) : stepEnd);
        judgedAtEnd |= atEnd;
        return new Sight(arms(), stage(), numbers, chained, atEnd);
    }

    private Look look(Sight sight) {
        Map<Version, Verdict> guards = new LinkedHashMap<>();
        Map<Version, Verdict> judged = new LinkedHashMap<>();
        Optional<Verdict> alarm = Optional.empty();
        for (int number : sight.numbers()) {
            Evidence evidence = sight.arms().seen().evidence(number);
            Version version = challengers.get(number - 1);
            guards.put(version, judge(plan.analysis().guard()::early, evidence));
            if (sight.chained() && sight.stage().isPresent()) {
                Judge judge = sight.stage().get().judge();
                judged.put(version, judge(sight.atEnd() ? judge::judge : judge::early, evidence));
            }
            if (sight.chained()
                    && plan.alarm().isPresent()
                    && !alarm.filter(Verdict::failed).isPresent()) {
                alarm = Optional.of(judge(plan.alarm().get()::judge, evidence));
            }
        }
        return new Look(guards, judged, alarm, sight.chained());
    }

    /** What a judge says; one that throws cannot tell. */
    private Verdict judge(Function<Evidence, Verdict> judge, Evidence evidence) {
        try {
            return judge.apply(evidence);
        } catch (RuntimeException | Error e) { // other people's code must not end the looks
            LOG.warn("a judge of {} failed", this, e);
            return Verdict.inconclusive("the judge threw " + e, Map.of());
        }
    }

    /** Decides on what was seen; called with the lock held. Gives what is still to be done, without it. */
    private Runnable decide(Look look) {
        if (promoted != null || !look.judged().isEmpty()) {
            verdicts = promoted == null ? look.judged() : look.guards();
        }
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
        if (state == State.RUNNING && look.chained()) {
            return decideStage(look, now);
        }
        return () -> {};
    }

    private Runnable decideStage(Look look, Instant now) {
        if (!alarmKnown && look.alarm().filter(Verdict::failed).isPresent()) {
            Verdict alarm = look.alarm().get();
            pauseByItself("traffic is not split as planned: " + alarm.reason(), evidence(look.judged()));
            pausedByAlarm = true;
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
            return next(because(passed), passed, evidence(look.judged()), true);
        }
        if (!now.isBefore(stepEnd.plus(plan.patience()))) {
            pauseByItself(unsure.get(), evidence(look.judged()));
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

    /** Stands still, until somebody resumes it or the registry is opened again; it would be wrong to end it for good. */
    private void standStill(String why) {
        synchronized (shared) {
            if (isOpen()) {
                traffic.serve(arms().champion());
                state = State.PAUSED;
                reason = why;
                since = shared.ledger.now();
                lookAgain();
                LOG.warn("{} stands still: {}", this, why);
                tell(new RegistryEvent.RolloutPaused(since, first(), view(), why));
            }
        }
        shared.tellAll();
    }

    private void hopeless(String why) {
        synchronized (shared) {
            if (isOpen()) {
                try {
                    abort(because(why), why, Map.of());
                } catch (RuntimeException e) {
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
        paused(why);
    }

    /** Pauses without being asked to; if that cannot be written down, at least until the registry is opened again. */
    private void pauseByItself(String why, Map<String, Object> evidence) {
        try {
            pause(because(why), why, evidence);
        } catch (RuntimeException e) {
            LOG.error("{} is paused, but that could not be written down", this, e);
            paused(why);
        }
    }

    private void paused(String why) {
        state = State.PAUSED;
        reason = why;
        since = shared.ledger.now();
        pausedByAlarm = false;
        lookAgain();
        LOG.warn("paused {} at step {}: {}", this, step, why);
        tell(new RegistryEvent.RolloutPaused(since, first(), view(), why));
    }

    void resume(Attribution who) {
        synchronized (shared) {
            requireMovable();
            if (means.scheduler() == null || lacksExecutor()) {
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
            alarmKnown |= pausedByAlarm;
            enter();
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
            requireNotAborting();
            if (state == State.WATCHING) {
                end(who, State.PROMOTED, "the watch was ended by hand", Map.of());
                return;
            }
            then = next(who, "by hand", Map.of(), false);
        }
        then.run();
    }

    /** Goes on to the next step; called with the lock held. Gives what is still to be done, without it. */
    private Runnable next(Attribution who, String why, Map<String, Object> evidence, boolean byItself) {
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
        return () -> {
            boolean done = promote(who, first(), expected, evidence);
            if (!done && !byItself) {
                throw movedMeanwhile();
            }
        };
    }

    private IllegalStateException movedMeanwhile() {
        return new IllegalStateException(this + " moved meanwhile and is " + state() + "; look at its status()");
    }

    void promote(Attribution who, Version version) {
        long expected;
        synchronized (shared) {
            requireMovable();
            if (!rollsOut(version)) {
                throw new IllegalArgumentException(
                        version + " is not rolled out here; it is one of " + challengers + " that can be promoted");
            }
            requireNotAborting();
            if (promoted != null) {
                if (!promoted.equals(version)) {
                    throw new IllegalStateException(promoted + " is live already and is being watched;"
                            + " advance() ends the watch, and then another one can be promoted");
                }
                return; // it is live, and goes on being watched
            }
            expected = generation;
        }
        if (!promote(who, version, expected, Map.of())) {
            throw movedMeanwhile();
        }
    }

    void promote(Attribution who) {
        if (challengers.size() > 1) {
            throw new IllegalStateException(
                    "there are several versions to promote; say which of " + challengers + ": promote(version)");
        }
        promote(who, first());
    }

    /** Promotes at once; if a look has done that already, it is done. */
    void promoteAtOnce() {
        long expected;
        synchronized (shared) {
            expected = generation;
        }
        promote(starter, first(), expected, Map.of());
    }

    /**
     * Promotes, outside of the lock, since files are read; if it cannot, it is paused and says why.
     *
     * @return false if it moved meanwhile, and nothing was done
     */
    private boolean promote(Attribution who, Version version, long expected, Map<String, Object> evidence) {
        Map<String, Object> rest = new LinkedHashMap<>(evidence);
        rest.put(Entry.Names.ROLLOUT, seq);
        boolean done;
        try {
            done = deploying.promote(new Deploying.Promotion(
                    who,
                    version,
                    false,
                    rest,
                    live -> generation == expected,
                    served -> traffic.watching(arms(), served),
                    () -> watch(version, who.why())));
        } catch (RuntimeException | Error e) {
            synchronized (shared) {
                if (generation == expected && isOpen()) {
                    pauseByItself("it cannot be promoted: " + e.getMessage(), Map.of());
                }
            }
            throw e;
        }
        synchronized (shared) {
            if (done && state == State.WATCHING && length().isZero()) {
                end(who, State.PROMOTED, who.why(), Map.of());
            }
        }
        return done;
    }

    /** Watches what went live, by the route that it was promoted with; called with the lock held. */
    private void watch(Version version, String why) {
        traffic.stop();
        promoted = version;
        step = plan.stages().size() + 1;
        state = State.WATCHING;
        reason = why;
        nextStage();
        beginTime(length());
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
            traffic.serve(arms().champion());
        } else {
            Map<String, Object> rest = new LinkedHashMap<>(evidence);
            rest.put(Entry.Names.ROLLOUT, seq);
            deploying.returnTo(who, name(), arms().champion(), rest);
            promoted = null;
            state = State.RUNNING; // for the moment, until the end is written
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
        traffic.serve(live());
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
        generation++;
        traffic.stop();
        Arms its = arms();
        forgottenAtEnd = its.seen().forgotten();
        handle.observe(null);
        arms = null;
        shared.handles.giveBack(its.champion());
        its.challengers().forEach(shared.handles::giveBack);
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
        int index = challengers.indexOf(version);
        if (index < 0) {
            throw new IllegalArgumentException(version + " is not rolled out here; preview one of " + challengers);
        }
        synchronized (shared) {
            requireMovable();
            return new Preview(
                    arms().champion(),
                    arms().challengers().get(index),
                    index + 1,
                    () -> open,
                    traffic::isPreviewing,
                    handle::declares,
                    arms().seen(),
                    alarm::ring);
        }
    }

    Predictor preview() {
        if (challengers.size() > 1) {
            throw new IllegalStateException(
                    "there are several versions to preview; say which of " + challengers + ": preview(version)");
        }
        return preview(first());
    }

    void measure(String metric, Version version, double value) {
        int arm = version.equals(champion) ? 0 : 1 + challengers.indexOf(version);
        if (arm == 0 && !version.equals(champion)) {
            throw new IllegalArgumentException(version + " has no part in the rollout of " + challengers + " over "
                    + champion + "; measure one of these");
        }
        synchronized (shared) {
            requireMovable();
            arms().seen().measure(metric, arm, value);
        }
    }

    /** What was counted of an arm in this step; empty after the end. */
    Optional<Seen> seen(int arm) {
        synchronized (shared) {
            return arms == null ? Optional.empty() : Optional.of(arms.seen().seen(arm));
        }
    }

    @Override
    public String toString() {
        return "rollout " + seq + " of " + first();
    }
}
