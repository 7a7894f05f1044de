package io.mlcd.benchmarks.serving;

import java.util.List;

/** How a row comes to the model. */
enum Way {
    DIRECT("direct", "the model itself, `model.predict(row)`", Bound.NONE),
    CURRENT("current", "what is live, kept: `live.current().predict(row)`", Bound.NONE),
    LIVE("live", "a live handle", Bound.LIVE),
    LIVE_KEY("live-key", "a live handle, with a key", Bound.LIVE),
    CANARY_OUTSIDE("canary-outside", "canary of 5 %, keys of the champion outside of the control", Bound.CANARY),
    CANARY_CHANCE("canary-chance", "canary of 5 %, without keys: 10 % are recorded", Bound.CANARY),
    CANARY_CONTROL("canary-control", "canary, keys of the champion in the control, recorded", Bound.RECORDED),
    CANARY_CHALLENGER("canary-challenger", "canary, keys of the challenger, recorded", Bound.RECORDED),
    CANARY_MIXED("canary-mixed", "canary of 25 %, all sorts of keys: half are recorded", Bound.RECORDED),
    AB("ab", "A/B test, half and half, recorded, keys counted", Bound.RECORDED),
    AB_CHANCE("ab-chance", "A/B test, half and half, recorded, without keys", Bound.RECORDED),
    SHADOW_FULL("shadow-full", "shadow, recorded, the queue full: dropped", Bound.SHADOW),
    PACED("paced", "the model itself, with a pause after each call", Bound.NONE),
    PACED_LIVE("paced-live", "a live handle, with such a pause", Bound.LIVE),
    SHADOW("shadow", "shadow, with such a pause, recorded, the queue drained by a thread", Bound.SHADOW);

    /** What a call may cost more than the model itself. */
    enum Bound {
        NONE(Double.NaN),
        LIVE(20),
        CANARY(100),
        RECORDED(300),
        SHADOW(200);

        private final double nanos;

        Bound(double nanos) {
            this.nanos = nanos;
        }

        /** {@code NaN} if there is none. */
        double nanos() {
            return nanos;
        }
    }

    private final String id;
    private final String title;
    private final Bound bound;

    Way(String id, String title, Bound bound) {
        this.id = id;
        this.title = title;
        this.bound = bound;
    }

    /** The name on the command line. */
    String id() {
        return id;
    }

    String title() {
        return title;
    }

    Bound bound() {
        return bound;
    }

    /** Whether there is a pause after each call. */
    boolean isPaced() {
        return compareTo(PACED) >= 0;
    }

    /** What it is compared with. */
    Way base() {
        return isPaced() ? PACED : DIRECT;
    }

    /** Whether calls go on a queue. */
    boolean isShadow() {
        return bound == Bound.SHADOW;
    }

    static Way of(String id) {
        return all().stream()
                .filter(way -> way.id.equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no way \"" + id + "\""));
    }

    static List<Way> all() {
        return List.of(values());
    }
}
