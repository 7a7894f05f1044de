package io.mlcd.benchmarks.common;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

/** The classes that need a peer: they are compiled by the profile {@code bench} only, and therefore found by name. */
public final class Peers {
    private Peers() {}

    /**
     * A new one.
     *
     * @param name of a class beside {@code kind}, with a constructor without arguments
     * @throws IllegalStateException if there is none, or it cannot be made
     */
    public static <T> T make(Class<T> kind, String name) {
        try {
            Constructor<? extends T> constructor = Class.forName(kind.getPackageName() + "." + name)
                    .asSubclass(kind)
                    .getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (ClassNotFoundException | NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("there is no " + name + "; build with -Pbench", e);
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(name + " cannot be made", e.getCause());
        }
    }
}
