package io.mlcd.ensemble;

import io.mlcd.ensemble.learn.Fit;
import java.io.File;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What another JVM needs to run a class of the tests. */
public final class OtherJvm {
    private OtherJvm() {}

    /** The tests run in modules; the other JVM gets all of them, and the test classes, on its class path. */
    public static String classPath() throws URISyntaxException {
        Set<String> paths = new LinkedHashSet<>();
        for (Class<?> one : List.of(OtherJvm.class, Fit.class)) {
            String file = one.getName().replace('.', '/') + ".class";
            URI uri = one.getResource("/" + file).toURI();
            if (uri.getScheme().equals("file")) {
                paths.add(uri.getPath().substring(0, uri.getPath().length() - file.length()));
            }
        }
        for (String property : List.of("jdk.module.path", "java.class.path", "surefire.test.class.path")) {
            paths.addAll(List.of(System.getProperty(property, "").split(File.pathSeparator)));
        }
        paths.remove("");
        return String.join(File.pathSeparator, paths);
    }
}
