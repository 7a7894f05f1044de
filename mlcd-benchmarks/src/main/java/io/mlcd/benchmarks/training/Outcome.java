package io.mlcd.benchmarks.training;

import io.mlcd.benchmarks.learners.Quality;
import java.util.Properties;

/**
 * What a {@link Turn} found.
 *
 * @param java the JVM
 * @param trees how many were grown
 * @param firstSeconds the first fit of the JVM
 * @param secondSeconds the same fit once more
 * @param peakBytes the most memory that the process ever had, after the first fit
 * @param quality on rows that were not trained on
 */
record Outcome(String java, int trees, double firstSeconds, double secondSeconds, double peakBytes, Quality quality) {
    static Outcome of(Properties facts) {
        return new Outcome(
                facts.getProperty("java", "?"),
                (int) number(facts, "trees"),
                number(facts, "first"),
                number(facts, "second"),
                number(facts, "peak"),
                new Quality(
                        number(facts, "logLoss"),
                        number(facts, "rocAuc"),
                        number(facts, "accuracy"),
                        Double.NaN,
                        Double.NaN));
    }

    Properties facts() {
        Properties facts = new Properties();
        facts.setProperty("java", java);
        facts.setProperty("trees", Integer.toString(trees));
        facts.setProperty("first", Double.toString(firstSeconds));
        facts.setProperty("second", Double.toString(secondSeconds));
        facts.setProperty("peak", Double.toString(peakBytes));
        facts.setProperty("logLoss", Double.toString(quality.logLoss()));
        facts.setProperty("rocAuc", Double.toString(quality.rocAuc()));
        facts.setProperty("accuracy", Double.toString(quality.accuracy()));
        return facts;
    }

    private static double number(Properties facts, String name) {
        return Double.parseDouble(facts.getProperty(name, "NaN"));
    }

    double firstPerTree() {
        return firstSeconds / trees;
    }

    double secondPerTree() {
        return secondSeconds / trees;
    }
}
