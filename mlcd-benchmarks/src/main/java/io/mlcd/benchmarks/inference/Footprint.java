package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Spread;
import java.util.Properties;

/**
 * What a {@link Probe} found.
 *
 * @param java the JVM
 * @param difference the largest difference from this project's margins
 * @param bytes the model file
 * @param zipped the model file after gzip
 * @param form the bytes of it that hold the model alone, as far as it is known
 * @param formZipped these after gzip
 * @param loadMillis from bytes to the first score
 * @param memory bytes that a loaded model keeps: of the Java heap, or of the process if the peer is native
 */
record Footprint(
        String java,
        double difference,
        long bytes,
        long zipped,
        long form,
        long formZipped,
        Spread loadMillis,
        double memory) {
    static Footprint of(Properties facts) {
        return new Footprint(
                facts.getProperty("java", "?"),
                number(facts, "difference"),
                (long) number(facts, "bytes"),
                (long) number(facts, "zipped"),
                (long) number(facts, "form"),
                (long) number(facts, "form.zipped"),
                new Spread(number(facts, "load.median"), number(facts, "load.min"), number(facts, "load.max")),
                number(facts, "memory"));
    }

    private static double number(Properties facts, String name) {
        return Double.parseDouble(facts.getProperty(name, "NaN"));
    }
}
