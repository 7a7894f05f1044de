package io.mlcd.core.judge;

/**
 * Losses of labelled calls of both arms, summed by key: how many calls of the key an arm answered, and the sum of their losses.
 * Calls without a key are independent of all others, and of them only the number, the sum and the sum of squares are kept; so
 * memory is by keys. The order in which labels came leaves no trace, but for rounding. Immutable, arrays are copied out.
 */
public final class Losses {
    private final long[][] calls;
    private final double[][] sums;
    private final long[] loneCalls;
    private final double[] loneSums;
    private final double[] loneSquares;

    /** Shape [arms][keys] and [arms]; taken as they are. */
    Losses(long[][] calls, double[][] sums, long[] loneCalls, double[] loneSums, double[] loneSquares) {
        this.calls = calls;
        this.sums = sums;
        this.loneCalls = loneCalls;
        this.loneSums = loneSums;
        this.loneSquares = loneSquares;
    }

    /** How many labelled calls an arm answered. */
    public long calls(Arm arm) {
        long all = loneCalls[arm.index];
        for (long each : calls[arm.index]) {
            all += each;
        }
        return all;
    }

    /** How many independent units an arm has: keys with a labelled call, and calls without a key. */
    public long units(Arm arm) {
        long all = loneCalls[arm.index];
        for (long each : calls[arm.index]) {
            all += each > 0 ? 1 : 0;
        }
        return all;
    }

    /** The mean loss of the labelled calls of an arm; {@code NaN} if there is none. */
    public double mean(Arm arm) {
        double sum = loneSums[arm.index];
        for (double each : sums[arm.index]) {
            sum += each;
        }
        return sum / calls(arm);
    }

    /** For each key the labelled calls of an arm, a copy; keys are in one order for both arms. */
    public long[] callsByKey(Arm arm) {
        return calls[arm.index].clone();
    }

    /** For each key the sum of the losses of an arm, a copy. */
    public double[] sumsByKey(Arm arm) {
        return sums[arm.index].clone();
    }

    /**
     * The variance of the challenger's mean less the champion's, both being ratios of sums over independent keys: the sum over
     * keys of the squared linearised influence. A key that both arms answered counts once, so its covariance is in it. Times
     * K / (K - 1) for the fewer units K, for the means are estimated too.
     *
     * @see <a href="https://doi.org/10.1016/j.jeconom.2022.04.001">MacKinnon, Nielsen, Webb (2023), Cluster-robust inference</a>
     */
    double varianceOfDifference() {
        double champion = mean(Arm.CHAMPION);
        double challenger = mean(Arm.CHALLENGER);
        double all0 = calls(Arm.CHAMPION);
        double all1 = calls(Arm.CHALLENGER);
        double sum = lone(Arm.CHAMPION, champion, all0) + lone(Arm.CHALLENGER, challenger, all1);
        for (int key = 0; key < calls[0].length; key++) {
            double influence = (sums[1][key] - challenger * calls[1][key]) / all1
                    - (sums[0][key] - champion * calls[0][key]) / all0;
            sum += influence * influence;
        }
        double units = Math.min(units(Arm.CHAMPION), units(Arm.CHALLENGER));
        return sum * units / (units - 1);
    }

    private double lone(Arm arm, double mean, double all) {
        int a = arm.index;
        double squares = loneSquares[a] - 2 * mean * loneSums[a] + mean * mean * loneCalls[a];
        return Math.max(0, squares) / (all * all);
    }
}
