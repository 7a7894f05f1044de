package io.mlcd.core.judge;

import java.util.Arrays;

/**
 * How long calls took: a histogram whose buckets are 1 ns wide below 32 ns and then 32 to each power of two, so that a bucket is
 * at most 3.2 % wide. A snapshot, immutable; a recorder counts into an array of its own, of {@link #BUCKETS} counters at
 * {@link #bucket(long)}, and hands it to {@link #of(long[])}.
 */
public final class Latencies {
    private static final int BITS = 5;
    private static final int PER_POWER = 1 << BITS;
    /** How many buckets there are; they hold every {@code long} of 0 or more. */
    public static final int BUCKETS = (Long.SIZE - BITS) * PER_POWER;

    static final Latencies NONE = new Latencies(new long[0]);

    private final long[] counts;
    private final long calls;

    private Latencies(long[] counts) {
        this.counts = counts;
        calls = Arrays.stream(counts).sum();
    }

    /**
     * Of the counters of a recorder.
     *
     * @param counts calls in each bucket, shape [at most {@link #BUCKETS}], 0 or more; what is left out is 0; copied
     * @throws IllegalArgumentException if there are more, or one is negative
     */
    public static Latencies of(long[] counts) {
        if (counts.length > BUCKETS) {
            throw new IllegalArgumentException("counts were " + counts.length + " but must be at most " + BUCKETS
                    + ", those of Latencies.bucket(nanos)");
        }
        for (int bucket = 0; bucket < counts.length; bucket++) {
            Checks.atLeast("the count of bucket " + bucket, counts[bucket], 0, "count calls");
        }
        return new Latencies(counts.clone());
    }

    /** Of single calls, in nanoseconds; less than 0 counts as 0. */
    public static Latencies ofNanos(long... nanos) {
        long[] counts = new long[BUCKETS];
        for (long each : nanos) {
            counts[bucket(each)]++;
        }
        return new Latencies(counts);
    }

    /** Where a call of so many nanoseconds is counted; less than 0 counts as 0. No allocation. */
    public static int bucket(long nanos) {
        if (nanos < PER_POWER) {
            return (int) Math.max(0, nanos);
        }
        int shift = Long.SIZE - 1 - BITS - Long.numberOfLeadingZeros(nanos);
        return (shift + 1) * PER_POWER + (int) (nanos >>> shift) - PER_POWER;
    }

    /** The least number of nanoseconds that is counted in a bucket. */
    static long lowest(int bucket) {
        if (bucket < PER_POWER) {
            return bucket;
        }
        int shift = bucket / PER_POWER - 1;
        return (long) (PER_POWER + bucket % PER_POWER) << shift;
    }

    /** How many calls were counted. */
    public long calls() {
        return calls;
    }

    /** How many calls took surely longer: those in the buckets above that of {@code nanos}. */
    public long slowerThan(long nanos) {
        long slower = 0;
        for (int bucket = bucket(nanos) + 1; bucket < counts.length; bucket++) {
            slower += counts[bucket];
        }
        return slower;
    }

    /**
     * The nanoseconds within which a share of the calls was answered: the greatest of its bucket, so that it is never too little
     * and at most 3.2 % too much; 0 if there were no calls.
     *
     * @param share in (0, 1]
     * @throws IllegalArgumentException if it is not
     */
    public long quantile(double share) {
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException(
                    "quantile was " + share + " but must be in (0, 1]; the 99th percentile is 0.99");
        }
        double rank = Math.ceil(share * calls);
        long seen = 0;
        for (int bucket = 0; bucket < counts.length; bucket++) {
            seen += counts[bucket];
            if (counts[bucket] > 0 && seen >= rank) {
                return bucket + 1 < BUCKETS ? lowest(bucket + 1) - 1 : Long.MAX_VALUE;
            }
        }
        return 0;
    }

    /** For example {@code 1000 calls, median 1200 ns, 99 % within 5100 ns}. */
    @Override
    public String toString() {
        return calls + " calls, median " + quantile(0.5) + " ns, 99 % within " + quantile(0.99) + " ns";
    }
}
