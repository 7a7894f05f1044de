package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.Locale;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Simulated rollouts whose labels are judged at several looks.
 *
 * @param name what it shows
 * @param champion the champion's share of wrong answers
 * @param challenger the challenger's
 * @param rows labelled calls of the challenger at the last look
 * @param championRows the same of the champion
 * @param callsPerKey 1 for independent calls; else the calls of a key are correlated and come over many looks
 * @param delayed whether labels come late and out of order, those of wrong answers later
 */
record Rollouts(
        String name, double champion, double challenger, int rows, int championRows, int callsPerKey, boolean delayed) {
    private static final int LOOKS = 30;

    /** How many runs ever failed, ever passed (stopping at neither), failed before passing, passed before failing, and the z-test. */
    record Tally(int runs, int everFailed, int everPassed, int failed, int passed, int naive) {
        Tally plus(Tally other) {
            return new Tally(
                    runs + other.runs,
                    everFailed + other.everFailed,
                    everPassed + other.everPassed,
                    failed + other.failed,
                    passed + other.passed,
                    naive + other.naive);
        }

        double share(int count) {
            return (double) count / runs;
        }
    }

    static Rollouts same(String name, double error) {
        return new Rollouts(name, error, error, 3_000, 3_000, 1, false);
    }

    Rollouts of(int perArm) {
        return new Rollouts(name, champion, challenger, perArm, perArm, callsPerKey, delayed);
    }

    Tally run(Judge judge, int runs) {
        Tally tally = IntStream.range(0, runs)
                .parallel()
                .mapToObj(run -> one(judge, new SplittableRandom(run)))
                .reduce(new Tally(0, 0, 0, 0, 0, 0), Tally::plus);
        System.out.printf(
                Locale.ROOT,
                "%-52s runs %,d: ever FAIL %.2f %%, ever PASS %.2f %%, stops in FAIL %.2f %%, in PASS %.2f %%;"
                        + " z-test at each look %.1f %%%n",
                name,
                runs,
                100 * tally.share(tally.everFailed),
                100 * tally.share(tally.everPassed),
                100 * tally.share(tally.failed),
                100 * tally.share(tally.passed),
                100 * tally.share(tally.naive));
        return tally;
    }

    /** A label that comes at a time. */
    private record Label(double time, Arm arm, long key, double loss) {}

    private Tally one(Judge judge, SplittableRandom random) {
        PriorityQueue<Label> labels = new PriorityQueue<>((a, b) -> Double.compare(a.time, b.time));
        draw(Arm.CHAMPION, champion, championRows, labels, random);
        draw(Arm.CHALLENGER, challenger, rows, labels, random);
        Evidence.Builder builder = Evidence.builder();
        double[][] sums = new double[2][2];
        boolean failed = false;
        boolean passed = false;
        boolean failedFirst = false;
        boolean passedFirst = false;
        boolean naive = false;
        for (int look = 1; look <= LOOKS; look++) {
            double until = look == LOOKS ? Double.POSITIVE_INFINITY : (double) look / LOOKS;
            for (Label label = labels.peek(); label != null && label.time < until; label = labels.peek()) {
                labels.poll();
                if (callsPerKey == 1) {
                    builder.loss(label.arm, label.loss);
                } else {
                    builder.loss(label.arm, label.key, label.loss);
                }
                sums[label.arm.index][0]++;
                sums[label.arm.index][1] += label.loss;
            }
            Verdict verdict = judge.judge(builder.build());
            failed |= verdict.failed();
            passed |= verdict.passed();
            failedFirst |= verdict.failed() && !passedFirst;
            passedFirst |= verdict.passed() && !failedFirst;
            naive |= naive(sums);
        }
        return new Tally(1, count(failed), count(passed), count(failedFirst), count(passedFirst), count(naive));
    }

    private static int count(boolean is) {
        return is ? 1 : 0;
    }

    /** The two-sided z-test of two shares at 5 %, made for one look at independent calls. */
    private static boolean naive(double[][] sums) {
        double p0 = sums[0][1] / sums[0][0];
        double p1 = sums[1][1] / sums[1][0];
        double variance = p0 * (1 - p0) / sums[0][0] + p1 * (1 - p1) / sums[1][0];
        return Math.abs(p1 - p0) > 1.959964 * Math.sqrt(variance);
    }

    private void draw(Arm arm, double wrong, int count, PriorityQueue<Label> labels, SplittableRandom random) {
        int keys = count / callsPerKey;
        for (int key = 0; key < keys; key++) {
            double arrives = (key + 1e-9) / keys;
            double its = callsPerKey == 1 ? wrong : ofKey(wrong, random);
            for (int call = 0; call < callsPerKey; call++) {
                double time = call == 0 ? arrives : arrives + random.nextDouble() * (1 - arrives);
                double loss = random.nextDouble() < its ? 1 : 0;
                double late = delayed ? -Math.log(1 - random.nextDouble()) * (loss == 1 ? 0.3 : 0.1) : 0;
                labels.add(new Label(time + late, arm, 2L * key + arm.index, loss));
            }
        }
    }

    /** Three keys of four are answered better than in the mean, the fourth worse: a correlation of 1/3 of that possible. */
    private static double ofKey(double mean, SplittableRandom random) {
        return random.nextInt(4) == 0 ? 2.5 * mean : 0.5 * mean;
    }
}
