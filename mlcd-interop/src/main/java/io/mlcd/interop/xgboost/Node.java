package io.mlcd.interop.xgboost;

import io.mlcd.api.ArtifactException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A value in a model's JSON or UBJSON that knows its place: an object (a map), a list, {@link Numbers}, a text or a number.
 * Asking for what it is not is a refusal that names the place.
 */
final class Node {
    private final Object value;
    private final @Nullable Node parent;
    private final String key;

    private Node(Object value, @Nullable Node parent, String key) {
        this.value = value;
        this.parent = parent;
        this.key = key;
    }

    static Node root(Object value) {
        return new Node(value, null, "");
    }

    boolean has(String name) {
        return map().containsKey(name);
    }

    Node get(String name) {
        Object found = map().get(name);
        if (found == null) {
            throw corrupt("there is no \"" + name + "\"");
        }
        return new Node(found, this, parent == null ? name : "." + name);
    }

    Node item(int index) {
        return new Node(list().get(index), this, "[" + index + "]");
    }

    /** How many items a list has. */
    int size() {
        return list().size();
    }

    String text() {
        if (value instanceof String text) {
            return text;
        }
        throw corrupt("it is " + kind() + " but must be a text");
    }

    Numbers numbers() {
        if (value instanceof Numbers numbers) {
            return numbers;
        }
        if (value instanceof List<?> list && list.isEmpty()) {
            return Numbers.of();
        }
        throw corrupt("it is " + kind() + " but must be a list of numbers");
    }

    /** Numbers of which each is an integer within bounds. */
    int[] integers(int min, int max) {
        Numbers numbers = numbers();
        int[] integers = new int[numbers.size()];
        for (int i = 0; i < integers.length; i++) {
            double number = numbers.get(i);
            if (!(number >= min && number <= max) || number != Math.rint(number)) {
                throw corrupt("item " + i + " is " + number + " but must be an integer from " + min + " to " + max);
            }
            integers[i] = (int) number;
        }
        return integers;
    }

    /** One integer; parameters are written as texts. */
    int integer(int min, int max) {
        long integer;
        if (value instanceof Double number) {
            integer = number == Math.rint(number) ? number.longValue() : Long.MIN_VALUE;
        } else {
            String text = text();
            integer = text.matches("-?[0-9]{1,18}") ? Long.parseLong(text) : Long.MIN_VALUE;
        }
        if (integer < min || integer > max) {
            throw corrupt("it is " + value + " but must be an integer from " + min + " to " + max);
        }
        return (int) integer;
    }

    /** Whether it is a number and no text. */
    boolean isNumber() {
        return value instanceof Double;
    }

    double number() {
        if (value instanceof Double number) {
            return number;
        }
        throw corrupt("it is " + kind() + " but must be a number");
    }

    /** Where it is, for example {@code learner.gradient_booster.model.trees[3]}. */
    String place() {
        return parent == null ? (key.isEmpty() ? "the top" : key) : (parent.parent == null ? "" : parent.place()) + key;
    }

    ArtifactException corrupt(String what) {
        return Refusal.corrupt(place(), what);
    }

    private Map<?, ?> map() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw corrupt("it is " + kind() + " but must be an object");
    }

    private List<?> list() {
        if (value instanceof List<?> list) {
            return list;
        }
        if (value instanceof Numbers numbers && numbers.size() == 0) {
            return List.of();
        }
        throw corrupt("it is " + kind() + " but must be a list");
    }

    private String kind() {
        if (value instanceof Map) {
            return "an object";
        }
        if (value instanceof String) {
            return "a text";
        }
        if (value instanceof Numbers) {
            return "a list of numbers";
        }
        return value instanceof List ? "a list" : "a number";
    }
}
