package io.mlcd.core.registry;

import io.mlcd.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One entry of the journal.
 *
 * @param artifact the artifact's id; empty unless something was published
 * @param signature the digest of the model's signature; empty unless something was published
 * @param file the digest of the stored file; empty unless something was published or rewrapped
 * @param features the names of the features; empty unless something was published
 */
record Entry(
        long seq,
        String at,
        Kind kind,
        String model,
        int number,
        String artifact,
        String signature,
        String file,
        List<String> features) {
    enum Kind {
        PUBLISH,
        PROMOTE,
        ROLLBACK,
        REWRAP
    }

    String toJson() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("seq", seq);
        json.put("at", at);
        json.put("kind", kind.name());
        json.put("model", model);
        json.put("number", number);
        if (kind == Kind.PUBLISH) {
            json.put("artifact", artifact);
            json.put("signature", signature);
            json.put("file", file);
            json.put("features", features);
        } else if (kind == Kind.REWRAP) {
            json.put("file", file);
        }
        return Json.write(json);
    }

    /** Reads an entry; throws {@link IllegalArgumentException} when it is none. */
    static Entry read(String text) {
        Object json = Json.read(text);
        try {
            Map<?, ?> map = (Map<?, ?>) json;
            Kind kind = Kind.valueOf(string(map, "kind"));
            boolean publish = kind == Kind.PUBLISH;
            List<String> features = new ArrayList<>();
            if (publish && map.get("features") instanceof List<?> list) {
                list.forEach(name -> features.add((String) name));
            }
            return new Entry(
                    number(map, "seq"),
                    string(map, "at"),
                    kind,
                    string(map, "model"),
                    Math.toIntExact(number(map, "number")),
                    publish ? string(map, "artifact") : "",
                    publish ? string(map, "signature") : "",
                    publish || kind == Kind.REWRAP ? string(map, "file") : "",
                    features);
        } catch (ClassCastException | ArithmeticException e) {
            throw new IllegalArgumentException("not an entry: " + text, e);
        }
    }

    private static String string(Map<?, ?> map, String name) {
        if (map.get(name) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("the entry has no text \"" + name + "\"");
    }

    private static long number(Map<?, ?> map, String name) {
        if (map.get(name) instanceof Long number) {
            return number;
        }
        throw new IllegalArgumentException("the entry has no number \"" + name + "\"");
    }
}
