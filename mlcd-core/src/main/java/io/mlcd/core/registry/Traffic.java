package io.mlcd.core.registry;

import io.mlcd.core.rollout.Scheduler;
import io.mlcd.core.rollout.Shadow;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Routes the calls of a handle as the stages of a rollout say. But for {@link #isPreviewing} used with the registry's lock held. */
final class Traffic {
    private final Handle handle;
    private final Plan plan;
    private final Means means;
    private final long salt;
    private final Runnable alarm;
    private final Consumer<String> hopeless;
    private final Consumer<String> stalled;

    private @Nullable Mirror mirror;
    private long droppedBefore;
    private volatile boolean previewing;

    /**
     * Traffic.
     *
     * @param salt decides on the keys of challengers
     * @param alarm rings when a challenger fails
     * @param hopeless hears why a challenger must not be asked any more
     * @param stalled hears why nobody asks it now
     */
    Traffic(
            Handle handle,
            Plan plan,
            Means means,
            long salt,
            Runnable alarm,
            Consumer<String> hopeless,
            Consumer<String> stalled) {
        this.handle = handle;
        this.plan = plan;
        this.means = means;
        this.salt = salt;
        this.alarm = alarm;
        this.hopeless = hopeless;
        this.stalled = stalled;
    }

    /** Routes calls as a stage says. */
    void begin(Running.Arms arms, Plan.Stage stage) {
        stop();
        previewing = stage.traffic() == Plan.Traffic.PREVIEW;
        if (stage.traffic() == Plan.Traffic.MIRROR) {
            mirror(arms, stage);
        } else {
            double[] shares =
                    stage.shares().stream().mapToDouble(Double::doubleValue).toArray();
            handle.serve(split(arms, arms.champion(), shares, stage.compared()));
        }
    }

    /** Gives all calls to one version. */
    void serve(Served served) {
        stop();
        handle.serve(served);
    }

    /** The route of a challenger that was promoted, with the version before beside it. */
    Split watching(Running.Arms arms, Served promoted) {
        double[] shares = new double[arms.challengers().size()];
        shares[arms.challengers().indexOf(promoted)] = 1;
        return split(arms, promoted, shares, 0);
    }

    /** Serves a challenger that was promoted, with the version before beside it. */
    void watch(Running.Arms arms, Served promoted) {
        stop();
        handle.serve(watching(arms, promoted));
    }

    private Split split(Running.Arms arms, Served live, double[] shares, double compared) {
        return new Split(
                live,
                arms.champion(),
                arms.challengers().toArray(new Served[0]),
                TrafficSplit.of(salt, shares),
                compared,
                noting(),
                arms.seen(),
                alarm);
    }

    private Split.Noting noting() {
        if (previewing) {
            return Split.Noting.CALLS;
        }
        return plan.alarm().isPresent() ? Split.Noting.KEYS : Split.Noting.ANSWERS;
    }

    private void mirror(Running.Arms arms, Plan.Stage stage) {
        Scheduler scheduler = means.scheduler();
        Executor executor = means.executor();
        if (scheduler == null || executor == null) {
            handle.serve(arms.champion()); // opened without them: nothing is asked of the challenger
            return;
        }
        Shadow shadow = (Shadow) plan.strategy();
        Mirror next = new Mirror(
                arms.challengers().get(0),
                arms.seen(),
                shadow.queue(),
                shadow.timeout(),
                scheduler,
                executor,
                alarm,
                hopeless,
                stalled);
        mirror = next;
        handle.serve(new Mirrored(arms.champion(), TrafficSplit.of(salt, 0), stage.compared(), arms.seen(), next));
    }

    /** Asks nothing more beside the callers, and judges no test traffic; calls go on as they are. */
    void stop() {
        previewing = false;
        if (mirror != null) {
            droppedBefore += mirror.dropped();
            mirror.close();
            mirror = null;
        }
    }

    /** Whether test traffic is judged. */
    boolean isPreviewing() {
        return previewing;
    }

    /** How many calls were not mirrored. */
    long dropped() {
        return droppedBefore + (mirror == null ? 0 : mirror.dropped());
    }
}
