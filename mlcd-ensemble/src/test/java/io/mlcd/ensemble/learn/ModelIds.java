package io.mlcd.ensemble.learn;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.Recipes;
import io.mlcd.ensemble.Samples;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The artifact ids of one model of each kind; also a program, so that another JVM can be asked. */
final class ModelIds {
    private ModelIds() {}

    /** Prints a line for each: its name, a colon, its id. */
    public static void main(String[] args) throws InterruptedException {
        of(2, 7).forEach((name, id) -> System.out.println(name + ": " + id));
    }

    static Map<String, String> of(int threads, long seed) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Fit fit = Fit.standard().seed(seed).executor(pool, threads);
            Map<String, String> ids = new TreeMap<>();
            Table classes = Samples.classes(300, 3, 1);
            for (Map.Entry<String, Learner> recipe : Recipes.ofClasses().entrySet()) {
                ids.put(
                        recipe.getKey(),
                        Artifact.of(recipe.getValue().fit(classes, fit)).id());
            }
            Table numbers = Samples.numbers(300, 1);
            for (Map.Entry<String, Learner> recipe : Recipes.ofNumbers().entrySet()) {
                ids.put(
                        recipe.getKey(),
                        Artifact.of(recipe.getValue().fit(numbers, fit)).id());
            }
            return ids;
        } finally {
            pool.shutdownNow();
        }
    }
}
