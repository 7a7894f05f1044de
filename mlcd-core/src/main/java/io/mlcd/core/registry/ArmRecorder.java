package io.mlcd.core.registry;

import io.mlcd.core.judge.Latencies;
import io.mlcd.core.judge.Scores;
import io.mlcd.core.judge.Seen;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * Counts what an arm of a rollout does: calls, failures, latencies and answers. Safe for concurrent callers.
 *
 * <p>Cost of recording: a handful of uncontended atomic additions; no allocation, no lock.
 */
final class ArmRecorder {
    /*
     * Threads are spread over stripes by their ids, so that they seldom add to the same counters; a snapshot adds the stripes
     * up. The counters of one stripe lie in one array: first these, then the buckets of latencies.
     */
    private static final int CALLS = 0;
    private static final int ERRORS = 1;
    private static final int NANS = 2;
    private static final int OUT_OF_RANGE = 3;
    private static final int ANSWERS = 4;
    private static final int SUM = 5;
    private static final int LEAST = 6;
    private static final int GREATEST = 7;
    /** Leaves a cache line free behind the counters that every call touches. */
    private static final int BUCKETS_FROM = 16;

    private static final int MOST_STRIPES = 8;

    private final double least;
    private final double greatest;
    private final AtomicLongArray[] stripes;

    /**
     * A recorder.
     *
     * @param least answers below it are out of range
     * @param greatest answers above it are out of range
     */
    ArmRecorder(double least, double greatest) {
        this.least = least;
        this.greatest = greatest;
        int processors = Math.min(MOST_STRIPES, Runtime.getRuntime().availableProcessors());
        stripes = new AtomicLongArray[Integer.highestOneBit(2 * processors - 1)];
        for (int i = 0; i < stripes.length; i++) {
            stripes[i] = new AtomicLongArray(BUCKETS_FROM + Latencies.BUCKETS);
            stripes[i].set(LEAST, Double.doubleToRawLongBits(Double.POSITIVE_INFINITY));
            stripes[i].set(GREATEST, Double.doubleToRawLongBits(Double.NEGATIVE_INFINITY));
        }
    }

    /**
     * Counts a call that was answered.
     *
     * @param score the probability of one class or the value; {@code NaN} if any score was
     */
    void answered(long nanos, double score) {
        AtomicLongArray stripe = stripe();
        stripe.getAndIncrement(CALLS);
        stripe.getAndIncrement(BUCKETS_FROM + Latencies.bucket(nanos));
        if (Double.isNaN(score)) {
            stripe.getAndIncrement(NANS);
            return;
        }
        if (score < least || score > greatest) {
            stripe.getAndIncrement(OUT_OF_RANGE);
        }
        stripe.getAndIncrement(ANSWERS);
        add(stripe, score);
        lower(stripe, score);
        raise(stripe, score);
    }

    /** Counts a call that threw. */
    void failed(long nanos) {
        AtomicLongArray stripe = stripe();
        stripe.getAndIncrement(CALLS);
        stripe.getAndIncrement(ERRORS);
        stripe.getAndIncrement(BUCKETS_FROM + Latencies.bucket(nanos));
    }

    private AtomicLongArray stripe() {
        long id = Thread.currentThread().getId();
        return stripes[(int) (TrafficSplit.mixed(id) & (stripes.length - 1))];
    }

    private static void add(AtomicLongArray stripe, double score) {
        long was = stripe.get(SUM);
        while (!stripe.compareAndSet(SUM, was, Double.doubleToRawLongBits(Double.longBitsToDouble(was) + score))) {
            was = stripe.get(SUM);
        }
    }

    private static void lower(AtomicLongArray stripe, double score) {
        long was = stripe.get(LEAST);
        while (score < Double.longBitsToDouble(was)
                && !stripe.compareAndSet(LEAST, was, Double.doubleToRawLongBits(score))) {
            was = stripe.get(LEAST);
        }
    }

    private static void raise(AtomicLongArray stripe, double score) {
        long was = stripe.get(GREATEST);
        while (score > Double.longBitsToDouble(was)
                && !stripe.compareAndSet(GREATEST, was, Double.doubleToRawLongBits(score))) {
            was = stripe.get(GREATEST);
        }
    }

    /** What was counted so far; calls that are being counted meanwhile may be in it in part. */
    Seen seen() {
        long[] counters = new long[BUCKETS_FROM];
        long[] buckets = new long[Latencies.BUCKETS];
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (AtomicLongArray stripe : stripes) {
            // What is a part of the calls is read before the calls, so that no part is larger than its whole.
            for (int counter = ANSWERS; counter >= CALLS; counter--) {
                counters[counter] += stripe.get(counter);
            }
            sum += Double.longBitsToDouble(stripe.get(SUM));
            min = Math.min(min, Double.longBitsToDouble(stripe.get(LEAST)));
            max = Math.max(max, Double.longBitsToDouble(stripe.get(GREATEST)));
            for (int bucket = 0; bucket < buckets.length; bucket++) {
                buckets[bucket] += stripe.get(BUCKETS_FROM + bucket);
            }
        }
        boolean any = counters[ANSWERS] > 0 && min <= max;
        Scores scores = any ? new Scores(counters[ANSWERS], min, max, sum / counters[ANSWERS]) : Scores.NONE;
        return new Seen(
                counters[CALLS],
                counters[ERRORS],
                counters[NANS],
                counters[OUT_OF_RANGE],
                Latencies.of(buckets),
                scores);
    }
}
