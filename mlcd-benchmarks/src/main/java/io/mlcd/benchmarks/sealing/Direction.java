package io.mlcd.benchmarks.sealing;

import java.util.Locale;

/** What is done. Sealing comes first, since its message is what is opened. */
enum Direction {
    SEAL("Sealing"),
    OPEN("Opening");

    private final String title;

    Direction(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
