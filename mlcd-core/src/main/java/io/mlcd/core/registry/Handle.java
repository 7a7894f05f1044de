package io.mlcd.core.registry;

import io.mlcd.api.FixedPredictor;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The handle on one name: a swap is one volatile write, a call one volatile read. */
final class Handle implements LiveModel {
    private final String name;
    /** What answers; null before the first promotion, after closing, and when the live version cannot be loaded. */
    private volatile @Nullable Served served;
    /** Why nothing answers. */
    private volatile RegistryException absent;
    /** Whether any published version declares a feature; kept as what {@link #predict} needs, to make it only once. */
    private volatile Predicate<String> declared = feature -> false;

    Handle(String name) {
        this.name = name;
        this.absent = new RegistryException(
                Reason.NOT_LIVE,
                "no version of \"" + name + "\" is live yet; publish one and promote it: registry.promote(\"" + name
                        + "\", version)");
    }

    void serve(@Nullable Served next) {
        served = next;
    }

    /** Refuses from now on, for this reason. */
    void refuse(RegistryException reason) {
        absent = reason;
        served = null;
    }

    void declare(Set<String> features) {
        declared = features::contains;
    }

    @Nullable Served served() {
        return served;
    }

    /** Why nothing answers; empty while something does. */
    Optional<String> problem() {
        return served == null ? Optional.of(String.valueOf(absent.getMessage())) : Optional.empty();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Version> version() {
        Served now = served;
        return now == null ? Optional.empty() : Optional.of(now.version());
    }

    @Override
    public FixedPredictor current() {
        return answering();
    }

    @Override
    public Signature signature() {
        return answering().signature();
    }

    @Override
    public Prediction predict(Row row) {
        Served now = answering();
        return now.isCounted() ? predictCounted(row) : now.predict(row, declared);
    }

    /** Beside swaps: what was retired after it was read here has something in its place by then, so that is asked. */
    private Prediction predictCounted(Row row) {
        Served now = answering();
        while (!now.begin()) {
            now = answering();
        }
        try {
            return now.predict(row, declared);
        } finally {
            now.end();
        }
    }

    private Served answering() {
        Served now = served;
        if (now == null) {
            RegistryException reason = absent;
            throw new RegistryException(reason.reason(), String.valueOf(reason.getMessage()), reason);
        }
        return now;
    }

    @Override
    public String toString() {
        Served now = served;
        return now == null ? name + ", not live" : "live " + now;
    }
}
