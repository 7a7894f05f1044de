package io.mlcd.examples;

import io.mlcd.ensemble.Placeholder;

/** Placeholder. */
public final class MainJob {
    private MainJob() {}

    public static void main(String[] args) {
        System.out.println("hello " + Placeholder.mean(1, 2, 3) + " on Java " + System.getProperty("java.version"));
        System.exit(Integer.getInteger("exit", 0));
    }
}
