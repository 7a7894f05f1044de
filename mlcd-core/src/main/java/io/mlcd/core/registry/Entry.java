package io.mlcd.core.registry;

import io.mlcd.core.json.Json;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the journal.
 *
 * @param number the version's, or 0 if it is about none
 * @param by who; may be empty
 * @param why may be empty
 * @param rest what the kind adds, JSON under names of its own
 */
record Entry(
        long seq, String at, Kind kind, String model, int number, String by, String why, Map<String, Object> rest) {
    enum Kind {
        PUBLISH,
        PROMOTE,
        ROLLBACK,
        REWRAP,
        ALIAS,
        TAG,
        NOTE,
        RETIRE,
        ROLLOUT
    }

    /** What happens to a rollout. */
    enum Event {
        STARTED,
        STEPPED,
        PAUSED,
        RESUMED,
        ENDED
    }

    Entry {
        rest = Collections.unmodifiableMap(new LinkedHashMap<>(rest));
    }

    /** The names of JSON that kinds add. */
    static final class Names {
        /** The artifact's id. */
        static final String ARTIFACT = "artifact";
        /** The digest of the model's signature. */
        static final String SIGNATURE = "signature";
        /** The digest of the stored file. */
        static final String FILE = "file";
        /** The names of the features. */
        static final String FEATURES = "features";

        static final String ALIAS = "alias";
        /** The number to which an alias pointed before; absent if to none. */
        static final String FROM = "from";

        static final String KEY = "key";
        /** Absent if the tag was taken away. */
        static final String VALUE = "value";

        static final String TEXT = "text";

        /** Of what a rollout promoted or rolled back: the number of the entry that started it. */
        static final String ROLLOUT = "rollout";
        /** What happened to a rollout; an {@link Event}. */
        static final String EVENT = "event";
        /** The numbers of the versions that are rolled out. */
        static final String CHALLENGERS = "challengers";

        static final String STRATEGY = "strategy";
        static final String STEP = "step";
        /** How a rollout ended. */
        static final String STATE = "state";
        /** What judges said. */
        static final String VERDICTS = "verdicts";

        private Names() {}
    }

    String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seq", seq);
        json.put("at", at);
        json.put("kind", kind.name());
        json.put("model", model);
        json.put("number", (long) number);
        if (!by.isEmpty()) {
            json.put("by", by);
        }
        if (!why.isEmpty()) {
            json.put("why", why);
        }
        json.putAll(rest);
        return Json.write(json);
    }

    /** Reads an entry; throws {@link IllegalArgumentException} when it is none. */
    static Entry read(String text) {
        if (!(Json.read(text) instanceof Map<?, ?> map)) {
            throw new IllegalArgumentException("not an entry: " + text);
        }
        Map<String, Object> rest = new LinkedHashMap<>();
        map.forEach((name, value) -> rest.put((String) name, value));
        return new Entry(
                wholeNumber(rest, "seq"),
                text(rest, "at"),
                Kind.valueOf(text(rest, "kind")),
                text(rest, "model"),
                number(rest, "number"),
                rest.containsKey("by") ? text(rest, "by") : "",
                rest.containsKey("why") ? text(rest, "why") : "",
                rest);
    }

    /** Takes a text out. */
    private static String text(Map<String, Object> map, String name) {
        if (map.remove(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the entry has no text \"" + name + "\"");
    }

    /** Takes a number out. */
    private static long wholeNumber(Map<String, Object> map, String name) {
        if (map.remove(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("the entry has no number \"" + name + "\"");
    }

    private static int number(Map<String, Object> map, String name) {
        long number = wholeNumber(map, name);
        if (number < 0 || number > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the entry's \"" + name + "\" is " + number);
        }
        return (int) number;
    }

    /** When it was written; throws {@link IllegalArgumentException} if that is no time. */
    Instant time() {
        try {
            return Instant.parse(at);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("its time is \"" + at + "\"", e);
        }
    }

    /** A text that the kind adds; throws {@link IllegalArgumentException} if it is not there. */
    String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> new IllegalArgumentException("the entry has no text \"" + name + "\""));
    }

    Optional<String> optionalText(String name) {
        return rest.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The number to which an alias pointed before, or of what was live when a rollout began. */
    Optional<Integer> from() {
        return rest.get(Names.FROM) instanceof Long number && number > 0 && number <= Integer.MAX_VALUE
                ? Optional.of(number.intValue())
                : Optional.empty();
    }

    /** What happened to a rollout. */
    Event event() {
        return Event.valueOf(text(Names.EVENT));
    }

    /** The step of a rollout, 0 or more; throws {@link IllegalArgumentException} if there is none. */
    int step() {
        if (rest.get(Names.STEP) instanceof Long step && step >= 0 && step < Integer.MAX_VALUE) {
            return step.intValue();
        }
        throw new IllegalArgumentException("the entry has no step");
    }

    /** The rollout that promoted or rolled back; 0 if none did. */
    long rollout() {
        return rest.get(Names.ROLLOUT) instanceof Long seq ? seq : 0;
    }

    /** The numbers of the versions that are rolled out; throws {@link IllegalArgumentException} if there are none. */
    List<Integer> challengers() {
        List<Integer> challengers = new ArrayList<>();
        if (rest.get(Names.CHALLENGERS) instanceof List<?> list) {
            for (Object each : list) {
                if (!(each instanceof Long number) || number < 1 || number > Integer.MAX_VALUE) {
                    throw new IllegalArgumentException("the entry names a challenger by something else than a number");
                }
                challengers.add(number.intValue());
            }
        }
        if (challengers.isEmpty()) {
            throw new IllegalArgumentException("the entry names no challenger");
        }
        return challengers;
    }

    /** The strategy of a rollout; throws {@link IllegalArgumentException} if there is none. */
    Map<String, Object> strategy() {
        if (rest.get(Names.STRATEGY) instanceof Map<?, ?> map) {
            Map<String, Object> copy = new LinkedHashMap<>();
            map.forEach((name, value) -> copy.put(String.valueOf(name), value));
            return copy;
        }
        throw new IllegalArgumentException("the entry has no strategy");
    }

    /** The names of the features of what was published. */
    List<String> features() {
        List<String> features = new ArrayList<>();
        if (rest.get(Names.FEATURES) instanceof List<?> list) {
            for (Object name : list) {
                if (!(name instanceof String text)) {
                    throw new IllegalArgumentException("the entry names a feature by something else than a text");
                }
                features.add(text);
            }
        }
        return features;
    }
}
