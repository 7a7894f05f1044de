package io.mlcd.core.registry;

import io.mlcd.core.json.Json;
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
        RETIRE
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

    /** A text that the kind adds; throws {@link IllegalArgumentException} if it is not there. */
    String text(String name) {
        return optionalText(name)
                .orElseThrow(() -> new IllegalArgumentException("the entry has no text \"" + name + "\""));
    }

    Optional<String> optionalText(String name) {
        return rest.get(name) instanceof String text ? Optional.of(text) : Optional.empty();
    }

    /** The number to which an alias pointed before. */
    Optional<Integer> from() {
        return rest.get(Names.FROM) instanceof Long number && number > 0 && number <= Integer.MAX_VALUE
                ? Optional.of(number.intValue())
                : Optional.empty();
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
