package io.mlcd.benchmarks.training;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.Memory;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Data;
import io.mlcd.benchmarks.learners.Plan;
import io.mlcd.benchmarks.learners.Quality;
import io.mlcd.benchmarks.learners.Recipe;
import io.mlcd.benchmarks.learners.Trainer;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/** One library at one workload, in a JVM of its own: it trains, trains once more, and is tested. */
final class Turn {
    private Turn() {}

    /**
     * Runs.
     *
     * @param args contender, workload, the folder of the data, whether to look only, the file to report in
     */
    public static void main(String[] args) throws IOException {
        Contender contender = Contender.valueOf(args[0]);
        Properties facts = new Properties();
        try {
            facts = run(contender, Workload.of(args[1]), Path.of(args[2]), Boolean.parseBoolean(args[3]))
                    .facts();
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            facts.setProperty("error", e.toString());
        }
        try (Writer out = Files.newBufferedWriter(Path.of(args[4]))) {
            facts.store(out, null);
        }
        System.exit(0); // some libraries leave threads behind
    }

    private static Outcome run(Contender contender, Workload workload, Path data, boolean quick) throws Exception {
        Workload.Rows rows = workload.load(data, quick);
        Recipe recipe = workload.recipe(contender, quick);
        Trainer trainer = contender.trainer();
        long begin = System.nanoTime();
        try (Trainer.Fitted fitted = trainer.fit(rows.train(), recipe, Plan.THREADS)) {
            double first = seconds(begin);
            double peak = Memory.peak();
            double second = again(trainer, rows.train(), recipe);
            Quality quality = Quality.of(rows.test(), fitted.scores(rows.test()));
            return new Outcome(Child.java(), recipe.trees(), first, second, peak, quality);
        }
    }

    private static double again(Trainer trainer, Data data, Recipe recipe) throws Exception {
        long begin = System.nanoTime();
        Trainer.Fitted same = trainer.fit(data, recipe, Plan.THREADS);
        double seconds = seconds(begin);
        same.close();
        return seconds;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
