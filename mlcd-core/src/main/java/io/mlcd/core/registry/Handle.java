package io.mlcd.core.registry;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The handle on one name: a swap is one volatile write, a call one volatile read. */
final class Handle implements LiveModel {
    private final String name;
    /** What a call does; null before the first promotion, after closing, and when the live version cannot be loaded. */
    private volatile @Nullable Route route;
    /** What was seen by the rollout that runs or ran last, to which labels are told. */
    private volatile @Nullable Observations observations;
    /** Why nothing answers. */
    private volatile RegistryException absent;
    /** What any published version declares. */
    private volatile Set<String> features = Set.of();
    /** Whether any published version declares a feature; asked only when a row names one that the version does not know. */
    private final Predicate<String> declared = this::declares;

    Handle(String name) {
        this.name = name;
        this.absent = new RegistryException(
                Reason.NOT_LIVE,
                "no version of \"" + name + "\" is live yet; publish one and promote it: registry.promote(\"" + name
                        + "\", version)");
    }

    void serve(@Nullable Route next) {
        route = next;
    }

    void observe(@Nullable Observations newObservations) {
        observations = newObservations;
    }

    @Nullable Route route() {
        return route;
    }

    /** Gives a reason to refuse, if nothing is served. */
    void refuseIfIdle(RegistryException reason) {
        if (route == null) {
            absent = reason;
        }
    }

    /** Refuses from now on, for this reason. */
    void refuse(RegistryException reason) {
        absent = reason;
        route = null;
    }

    void declare(Set<String> newFeatures) {
        features = newFeatures;
    }

    /** Whether any published version declares a feature, now. */
    boolean declares(String feature) {
        return features.contains(feature);
    }

    /** What is live. */
    @Nullable Served served() {
        Route now = route;
        return now == null ? null : now.live();
    }

    /** Why nothing answers; empty while something does. */
    Optional<String> problem() {
        return route == null ? Optional.of(String.valueOf(absent.getMessage())) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Version> version() {
        Served now = served();
        return now == null ? Optional.empty() : Optional.of(now.version());
    }

    @Override
    public FixedPredictor current() {
        return answering().live();
    }

    @Override
    public Signature signature() {
        return answering().live().signature();
    }

    @Override
    public Prediction predict(Row row) {
        // By far the most calls find a version that is plain data, alone.
        return answering() instanceof Served served && !served.isCounted()
                ? served.predict(row, declared)
                : predictBesideSwaps(row, null);
    }

    @Override
    public Prediction predict(Row row, String key) {
        Objects.requireNonNull(key, "key");
        return answering() instanceof Served served && !served.isCounted()
                ? served.predict(row, declared)
                : predictBesideSwaps(row, key);
    }

    /** What was retired after it was read here has something in its place by then, so that is asked. */
    private Prediction predictBesideSwaps(Row row, @Nullable String key) {
        Route now = answering();
        while (!now.begin()) {
            now = answering();
        }
        try {
            return now.predict(row, key, declared);
        } finally {
            now.end();
        }
    }

    private Route answering() {
        Route now = route;
        if (now == null) {
            RegistryException reason = absent;
            throw new RegistryException(reason.reason(), String.valueOf(reason.getMessage()), reason);
        }
        return now;
    }

    @Override
    public boolean label(long id, String label) {
        Observations its = observations;
        return its != null && its.label(id, label);
    }

    @Override
    public boolean label(long id, double value) {
        Observations its = observations;
        return its != null && its.label(id, value);
    }

    @Override
    public String toString() {
        Served now = served();
        return now == null ? name + ", not live" : "live " + now;
    }
}
