package io.mlcd.benchmarks;

import io.mlcd.benchmarks.inference.Suite;

/** What {@code mvn -Pbench} starts: the suite of that name, or else the benchmarks of that name by JMH. */
final class Run {
    private Run() {}

    /**
     * Runs.
     *
     * @param args {@code Inference} or {@code Rows}, or what JMH takes
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 1 && (args[0].equals("Inference") || args[0].equals("Rows"))) {
            Suite.main(args);
        } else {
            org.openjdk.jmh.Main.main(args);
        }
    }
}
