package io.mlcd.ensemble.source;

import io.mlcd.core.data.Column;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** How messages show the texts of a file, and name types. */
final class Texts {
    private static final int MAX_SHOWN_CHARS = 60;

    private Texts() {}

    /** In double quotes, on one line, cut if it is long. */
    static String quoted(String text) {
        boolean fits = text.length() <= MAX_SHOWN_CHARS;
        return "\"" + escaped(fits ? text : text.substring(0, MAX_SHOWN_CHARS)) + (fits ? "\"" : "...\"");
    }

    /** With line breaks, tabs and double quotes written as in Java. */
    static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("\t", "\\t")
                .replace("\"", "\\\"");
    }

    static String missingCall(Collection<String> texts) {
        return texts.stream().map(Texts::quoted).collect(Collectors.joining(", ", "missing(", ")"));
    }

    static String word(Column.Type type) {
        return type.name().toLowerCase(Locale.ROOT);
    }

    static String a(Column.Type type) {
        return "a " + word(type);
    }
}
