package io.mlcd.benchmarks.accuracy;

import io.mlcd.benchmarks.common.Child;
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
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/** All contenders at one data set, split after split, in a JVM of its own. */
final class Scoring {
    private static final int ROUNDS = 200;
    private static final int QUICK_ROUNDS = 20;
    private static final int DEPTH = 6;
    private static final long SEED = 1;

    private Scoring() {}

    /** What is trained. */
    static Recipe recipe(boolean quick) {
        return Recipe.Boosted.of(quick ? QUICK_ROUNDS : ROUNDS, DEPTH);
    }

    /**
     * Runs.
     *
     * @param args data set, contenders, how many splits, the folder of the data, whether to look only, the file to report in
     */
    public static void main(String[] args) throws IOException {
        Properties facts = new Properties();
        facts.setProperty("java", Child.java());
        try {
            DataSet set = DataSet.valueOf(args[0]);
            List<Contender> contenders =
                    Stream.of(args[1].split(",", -1)).map(Contender::valueOf).toList();
            boolean quick = Boolean.parseBoolean(args[4]);
            Data data = set.load(Path.of(args[3]), quick);
            int count = Integer.parseInt(args[2]);
            List<TrainTest> splits =
                    set.inTime() ? TrainTest.inTime(data.rows(), count) : TrainTest.random(data.rows(), count, SEED);
            facts.setProperty("rows", Integer.toString(data.rows()));
            facts.setProperty("features", Integer.toString(data.features()));
            for (Contender contender : contenders) {
                score(contender, data, splits, recipe(quick), facts);
            }
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            facts.setProperty("error", e.toString());
        }
        try (Writer out = Files.newBufferedWriter(Path.of(args[5]))) {
            facts.store(out, null);
        }
        System.exit(0); // some libraries leave threads behind
    }

    private static void score(Contender contender, Data data, List<TrainTest> splits, Recipe recipe, Properties facts) {
        try {
            Trainer trainer = contender.trainer();
            for (int split = 0; split < splits.size(); split++) {
                Data train = data.take(splits.get(split).train());
                Data test = data.take(splits.get(split).test());
                try (Trainer.Fitted fitted = trainer.fit(train, recipe, Plan.THREADS)) {
                    Marks.put(facts, contender, split, Quality.of(test, fitted.scores(test)));
                }
            }
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            facts.setProperty(contender.id() + ".error", e.toString());
        }
    }
}
