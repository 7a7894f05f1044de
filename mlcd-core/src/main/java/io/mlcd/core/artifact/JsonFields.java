package io.mlcd.core.artifact;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What JSON must hold; a failure is an {@link IllegalArgumentException} that names the place. */
final class JsonFields {
    private static final int LONGEST_NUMBER = 30;

    private JsonFields() {}

    static Map<String, Object> object(
            @Nullable Object value, String place, Set<String> required, Set<String> optional) {
        Map<String, Object> map = anyObject(value, place);
        for (String name : required) {
            if (!map.containsKey(name)) {
                throw new IllegalArgumentException(place + " has no \"" + name + "\"");
            }
        }
        for (String name : map.keySet()) {
            if (!required.contains(name) && !optional.contains(name)) {
                throw new IllegalArgumentException(place + " has an unknown \"" + name + "\"");
            }
        }
        return map;
    }

    @SuppressWarnings("unchecked") // Json.read gives maps with String keys only
    static Map<String, Object> anyObject(@Nullable Object value, String place) {
        if (value instanceof Map<?, ?> map) {
            return (Map<String, Object>) map;
        }
        throw new IllegalArgumentException(place + " is no object");
    }

    static List<String> texts(@Nullable Object value, String place) {
        List<String> texts = new ArrayList<>();
        for (Object item : list(value, place)) {
            texts.add(text(item, place));
        }
        return texts;
    }

    static List<Object> list(@Nullable Object value, String place) {
        if (value instanceof List<?> list) {
            return new ArrayList<>(list);
        }
        throw new IllegalArgumentException(place + " is no list");
    }

    static String text(@Nullable Object value, String place) {
        if (value instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException(place + " is no text");
    }

    /** A number that was written by {@link Double#toHexString}. */
    static double hexadecimal(@Nullable Object value, String place) {
        String text = text(value, place);
        double number =
                text.length() <= LONGEST_NUMBER ? Double.parseDouble(text) : Double.NaN; // may throw as this does
        if (text.length() > LONGEST_NUMBER || !Double.toHexString(number).equals(text)) {
            throw new IllegalArgumentException(place + " holds no number as it is written here");
        }
        return number;
    }

    static int count(@Nullable Object value, String place) {
        if (value instanceof Long number && number >= 0 && number <= Integer.MAX_VALUE) {
            return number.intValue();
        }
        throw new IllegalArgumentException(place + " is no count");
    }
}
