package io.mlcd.benchmarks.common;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The class path of a JVM to start. */
public final class ClassPath {
    private static final String XGBOOST = "xgboost4j_2.12";

    private final List<String> entries;

    private ClassPath(List<String> entries) {
        this.entries = List.copyOf(entries);
    }

    public static ClassPath of(String text) {
        return new ClassPath(List.of(text.split(File.pathSeparator, -1)));
    }

    /** This one with the other XGBoost, whose classes have the same names. */
    public ClassPath withXgboost(Path jar) {
        List<String> changed = new ArrayList<>();
        for (String entry : entries) {
            changed.add(fileName(entry).startsWith(XGBOOST + "-") ? jar.toString() : entry);
        }
        return new ClassPath(changed);
    }

    /** The version in the name of an artifact's file; a question mark if it is not here. */
    public String version(String artifact) {
        for (String entry : entries) {
            String name = fileName(entry);
            if (name.startsWith(artifact + "-") && name.endsWith(".jar")) {
                return name.substring(artifact.length() + 1, name.length() - ".jar".length());
            }
        }
        return "?";
    }

    private static String fileName(String entry) {
        Path name = Path.of(entry).getFileName();
        return name == null ? "" : name.toString();
    }

    @Override
    public String toString() {
        return String.join(File.pathSeparator, entries);
    }
}
