package io.mlcd.core.registry;

import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryListener;
import io.mlcd.api.Rollout;
import io.mlcd.api.RolloutStatus;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Seen;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleSupplier;
import java.util.function.ToDoubleFunction;

/** Registers the meters of each name, when there is something published under it. */
final class Metering implements RegistryListener {
    private static final double NANOS = 1e9;
    private static final String MODEL = "model";

    private enum Count {
        PROMOTIONS("promotions", "how often a version went live"),
        ROLLBACKS("rollbacks", "how often an earlier version went live again"),
        REFUSALS("refusals", "how often a version should have gone live but did not");

        private final String named;
        private final String description;

        Count(String named, String description) {
            this.named = named;
            this.description = description;
        }
    }

    private final Shared shared;
    private final Meters meters;
    /** By name and count, and the ends of rollouts. */
    private final Map<String, Map<Object, AtomicLong>> totals = new HashMap<>();

    private final List<DoubleSupplier> kept = new ArrayList<>();

    private Metering(Shared shared, Meters meters) {
        this.shared = shared;
        this.meters = meters;
    }

    static void begin(Shared shared, Meters meters) {
        Metering metering = new Metering(shared, meters);
        synchronized (shared) {
            shared.requireOpen();
            shared.ledger.all().keySet().forEach(metering::register);
            shared.addListener(metering);
        }
    }

    @Override
    public void on(RegistryEvent event) {
        String model = event.version().model();
        register(model);
        if (event instanceof RegistryEvent.Promoted) {
            count(model, Count.PROMOTIONS);
        } else if (event instanceof RegistryEvent.RolledBack) {
            count(model, Count.ROLLBACKS);
        } else if (event instanceof RegistryEvent.Refused) {
            count(model, Count.REFUSALS);
        } else if (event instanceof RegistryEvent.RolloutEnded ended) {
            count(model, ended.end());
        }
    }

    /** Metrics libraries hold values weakly, as Micrometer does: here they are held as long as the registry is. */
    private DoubleSupplier kept(DoubleSupplier value) {
        kept.add(value);
        return value;
    }

    private void count(String model, Object what) {
        total(model, what).incrementAndGet();
    }

    private AtomicLong total(String model, Object what) {
        return totals.computeIfAbsent(model, each -> new HashMap<>()).computeIfAbsent(what, each -> new AtomicLong());
    }

    private void register(String model) {
        if (totals.containsKey(model)) {
            return;
        }
        totals.put(model, new HashMap<>());
        Map<String, String> tags = Map.of(MODEL, model);
        meters.gauge("mlcd.live.version", "the number of the live version", tags, kept(() -> liveNumber(model)));
        meters.gauge("mlcd.registry.versions", "how many versions are kept", tags, kept(() -> versions(model)));
        for (Count count : Count.values()) {
            AtomicLong total = total(model, count);
            meters.counter("mlcd.registry." + count.named, count.description, tags, kept(total::get));
        }
        for (Rollout.State end : Rollout.State.values()) {
            if (end.isEnd()) {
                AtomicLong total = total(model, end);
                meters.counter(
                        "mlcd.rollouts",
                        "how many rollouts ended, by how",
                        Map.of(MODEL, model, "end", end.name().toLowerCase(Locale.ROOT)),
                        kept(total::get));
            }
        }
        registerRollout(model, tags);
        registerArm(model, "champion", 0);
        registerArm(model, "challenger", 1);
    }

    private void registerRollout(String model, Map<String, String> tags) {
        rollout(model, tags, "share", "the share of traffic that is rolled out", RolloutStatus::share);
        rollout(model, tags, "step", "the step of the rollout", RolloutStatus::step);
        rollout(
                model,
                tags,
                "paused",
                "1 while the rollout is paused, else 0",
                status -> status.state() == Rollout.State.PAUSED ? 1 : 0);
        rollout(model, tags, "dropped", "calls that were not mirrored", RolloutStatus::dropped);
        rollout(model, tags, "forgotten", "labels that found no answer", RolloutStatus::forgotten);
    }

    private void rollout(
            String model,
            Map<String, String> tags,
            String name,
            String description,
            ToDoubleFunction<RolloutStatus> value) {
        meters.gauge(
                "mlcd.rollout." + name,
                description,
                tags,
                kept(() -> running(model)
                        .map(running -> value.applyAsDouble(running.status()))
                        .orElse(Double.NaN)));
    }

    private void registerArm(String model, String arm, int index) {
        Map<String, String> tags = Map.of(MODEL, model, "arm", arm);
        arm(model, tags, index, "calls", "calls that were counted in this step", Seen::calls);
        arm(model, tags, index, "errors", "calls of this step that threw", Seen::errors);
        arm(model, tags, index, "nans", "calls of this step that were answered NaN", Seen::nans);
        for (double quantile : new double[] {0.5, 0.99}) {
            arm(
                    model,
                    Map.of(MODEL, model, "arm", arm, "quantile", Double.toString(quantile)),
                    index,
                    "latency",
                    "how long the calls of this step took, in seconds",
                    seen -> seen.latencies().quantile(quantile) / NANOS);
        }
    }

    private void arm(
            String model,
            Map<String, String> tags,
            int arm,
            String name,
            String description,
            ToDoubleFunction<Seen> value) {
        meters.gauge(
                "mlcd.rollout." + name,
                description,
                tags,
                kept(() -> running(model)
                        .flatMap(running -> running.seen(arm))
                        .map(value::applyAsDouble)
                        .orElse(Double.NaN)));
    }

    private Optional<Running> running(String model) {
        synchronized (shared) {
            return shared.running(model);
        }
    }

    private double liveNumber(String model) {
        return shared.handles
                .of(model)
                .version()
                .map(Version::number)
                .map(Double::valueOf)
                .orElse(Double.NaN);
    }

    private double versions(String model) {
        synchronized (shared) {
            return shared.ledger.of(model).map(its -> its.all().size()).orElse(0);
        }
    }
}
