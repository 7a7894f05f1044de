package io.mlcd.benchmarks.sealing;

/** How much is sealed. One MB has 2^20 bytes here. */
enum Size {
    MB_1(1),
    MB_16(16),
    MB_512(512);

    private final int megabytes;

    Size(int megabytes) {
        this.megabytes = megabytes;
    }

    /** The name on the command line. */
    String id() {
        return megabytes + "mb";
    }

    String title() {
        return megabytes + " MB";
    }

    int megabytes() {
        return megabytes;
    }

    int bytes() {
        return megabytes << 20;
    }
}
