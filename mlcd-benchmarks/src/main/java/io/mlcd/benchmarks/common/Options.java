package io.mlcd.benchmarks.common;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** System properties whose names begin with {@code bench.}; an empty one counts as not given. */
public final class Options {
    private final Properties given;

    /** Of the properties. */
    public Options(Properties given) {
        this.given = given;
    }

    /** Whether to look only, not to measure. */
    public boolean quick() {
        return Boolean.parseBoolean(text("quick", "false"));
    }

    /** A text, or what stands for it. */
    public String text(String name, String otherwise) {
        String text = given.getProperty("bench." + name, "").strip();
        return text.isEmpty() ? otherwise : text;
    }

    /**
     * A whole number, or what stands for it.
     *
     * @throws IllegalArgumentException if it is none
     */
    public int number(String name, int otherwise) {
        String text = text(name, "");
        try {
            return text.isEmpty() ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("bench." + name + " was \"" + text + "\" but must be a whole number", e);
        }
    }

    /**
     * Those that are named, in that order; all if none are.
     *
     * @param suite what has them
     * @param id what one is called on the command line
     * @throws IllegalArgumentException if there is none of a name
     */
    public <T> List<T> chosen(String suite, String name, List<T> all, Function<T, String> id) {
        String names = text(name, "");
        if (names.isEmpty()) {
            return all;
        }
        List<T> chosen = new ArrayList<>();
        for (String one : names.split(",", -1)) {
            chosen.add(all.stream()
                    .filter(each -> id.apply(each).equals(one.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("bench." + name + " names " + one.strip() + ", but "
                            + suite + " has only " + all.stream().map(id).collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    /** Those of the names that were given, as on the command line. */
    public String told(List<String> names) {
        return names.stream()
                .flatMap(name -> Stream.of(text(name, ""))
                        .filter(value -> !value.isEmpty())
                        .map(value -> " -Dbench." + name + "=" + value))
                .collect(Collectors.joining());
    }

    /** Where reports go; those of a quick look to a folder in it. */
    public Path results() {
        Path folder = Path.of(text("results", "results"));
        return quick() ? folder.resolve("quick") : folder;
    }

    /** The home of the JDK that is measured. */
    public Path jdk() {
        return Path.of(text("jdk", given.getProperty("java.home", "")));
    }
}
