package io.mlcd.api;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How a class is chosen by the probabilities of all: the most probable, or the one whose mistakes cost least. The probabilities
 * stay as they are.
 *
 * <p>With costs, the class j is chosen that has the least {@code sum over k of p(k) x cost(k, j)}, added in the order of the
 * classes; of equal ones the first. Only how costs compare matters, so costs that are all multiplied by one number decide the
 * same. Immutable and equal by value; safe for concurrent callers.
 *
 * <pre>{@code
 * Decision.costs(new double[][] {{0, 1}, {5, 0}})     // to miss the second class costs as much as 5 false alarms
 * Decision.threshold(0.2)                             // the second class where its probability is above 0.2
 * }</pre>
 *
 * @see <a href="https://www.ijcai.org/Proceedings/01/Papers/IJCAI01.pdf">Elkan (2001), The Foundations of Cost-Sensitive Learning</a>
 */
public final class Decision {
    private static final Decision MOST_PROBABLE = new Decision(new double[0][]);

    private final double[][] costs;

    private Decision(double[][] costs) {
        this.costs = costs;
    }

    /** The most probable class; of equally probable ones the first. */
    public static Decision mostProbable() {
        return MOST_PROBABLE;
    }

    /**
     * The class whose mistakes cost least.
     *
     * @param costs what it costs to choose the class of the column where that of the row is true, shape [classes][classes];
     *     finite, 0 or more, and not all 0; copied
     * @throws IllegalArgumentException if the costs are not as stated
     */
    public static Decision costs(double[][] costs) {
        double[][] copy = new double[costs.length][];
        double most = 0;
        for (int k = 0; k < copy.length; k++) {
            copy[k] = costs[k].clone();
            boolean good = copy[k].length == copy.length;
            for (int j = 0; j < copy[k].length; j++) {
                copy[k][j] += 0.0; // no -0.0
                good &= copy[k][j] >= 0 && copy[k][j] < Double.POSITIVE_INFINITY;
                most = Math.max(most, copy[k][j]);
            }
            if (!good) {
                throw new IllegalArgumentException("the costs where class " + k + " is true were "
                        + Arrays.toString(copy[k]) + " but must be one for each of the " + copy.length
                        + " classes, finite and 0 or more");
            }
        }
        if (!(most > 0)) {
            throw new IllegalArgumentException(
                    "all costs were 0, so nothing can be decided by them; use Decision.mostProbable()");
        }
        return new Decision(copy);
    }

    /**
     * Of two classes the second where its probability is above a threshold, else the first; to rounding.
     *
     * @param threshold from 0 to 1; at 1 the second is never chosen
     * @throws IllegalArgumentException if it is not from 0 to 1
     */
    public static Decision threshold(double threshold) {
        if (!(threshold >= 0 && threshold <= 1)) {
            throw new IllegalArgumentException("threshold was " + threshold + " but must be from 0 to 1");
        }
        return costs(new double[][] {{0, threshold}, {1 - threshold, 0}});
    }

    /** Whether the most probable class is chosen. */
    public boolean isMostProbable() {
        return costs.length == 0;
    }

    /** What the choices cost, shape [classes][classes], true class first, a copy; empty if the most probable class is chosen. */
    public double[][] costs() {
        double[][] copy = new double[costs.length][];
        for (int k = 0; k < copy.length; k++) {
            copy[k] = costs[k].clone();
        }
        return copy;
    }

    /**
     * The position of the class chosen. {@code NaN} is never better; if all are {@code NaN}, the first.
     *
     * @param probabilities one for each class
     * @throws IllegalArgumentException if there are not as many as costs are for
     */
    public int choose(double[] probabilities) {
        if (isMostProbable()) {
            return Prediction.mostProbable(probabilities);
        }
        requireClasses(probabilities.length);
        int best = 0;
        double least = Double.NaN;
        for (int j = 0; j < costs.length; j++) {
            double cost = 0;
            for (int k = 0; k < costs.length; k++) {
                cost += probabilities[k] * costs[k][j];
            }
            if (isLess(cost, least)) {
                best = j;
                least = cost;
            }
        }
        return best;
    }

    /** As {@link #choose(double[])}, without an array. */
    int choose(Prediction prediction) {
        int best = 0;
        double least = Double.NaN;
        for (int j = 0; j < costs.length; j++) {
            double cost = 0;
            for (int k = 0; k < costs.length; k++) {
                cost += prediction.score(k) * costs[k][j];
            }
            if (isLess(cost, least)) {
                best = j;
                least = cost;
            }
        }
        return best;
    }

    private static boolean isLess(double cost, double than) {
        return cost < than || (Double.isNaN(than) && !Double.isNaN(cost));
    }

    /** Refuses costs for another number of classes. */
    void requireClasses(int classes) {
        if (!isMostProbable() && classes != costs.length) {
            throw new IllegalArgumentException("the costs are for " + costs.length + " classes, but there are "
                    + classes + "; give one row and one column for each class, in their order");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Decision that && Arrays.deepEquals(costs, that.costs);
    }

    @Override
    public int hashCode() {
        return Objects.hash(Arrays.deepHashCode(costs));
    }

    @Override
    public String toString() {
        return isMostProbable() ? "the most probable class" : "least cost of " + Arrays.deepToString(costs);
    }
}
