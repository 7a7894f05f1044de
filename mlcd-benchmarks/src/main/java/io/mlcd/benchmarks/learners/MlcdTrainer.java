package io.mlcd.benchmarks.learners;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;

/** This project. */
final class MlcdTrainer implements Trainer {
    private static final String TARGET = "target";

    @Override
    public Fitted fit(Data data, Recipe recipe, int threads) throws InterruptedException {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            Table table = features(data).with(target(data)).target(TARGET);
            Model model = learner(recipe).fit(table, Fit.standard().seed(1).executor(pool, threads));
            return rows -> model.scores(features(rows));
        } finally {
            pool.shutdown();
        }
    }

    private static Learner learner(Recipe recipe) {
        if (recipe instanceof Recipe.Boosted boosted) {
            return Boosting.gradient()
                    .rounds(boosted.trees())
                    .depth(boosted.depth())
                    .rate(boosted.rate())
                    .bins(boosted.bins())
                    .minLeafWeight(boosted.minLeafWeight())
                    .l2(boosted.l2());
        }
        Recipe.Forest forest = (Recipe.Forest) recipe;
        return RandomForest.standard()
                .trees(forest.trees())
                .minLeafRows(forest.minLeafRows())
                .features(forest.tried());
    }

    private static Table features(Data data) {
        List<Column> columns = new ArrayList<>();
        for (int f = 0; f < data.features(); f++) {
            columns.add(data.categories(f) == 0 ? numbers(data, f) : categories(data, f));
        }
        return Table.of(columns);
    }

    private static Column numbers(Data data, int feature) {
        double[] numbers = new double[data.rows()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = data.values()[row * data.features() + feature];
        }
        return Column.ofNumbers("f" + feature, numbers);
    }

    private static Column categories(Data data, int feature) {
        int[] codes = new int[data.rows()];
        for (int row = 0; row < codes.length; row++) {
            float code = data.values()[row * data.features() + feature];
            codes[row] = Float.isNaN(code) ? Column.MISSING_CODE : (int) code;
        }
        return Column.ofCodes("f" + feature, codes, texts(data.categories(feature)));
    }

    private static Column target(Data data) {
        if (data.classes() > 0) {
            return Column.ofCodes(TARGET, data.labels(), texts(data.classes()));
        }
        double[] numbers = new double[data.rows()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = data.targets()[row];
        }
        return Column.ofNumbers(TARGET, numbers);
    }

    /** Texts whose order is their number's. */
    private static List<String> texts(int count) {
        return IntStream.range(0, count)
                .mapToObj(code -> String.format(Locale.ROOT, "c%05d", code))
                .toList();
    }
}
