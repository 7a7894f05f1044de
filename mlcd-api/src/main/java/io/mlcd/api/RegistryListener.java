package io.mlcd.api;

/** Hears of the changes in a registry. */
@FunctionalInterface
public interface RegistryListener {
    /** Called after each change. */
    void on(RegistryEvent event);
}
