package io.mlcd.core.oracle;

import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where classes were loaded from, for tests that run them in another JVM. */
public final class ClassPath {
    private ClassPath() {}

    /** The folders or jars of classes, as {@code java -cp} takes them. */
    public static String of(Class<?>... types) {
        List<String> path = new ArrayList<>();
        for (Class<?> type : types) {
            path.add(root(type));
        }
        return String.join(File.pathSeparator, path);
    }

    /** The same, and all that this JVM was started with. */
    public static String ofAll(Class<?>... types) {
        List<String> path = new ArrayList<>(List.of(of(types)));
        for (String property : List.of("java.class.path", "jdk.module.path")) {
            path.add(System.getProperty(property, ""));
        }
        path.removeIf(String::isEmpty);
        return String.join(File.pathSeparator, path);
    }

    /** The folder or jar that a class was loaded from. */
    private static String root(Class<?> type) {
        String file = type.getName().replace('.', '/') + ".class";
        URL url = type.getResource("/" + file);
        try {
            String text = String.valueOf(url);
            if (text.startsWith("jar:")) {
                return Path.of(new URI(text.substring(4, text.indexOf("!/")))).toString();
            }
            Path path = Path.of(url.toURI());
            for (int i = 0; i < file.split("/", -1).length; i++) {
                path = path.getParent();
            }
            return path.toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
