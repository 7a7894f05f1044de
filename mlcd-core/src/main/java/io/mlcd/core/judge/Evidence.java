package io.mlcd.core.judge;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was seen of a champion and a challenger so far: an immutable snapshot, of which {@link Judge}s are pure functions. What
 * was not seen is empty, and judges that need it are inconclusive.
 *
 * <pre>{@code
 * Evidence evidence = Evidence.builder()
 *     .calls(Arm.CHALLENGER, new Seen(1_000, 3, 0, 0, latencies, scores))
 *     .loss(Arm.CHALLENGER, keyHash, 1)           // a label came: the challenger was wrong
 *     .loss(Arm.CHAMPION, otherHash, 0)
 *     .build();
 * }</pre>
 */
public final class Evidence {
    private final Map<Arm, Seen> seen;
    private final Losses losses;
    private final Map<String, Series> series;
    private final Pairs pairs;
    private final List<Assigned> assigned;

    private Evidence(Builder builder) {
        seen = Map.copyOf(builder.seen);
        losses = builder.losses.snapshot();
        series = Map.copyOf(builder.series);
        pairs = builder.pairs.snapshot();
        assigned = List.copyOf(builder.assigned);
    }

    /** To be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** What was seen of the calls of an arm. */
    public Seen seen(Arm arm) {
        return seen.getOrDefault(arm, Seen.NOTHING);
    }

    /** The losses of labelled calls. */
    public Losses losses() {
        return losses;
    }

    /** A metric over time; empty if there is none of that name. */
    public Optional<Series> series(String metric) {
        return Optional.ofNullable(series.get(metric));
    }

    /** Losses of both arms on the same inputs. */
    public Pairs pairs() {
        return pairs;
    }

    /** How the stages so far split the traffic. */
    public List<Assigned> assigned() {
        return assigned;
    }

    /**
     * Collects evidence. {@link #build} takes a snapshot and the builder can go on. For one thread at a time.
     *
     * <p>Keys are 64-bit hashes of the keys that calls are routed by; two keys that hash alike count as one, which is safe.
     */
    public static final class Builder {
        private final Map<Arm, Seen> seen = new HashMap<>();
        private final LossTable losses = new LossTable();
        private final Map<String, Series> series = new LinkedHashMap<>();
        private final PairTable pairs = new PairTable();
        private final List<Assigned> assigned = new ArrayList<>();

        private Builder() {}

        /** What was seen of all calls of an arm so far; replaces what was given before. */
        public Builder calls(Arm arm, Seen all) {
            seen.put(arm, all);
            return this;
        }

        /**
         * Adds a labelled call.
         *
         * @param key the hash of its key
         * @param loss finite; 1 for wrong and 0 for right, or any other loss
         * @throws IllegalArgumentException if the loss is not finite
         */
        public Builder loss(Arm arm, long key, double loss) {
            return losses(arm, key, 1, loss);
        }

        /**
         * Adds a labelled call without a key, which is independent of all others.
         *
         * @throws IllegalArgumentException if the loss is not finite
         */
        public Builder loss(Arm arm, double loss) {
            losses.add(arm.index, finite(loss));
            return this;
        }

        /**
         * Adds labelled calls of a key.
         *
         * @param calls how many, 1 or more
         * @param sum the sum of their losses
         * @throws IllegalArgumentException if the sum is not finite or there are no calls
         */
        public Builder losses(Arm arm, long key, long calls, double sum) {
            Checks.atLeast("calls", calls, 1, "leave out keys without labels");
            losses.add(arm.index, key, calls, finite(sum));
            return this;
        }

        /** Sets a metric over time; arrays are copied, {@code NaN} is a missing point. */
        public Builder series(String metric, double[] champion, double[] challenger) {
            series.put(metric, new Series(champion, challenger));
            return this;
        }

        /**
         * Adds an input that both arms answered.
         *
         * @param key the hash of its key
         * @throws IllegalArgumentException if a loss is not finite
         */
        public Builder pair(long key, double championLoss, double challengerLoss) {
            pairs.add(pairs.slot(key), finite(championLoss), finite(challengerLoss));
            return this;
        }

        /**
         * Adds an input without a key, which is independent of all others.
         *
         * @throws IllegalArgumentException if a loss is not finite
         */
        public Builder pair(double championLoss, double challengerLoss) {
            pairs.add(pairs.slot(), finite(championLoss), finite(challengerLoss));
            return this;
        }

        /** Sets how all stages so far split the traffic; replaces what was given before. */
        public Builder assigned(List<Assigned> stages) {
            assigned.clear();
            assigned.addAll(stages);
            return this;
        }

        /** Adds how a stage split the traffic. */
        public Builder assigned(Assigned stage) {
            assigned.add(stage);
            return this;
        }

        /** A snapshot. Cost: O(keys). */
        public Evidence build() {
            return new Evidence(this);
        }

        private static double finite(double loss) {
            if (!(Math.abs(loss) < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("loss was " + loss
                        + " but must be finite; count a NaN answer in Seen.nans and give it the loss of a wrong one");
            }
            return loss;
        }
    }

    /** Sums by key, growing. */
    private static final class LossTable {
        private final Map<Long, Integer> slots = new HashMap<>();
        private final long[][] calls = new long[2][16];
        private final double[][] sums = new double[2][16];
        private final long[] loneCalls = new long[2];
        private final double[] loneSums = new double[2];
        private final double[] loneSquares = new double[2];

        void add(int arm, long key, long more, double sum) {
            int slot = slots.computeIfAbsent(key, k -> slots.size());
            if (slot == calls[0].length) {
                for (int each = 0; each < 2; each++) {
                    calls[each] = Arrays.copyOf(calls[each], 2 * slot);
                    sums[each] = Arrays.copyOf(sums[each], 2 * slot);
                }
            }
            calls[arm][slot] += more;
            sums[arm][slot] += sum;
        }

        void add(int arm, double loss) {
            loneCalls[arm]++;
            loneSums[arm] += loss;
            loneSquares[arm] += loss * loss;
        }

        Losses snapshot() {
            int keys = slots.size();
            return new Losses(
                    new long[][] {Arrays.copyOf(calls[0], keys), Arrays.copyOf(calls[1], keys)},
                    new double[][] {Arrays.copyOf(sums[0], keys), Arrays.copyOf(sums[1], keys)},
                    loneCalls.clone(),
                    loneSums.clone(),
                    loneSquares.clone());
        }
    }

    /** Sums of pairs by key, growing. */
    private static final class PairTable {
        private final Map<Long, Integer> slots = new HashMap<>();
        private int size;
        private long[] pairs = new long[16];
        private double[] excess = new double[16];
        private long[] championWrong = new long[16];
        private long[] challengerWrong = new long[16];
        private boolean rightOrWrong = true;

        int slot(long key) {
            return slots.computeIfAbsent(key, k -> slot());
        }

        int slot() {
            if (size == pairs.length) {
                pairs = Arrays.copyOf(pairs, 2 * size);
                excess = Arrays.copyOf(excess, 2 * size);
                championWrong = Arrays.copyOf(championWrong, 2 * size);
                challengerWrong = Arrays.copyOf(challengerWrong, 2 * size);
            }
            return size++;
        }

        void add(int slot, double championLoss, double challengerLoss) {
            pairs[slot]++;
            excess[slot] += challengerLoss - championLoss;
            boolean isRightOrWrong =
                    (championLoss == 0 || championLoss == 1) && (challengerLoss == 0 || challengerLoss == 1);
            rightOrWrong &= isRightOrWrong;
            if (isRightOrWrong) {
                championWrong[slot] += championLoss > challengerLoss ? 1 : 0;
                challengerWrong[slot] += challengerLoss > championLoss ? 1 : 0;
            }
        }

        Pairs snapshot() {
            return new Pairs(
                    Arrays.copyOf(pairs, size),
                    Arrays.copyOf(excess, size),
                    Arrays.copyOf(championWrong, size),
                    Arrays.copyOf(challengerWrong, size),
                    rightOrWrong);
        }
    }
}
