package io.mlcd.benchmarks.sealing;

import java.util.Properties;

/**
 * What a {@link Turn} found.
 *
 * @param java the JVM
 * @param makingSeconds making the engine, the first of the JVM
 * @param coldSeconds the first call of the JVM
 * @param warmSeconds the median of the later calls
 */
record Outcome(String java, double makingSeconds, double coldSeconds, double warmSeconds) {
    static Outcome of(Properties facts) {
        return new Outcome(
                facts.getProperty("java", "?"),
                Double.parseDouble(facts.getProperty("making", "NaN")),
                Double.parseDouble(facts.getProperty("cold", "NaN")),
                Double.parseDouble(facts.getProperty("warm", "NaN")));
    }

    Properties facts() {
        Properties facts = new Properties();
        facts.setProperty("java", java);
        facts.setProperty("making", Double.toString(makingSeconds));
        facts.setProperty("cold", Double.toString(coldSeconds));
        facts.setProperty("warm", Double.toString(warmSeconds));
        return facts;
    }
}
