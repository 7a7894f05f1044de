package io.mlcd.benchmarks.accuracy;

import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Quality;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * How good the contenders are at one data set.
 *
 * @param java the JVM
 * @param rows how many the set has
 * @param features how many a row has
 * @param qualities of each contender that worked, split by split
 */
record Marks(String java, int rows, int features, Map<Contender, List<Quality>> qualities) {
    /** Keeps one quality. */
    static void put(Properties facts, Contender contender, int split, Quality quality) {
        facts.setProperty(
                contender.id() + "." + split,
                quality.logLoss() + "," + quality.rocAuc() + "," + quality.accuracy() + "," + quality.rmse() + ","
                        + quality.r2());
    }

    /**
     * What was kept.
     *
     * @param splits how many there must be of a contender that worked
     */
    static Marks of(Properties facts, int splits) {
        Map<Contender, List<Quality>> qualities = new EnumMap<>(Contender.class);
        for (Contender contender : Contender.values()) {
            List<Quality> its = new ArrayList<>();
            for (int split = 0; split < splits; split++) {
                String kept = facts.getProperty(contender.id() + "." + split, "");
                if (!kept.isEmpty()) {
                    its.add(quality(kept.split(",", -1)));
                }
            }
            if (its.size() == splits) {
                qualities.put(contender, its);
            }
        }
        return new Marks(
                facts.getProperty("java", "?"),
                Integer.parseInt(facts.getProperty("rows", "0")),
                Integer.parseInt(facts.getProperty("features", "0")),
                qualities);
    }

    private static Quality quality(String[] numbers) {
        return new Quality(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Double.parseDouble(numbers[2]),
                Double.parseDouble(numbers[3]),
                Double.parseDouble(numbers[4]));
    }
}
