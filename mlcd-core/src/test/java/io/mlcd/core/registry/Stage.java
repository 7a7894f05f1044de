package io.mlcd.core.registry;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.oracle.ScriptCodec;
import io.mlcd.core.rollout.VirtualTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A registry on virtual time, with versions of a name that do what a test says; version 1 is live. */
final class Stage implements AutoCloseable {
    static final Instant NOON = Instant.parse("2026-11-01T12:00:00Z");

    final VirtualTime time;
    final ScriptCodec codec = new ScriptCodec();
    final List<RegistryEvent> events = new ArrayList<>();
    final LocalRegistry registry;
    final List<Version> versions = new ArrayList<>();
    final LiveModel live;

    private Stage(LocalRegistry.Opening opening, Instant now, boolean classes, int count) {
        time = VirtualTime.startingAt(now);
        for (int id = 1; id <= count; id++) {
            if (classes) {
                decides(id, "yes");
            } else {
                varies(id);
            }
        }
        registry = opening.clock(time)
                .scheduler(time)
                .executor(this::execute)
                .codec(codec)
                .open();
        live = registry.live("m");
        boolean fresh = registry.versions("m").isEmpty();
        for (int id = 1; id <= count; id++) {
            Artifact artifact = classes ? codec.classifier(id) : codec.artifact(id);
            versions.add(registry.publish("m", artifact));
        }
        if (fresh) {
            registry.promote("m", versions.get(0));
        }
        registry.addListener(events::add);
    }

    /** Versions that predict a number. */
    static Stage ofNumbers(int count) {
        return new Stage(LocalRegistry.inMemory(), NOON, false, count);
    }

    /** Versions that predict yes or no. */
    static Stage ofClasses(int count) {
        return new Stage(LocalRegistry.inMemory(), NOON, true, count);
    }

    static Stage ofNumbers(LocalRegistry.Opening opening, int count) {
        return ofNumbers(opening, NOON, count);
    }

    /** As it is opened at another time. */
    static Stage ofNumbers(LocalRegistry.Opening opening, Instant now, int count) {
        return new Stage(opening, now, false, count);
    }

    /** Shadows run on virtual time too. */
    private void execute(Runnable task) {
        time.schedule(Duration.ZERO, task);
    }

    Version one() {
        return versions.get(0);
    }

    Version two() {
        return versions.get(1);
    }

    /** A version answers its number and a little of the row, so that answers differ. */
    void varies(int id) {
        codec.varies(id);
    }

    void decides(int id, String label) {
        codec.on(id, (row, out) -> {
            double yes = label.equals("yes") ? 0.9 : 0.1;
            out[0] = 1 - yes - row[0] * 1e-9;
            out[1] = yes + row[0] * 1e-9;
        });
    }

    void throwsOn(int id) {
        codec.on(id, (row, out) -> {
            throw new IllegalStateException("the weights are gone");
        });
    }

    /** Asks with keys; gives how many answers each version gave, by its number. */
    long[] ask(int calls) {
        long[] by = new long[1 + versions.size()];
        for (int i = 0; i < calls; i++) {
            Prediction answer = live.predict(Row.of("x", i), "key" + i);
            by[answer.version().orElseThrow().number()]++;
        }
        return by;
    }

    Prediction ask(String key) {
        return live.predict(Row.of("x", 1), key);
    }

    int liveNumber() {
        return live.version().orElseThrow().number();
    }

    @Override
    public void close() {
        registry.close();
    }
}
