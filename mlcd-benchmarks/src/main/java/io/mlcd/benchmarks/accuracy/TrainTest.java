package io.mlcd.benchmarks.accuracy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which rows are trained on, and which are tested. */
final class TrainTest {
    private final int[] train;
    private final int[] test;

    private TrainTest(int[] train, int[] test) {
        this.train = train;
        this.test = test;
    }

    /** The rows to train on; not a copy. */
    int[] train() {
        return train;
    }

    /** The rows to test; not a copy. */
    int[] test() {
        return test;
    }

    /**
     * Four fifths of the rows to train on and a fifth to test, drawn anew for each split.
     *
     * @param seed the same splits for the same seed
     */
    static List<TrainTest> random(int rows, int splits, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TrainTest> all = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            int[] mixed = IntStream.range(0, rows).toArray();
            for (int i = rows - 1; i > 0; i--) {
                int j = random.nextInt(i + 1);
                int kept = mixed[i];
                mixed[i] = mixed[j];
                mixed[j] = kept;
            }
            all.add(of(mixed));
        }
        return all;
    }

    /** Windows of half of the rows that roll over them; of each the first four fifths to train on, the last to test. */
    static List<TrainTest> inTime(int rows, int splits) {
        int window = rows / 2;
        List<TrainTest> all = new ArrayList<>();
        for (int split = 0; split < splits; split++) {
            int from = splits == 1 ? rows - window : (int) ((long) split * (rows - window) / (splits - 1));
            all.add(of(IntStream.range(from, from + window).toArray()));
        }
        return all;
    }

    private static TrainTest of(int[] rows) {
        int trained = (int) (rows.length * 4L / 5);
        return new TrainTest(
                IntStream.of(rows).limit(trained).toArray(),
                IntStream.of(rows).skip(trained).toArray());
    }
}
