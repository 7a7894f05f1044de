package io.mlcd.benchmarks;

import io.mlcd.benchmarks.accuracy.Accuracy;
import io.mlcd.benchmarks.inference.Suite;
import io.mlcd.benchmarks.sealing.Sealing;
import io.mlcd.benchmarks.serving.Router;
import io.mlcd.benchmarks.training.Training;

/** What {@code mvn -Pbench} starts: the suite of that name, or else the benchmarks of that name by JMH. */
final class Run {
    private Run() {}

    /**
     * Runs.
     *
     * @param args {@code Inference}, {@code Compression}, {@code Rows}, {@code Training}, {@code Accuracy}, {@code Sealing} or {@code
     *     Router}, or what JMH takes
     */
    public static void main(String[] args) throws Exception {
        switch (args.length == 1 ? args[0] : "") {
            case "Inference", "Compression", "Rows" -> Suite.main(args);
            case Training.SUITE -> Training.run();
            case Sealing.SUITE -> Sealing.run();
            case Router.SUITE -> Router.run();
            case Accuracy.SUITE -> Accuracy.run();
            default -> org.openjdk.jmh.Main.main(args);
        }
    }
}
