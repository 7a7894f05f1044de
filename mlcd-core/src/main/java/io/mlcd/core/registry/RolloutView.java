package io.mlcd.core.registry;

import io.mlcd.api.Predictor;
import io.mlcd.api.Rollout;
import io.mlcd.api.RolloutStatus;
import io.mlcd.api.Version;
import java.util.List;

/** A rollout, as it is moved by somebody. */
record RolloutView(Running running, Attribution who) implements Rollout {
    @Override
    public String name() {
        return running.name();
    }

    @Override
    public long id() {
        return running.seq();
    }

    @Override
    public Version champion() {
        return running.champion();
    }

    @Override
    public List<Version> challengers() {
        return running.challengers();
    }

    @Override
    public RolloutStatus status() {
        return running.status();
    }

    @Override
    public void pause() {
        running.byHand(() -> running.pause(who));
    }

    @Override
    public void resume() {
        running.byHand(() -> running.resume(who));
    }

    @Override
    public void advance() {
        running.byHand(() -> running.advance(who));
    }

    @Override
    public void promote() {
        running.byHand(() -> running.promote(who));
    }

    @Override
    public void promote(Version challenger) {
        running.byHand(() -> running.promote(who, challenger));
    }

    @Override
    public void abort() {
        running.byHand(() -> running.abort(who));
    }

    @Override
    public Predictor preview() {
        return running.preview();
    }

    @Override
    public Predictor preview(Version challenger) {
        return running.preview(challenger);
    }

    @Override
    public void measure(String metric, Version version, double value) {
        running.measure(metric, version, value);
    }

    @Override
    public String toString() {
        return running + ", " + status();
    }
}
