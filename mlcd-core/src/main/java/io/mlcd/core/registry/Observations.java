package io.mlcd.core.registry;

import io.mlcd.api.Answers;
import io.mlcd.api.Output;
import io.mlcd.core.judge.Arm;
import io.mlcd.core.judge.Assigned;
import io.mlcd.core.judge.Evidence;
import io.mlcd.core.judge.Seen;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.Loss;
import io.mlcd.core.scratch.RowScoring;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a rollout sees: counts of calls, by stage; the answers that wait for their labels, and the losses of those whose labels
 * came, over all stages; and metrics over time. Safe for concurrent callers. Calls take no lock and allocate nothing; labels and
 * looks take one.
 */
final class Observations {
    /** Bytes of answers that wait, if no number is given. */
    private static final int BYTES = 16 << 20;
    /** Keys are put into so many groups, which count as one key each: memory is bounded, and judges see a group as it is. */
    private static final long GROUPS = 1 << 16;
    /** The arm of an answer that both gave. */
    private static final int BOTH = -1;

    /** The share of the heap that answers which wait may take. */
    private static final int HEAP_SHARE = 4;

    private static final int MOST_POINTS = 10_000;
    private static final int MOST_METRICS = 1_000;
    private static final double LEAST_PROBABILITY = 1e-15;
    private static final double ROUNDING = 1e-6;

    /** What is counted in one stage. */
    private static final class Counts {
        private final ArmRecorder[] arms;
        private final double[] shares;
        private final KeySample keys = new KeySample();

        private Counts(ArmRecorder[] arms, double[] shares) {
            this.arms = arms;
            this.shares = shares;
        }
    }

    private final Analysis analysis;
    private final Output output;
    /** What the decisions of each arm are made by. */
    private final List<Answers> answers;

    private final AnswerLog log;
    private volatile Counts counts;
    /** Of each challenger. */
    private final Evidence.Builder[] evidence;
    /** By metric, of each arm. */
    private final Map<String, List<Deque<Double>>> series = new TreeMap<>();
    /** What was seen of the champion before a promotion, which leaves it without calls. */
    private @Nullable Seen before;

    /**
     * Observations.
     *
     * @param arms the champion and the challengers
     * @param traffic decides on what is remembered: answers, both answers to a call together, or none
     */
    Observations(Analysis analysis, List<Served> arms, Plan.Traffic traffic, long seed) {
        this.analysis = analysis;
        output = arms.get(0).signature().output();
        answers = arms.stream().map(arm -> Answers.to(arm.signature().output())).collect(Collectors.toList());
        requireFitting(analysis.loss(), output);
        int width = (traffic == Plan.Traffic.MIRROR ? 2 : 1) * output.width();
        int capacity = capacity(analysis.answers(), width);
        log = new AnswerLog(traffic == Plan.Traffic.PREVIEW ? 2 : capacity, width, seed);
        evidence = new Evidence.Builder[arms.size() - 1];
        Arrays.setAll(evidence, i -> Evidence.builder());
        counts = counts(new double[arms.size() - 1]);
    }

    private static void requireFitting(Loss loss, Output output) {
        boolean ofClasses = loss == Loss.WRONG || loss == Loss.LOG;
        if (loss != Loss.STANDARD && ofClasses != output instanceof Output.Classes) {
            throw new IllegalArgumentException("the loss " + loss + " is of "
                    + (ofClasses
                            ? "classes, but the model predicts the number \""
                            : "numbers, but the model predicts the class \"")
                    + output.name() + "\"; use Loss." + (ofClasses ? "ABSOLUTE" : "WRONG"));
        }
    }

    private static int capacity(int wanted, int width) {
        int bytes = Long.BYTES * AnswerLog.longs(width);
        if (wanted == 0) {
            return Math.max(2, Integer.highestOneBit(BYTES / bytes));
        }
        if ((long) wanted * AnswerLog.longs(width) > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("answers was " + wanted + " but of " + width + " scores each, only "
                    + Integer.MAX_VALUE / 2 / AnswerLog.longs(width) + " can wait");
        }
        long most = 2L * wanted * bytes; // rounded up to a power of two
        if (most > Runtime.getRuntime().maxMemory() / HEAP_SHARE) {
            throw new IllegalArgumentException("answers was " + wanted + ", which may take " + (most >> 20)
                    + " MB, but must take at most a quarter of the heap; let fewer wait, or give Java more memory");
        }
        return wanted;
    }

    private Counts counts(double[] shares) {
        ArmRecorder[] arms = new ArmRecorder[answers.size()];
        Arrays.setAll(
                arms,
                arm -> output instanceof Output.Classes
                        ? new ArmRecorder(-ROUNDING, output.width() - 1 + ROUNDING)
                        : new ArmRecorder(analysis.least(), analysis.greatest()));
        return new Counts(arms, shares);
    }

    /** Counts anew: what went wrong with more traffic must not be hidden by what went well with less. */
    synchronized void nextStage(double[] shares) {
        before = counts.arms[0].seen().calls() > 0 ? counts.arms[0].seen() : before;
        counts = counts(shares.clone());
    }

    /** Counts the answers of an arm, and remembers them for labels. */
    RowScoring.Observer remembering(int arm) {
        return (scores, key, start) -> {
            count(arm, scores, start);
            long id = log.nextId();
            log.remember(id, arm, key, scores);
            return id;
        };
    }

    /** Counts the answers of an arm. */
    RowScoring.Observer counting(int arm) {
        return (scores, key, start) -> {
            count(arm, scores, start);
            return 0;
        };
    }

    /** Counts answers to test traffic, which are given as they are, also {@code NaN}. */
    RowScoring.Observer previewing(int arm, Runnable alarm) {
        return (scores, key, start) -> {
            double score = summary(scores);
            counts.arms[arm].answered(System.nanoTime() - start, score);
            if (Double.isNaN(score)) {
                alarm.run();
            }
            return 0;
        };
    }

    /** Counts the champion's answers, which {@link #both} will remember under the id given. */
    RowScoring.Observer numbering() {
        return (scores, key, start) -> {
            count(0, scores, start);
            return log.nextId();
        };
    }

    /** A challenger's NaN is for the caller to count, once the champion has answered. */
    private void count(int arm, double[] scores, long start) {
        double score = summary(scores);
        if (arm > 0 && Double.isNaN(score)) {
            throw new NanAnswer();
        }
        counts.arms[arm].answered(System.nanoTime() - start, score);
    }

    /** One number that differs when answers do, of classes from 0 to their number less 1; {@code NaN} if a score is. */
    private static double summary(double[] scores) {
        if (scores.length == 1) {
            return scores[0];
        }
        double sum = 0;
        for (int i = 0; i < scores.length; i++) {
            sum += i * scores[i];
        }
        return sum;
    }

    void failed(int arm, long start) {
        counts.arms[arm].failed(System.nanoTime() - start);
    }

    void answeredNan(int arm, long start) {
        counts.arms[arm].answered(System.nanoTime() - start, Double.NaN);
    }

    /** Counts an answer that the challenger gave beside the champion's, and remembers both; gives whether it is a number. */
    boolean both(long id, long key, double[] champion, double[] challenger, long start) {
        double score = summary(challenger);
        counts.arms[1].answered(System.nanoTime() - start, score);
        double[] together = Arrays.copyOf(champion, champion.length + challenger.length);
        System.arraycopy(challenger, 0, together, champion.length, challenger.length);
        log.remember(id, BOTH, key, together);
        return !Double.isNaN(score);
    }

    /** Notes to whom a key, or a call without one, was given. */
    void assigned(int arm, long hash) {
        counts.keys.see(arm, hash);
    }

    boolean label(long id, String label) {
        if (!(output instanceof Output.Classes classes)) {
            throw new IllegalArgumentException("this model predicts the number \"" + output.name()
                    + "\", but the label is the text \"" + label + "\"; tell a number: label(id, 12.5)");
        }
        int right = classes.labels().indexOf(label);
        if (right < 0) {
            throw new IllegalArgumentException("\"" + label + "\" is not a class of \"" + output.name()
                    + "\"; its classes are " + classes.labels());
        }
        AnswerLog.Answer answer = log.take(id);
        return answer != null && add(id, answer, (arm, scores) -> classLoss(arm, scores, right, label));
    }

    boolean label(long id, double value) {
        if (output instanceof Output.Classes classes) {
            throw new IllegalArgumentException("this model predicts the class \"" + output.name()
                    + "\", but the label is the number " + value + "; tell one of " + classes.labels());
        }
        if (!(Math.abs(value) < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    "the label was " + value + " but must be finite; leave out what is not known");
        }
        AnswerLog.Answer answer = log.take(id);
        return answer != null && add(id, answer, (arm, scores) -> numberLoss(scores[0] - value));
    }

    private interface Losses {
        double of(int arm, double[] scores);
    }

    private double classLoss(int arm, double[] scores, int right, String label) {
        if (analysis.loss() == Loss.LOG) {
            double probability = scores[right];
            return -Math.log(probability > LEAST_PROBABILITY ? probability : LEAST_PROBABILITY); // NaN is least
        }
        boolean isRight = !Double.isNaN(summary(scores))
                && answers.get(arm).of(scores).label().equals(label);
        return isRight ? 0 : 1;
    }

    private double numberLoss(double error) {
        return analysis.loss() == Loss.SQUARED ? error * error : Math.abs(error);
    }

    /** Adds a labelled answer; one without a finite loss, of a number that is NaN, is counted among the calls alone. */
    private synchronized boolean add(long id, AnswerLog.Answer answer, Losses losses) {
        double[] scores = answer.scores();
        if (answer.arm() == BOTH) {
            int width = scores.length / 2;
            double champion = losses.of(0, Arrays.copyOf(scores, width));
            double challenger = losses.of(1, Arrays.copyOfRange(scores, width, scores.length));
            if (isFinite(champion) && isFinite(challenger)) {
                // A call without a key is a key of its own, so that what both have in common is seen.
                addPair(group(answer.key() == 0 ? id : answer.key()), champion, challenger);
            }
            return true;
        }
        double loss = losses.of(answer.arm(), scores);
        if (isFinite(loss)) {
            for (int i = 0; i < evidence.length; i++) {
                if (answer.arm() == 0 || answer.arm() == i + 1) {
                    add(evidence[i], answer.arm() == 0 ? Arm.CHAMPION : Arm.CHALLENGER, answer.key(), loss);
                }
            }
        }
        return true;
    }

    private void addPair(long key, double champion, double challenger) {
        Evidence.Builder its = evidence[0];
        its.pair(key, champion, challenger);
        its.loss(Arm.CHAMPION, key, champion);
        its.loss(Arm.CHALLENGER, key, challenger);
    }

    private static void add(Evidence.Builder to, Arm arm, long key, double loss) {
        if (key == 0) {
            to.loss(arm, loss);
        } else {
            to.loss(arm, group(key), loss);
        }
    }

    private static long group(long key) {
        return key & (GROUPS - 1);
    }

    private static boolean isFinite(double loss) {
        return Math.abs(loss) < Double.POSITIVE_INFINITY;
    }

    /** How a key is remembered: its hash, and 0 for none. */
    static long remembered(@Nullable String key, long hash) {
        return key == null ? 0 : hash == 0 ? 1 : hash;
    }

    synchronized void measure(String metric, int arm, double value) {
        List<Deque<Double>> its = series.get(metric);
        if (its == null) {
            if (series.size() == MOST_METRICS) {
                throw new IllegalArgumentException("the metric \"" + metric + "\" is one more than the " + MOST_METRICS
                        + " that a rollout takes; use few metrics and many points");
            }
            its = answers.stream()
                    .map(each -> (Deque<Double>) new ArrayDeque<Double>())
                    .collect(Collectors.toList());
            series.put(metric, its);
        }
        Deque<Double> points = its.get(arm);
        if (points.size() == MOST_POINTS) {
            points.removeFirst();
        }
        points.addLast(value);
    }

    /** What was counted of an arm in this stage. */
    Seen seen(int arm) {
        return counts.arms[arm].seen();
    }

    /** What was seen of a challenger, from 1 on, and the champion. */
    synchronized Evidence evidence(int challenger) {
        Counts now = counts;
        Seen champion = now.arms[0].seen();
        Evidence.Builder builder = evidence[challenger - 1];
        builder.calls(Arm.CHAMPION, champion.calls() == 0 && before != null ? before : champion);
        builder.calls(Arm.CHALLENGER, now.arms[challenger].seen());
        double share = now.shares[challenger - 1];
        double left = 1 - Arrays.stream(now.shares).sum();
        if (share > 0 && left > 0) {
            long[] keys = now.keys.counts(now.arms.length);
            builder.assigned(List.of(new Assigned(share / (share + left), keys[0], keys[challenger])));
        }
        series.forEach((metric, its) -> builder.series(metric, points(its.get(0)), points(its.get(challenger))));
        return builder.build();
    }

    private static double[] points(Deque<Double> points) {
        return points.stream().mapToDouble(Double::doubleValue).toArray();
    }

    long forgotten() {
        return log.forgotten();
    }
}
