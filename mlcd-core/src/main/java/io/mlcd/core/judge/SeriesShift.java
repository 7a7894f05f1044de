package io.mlcd.core.judge;

import io.mlcd.api.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.statistics.inference.AlternativeHypothesis;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/**
 * A metric over time, challenger against champion, by Mann and Whitney's test as Netflix's Kayenta uses it: it says by how much the
 * points of one are surely above those of the other. Of the shift and a width that is tolerated, it
 *
 * <ul>
 *   <li>fails when the shift is surely wider in a direction that is bad, and the effect is large enough;
 *   <li>passes when the shift is surely not wider in any direction that is bad, and neither arm varies too much;
 *   <li>is inconclusive else, also with too few points.
 * </ul>
 *
 * <p>This is where it leaves Kayenta, which passes whatever is not surely different and so passes few and wild points. The width
 * is a share of the champion's median, not of the shift. Points should be independent. The error holds for <em>one</em> look, at the
 * end of a step; who looks again and again takes {@link LossDifference}.
 *
 * @param metric the name of the series
 * @param bad the direction that is bad; either
 * @param tolerance the width as a share of the champion's median, 0 or more; 0.25
 * @param absoluteTolerance the least width in the unit of the metric, 0 or more; 0
 * @param effect how often, at least, a point of one must be above one of the other for a failure, in (0, 1), 0.5 for any; 0.6
 * @param alpha the error, both sides together, in (0, 1); 0.05
 * @param minPoints how many points each arm needs, 5 or more; 20
 * @param maxSpread how wide the middle half of an arm may be for a pass, as a share of the sum of its ends, above 0; 0.5, and 1
 *     and more for any
 * @see <a href="https://netflixtechblog.com/automated-canary-analysis-at-netflix-with-kayenta-3260bc7acc69">Kayenta</a>
 * @see <a href="https://doi.org/10.1214/aoms/1177730491">Mann, Whitney (1947)</a>
 */
public record SeriesShift(
        String metric,
        Direction bad,
        double tolerance,
        double absoluteTolerance,
        double effect,
        double alpha,
        long minPoints,
        double maxSpread)
        implements Judge {
    /** Where the challenger must not go. */
    public enum Direction {
        /** Above the champion, as latencies and errors. */
        HIGH,
        /** Below the champion, as sales. */
        LOW,
        /** Neither. */
        EITHER
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if a number is not as stated
     */
    public SeriesShift {
        tolerance = Checks.atLeastZero("tolerance", tolerance, "for a quarter of the champion's median it is 0.25");
        absoluteTolerance = Checks.atLeastZero("absoluteTolerance", absoluteTolerance, "for none it is 0");
        Checks.within("effect", effect, 0, 1, "for any it is 0.5");
        Checks.within("alpha", alpha, 0, 1, "for 95 % confidence it is 0.05");
        Checks.atLeast("minPoints", minPoints, 5, "fewer can show nothing, say 20");
        Checks.within("maxSpread", maxSpread, 0, Double.POSITIVE_INFINITY, "for any it is 1");
    }

    /** Of a series, either direction being bad. */
    public static SeriesShift of(String metric) {
        return new SeriesShift(metric, Direction.EITHER, 0.25, 0, 0.6, 0.05, 20, 0.5);
    }

    /** With the direction that is bad. */
    public SeriesShift bad(Direction direction) {
        return new SeriesShift(metric, direction, tolerance, absoluteTolerance, effect, alpha, minPoints, maxSpread);
    }

    /** With another width, as a share of the champion's median. */
    public SeriesShift tolerance(double share) {
        return new SeriesShift(metric, bad, share, absoluteTolerance, effect, alpha, minPoints, maxSpread);
    }

    /** With a least width, for metrics whose median may be 0. */
    public SeriesShift absoluteTolerance(double width) {
        return new SeriesShift(metric, bad, tolerance, width, effect, alpha, minPoints, maxSpread);
    }

    /** With another effect that a failure needs. */
    public SeriesShift effect(double share) {
        return new SeriesShift(metric, bad, tolerance, absoluteTolerance, share, alpha, minPoints, maxSpread);
    }

    /** With another error. */
    public SeriesShift alpha(double error) {
        return new SeriesShift(metric, bad, tolerance, absoluteTolerance, effect, error, minPoints, maxSpread);
    }

    /** With another number of points that each arm needs. */
    public SeriesShift minPoints(long points) {
        return new SeriesShift(metric, bad, tolerance, absoluteTolerance, effect, alpha, points, maxSpread);
    }

    /** With another spread that a pass allows. */
    public SeriesShift maxSpread(double share) {
        return new SeriesShift(metric, bad, tolerance, absoluteTolerance, effect, alpha, minPoints, share);
    }

    /** Cannot tell: its error holds for one look, at the end of a step. */
    @Override
    public Verdict early(Evidence evidence) {
        return OneLook.early(this);
    }

    @Override
    public Verdict judge(Evidence evidence) {
        Optional<Series> series = evidence.series(metric);
        double[] champion = series.map(s -> s.present(Arm.CHAMPION)).orElse(new double[0]);
        double[] challenger = series.map(s -> s.present(Arm.CHALLENGER)).orElse(new double[0]);
        Map<String, Double> measures = new LinkedHashMap<>();
        measures.put("championPoints", (double) champion.length);
        measures.put("challengerPoints", (double) challenger.length);
        if (Math.min(champion.length, challenger.length) < minPoints) {
            return Verdict.inconclusive(
                    "\"" + metric + "\" has " + champion.length + " points of the champion and " + challenger.length
                            + " of the challenger, which are too few; each needs " + minPoints,
                    measures);
        }
        Arrays.sort(champion);
        Arrays.sort(challenger);
        return judge(champion, challenger, measures);
    }

    /** Of sorted points. */
    private Verdict judge(double[] champion, double[] challenger, Map<String, Double> measures) {
        double width = Math.max(tolerance * Math.abs(median(champion)), absoluteTolerance);
        double often = above(champion, challenger);
        double spread = Math.max(spread(champion), spread(challenger));
        measures.put("championMedian", median(champion));
        measures.put("challengerMedian", median(challenger));
        measures.put("tolerated", width);
        measures.put("effect", often);
        measures.put("spread", spread);
        String seen = "the median of \"" + metric + "\" is " + Checks.plain(median(challenger))
                + " for the challenger and " + Checks.plain(median(champion)) + " for the champion, tolerated are "
                + Checks.plain(width) + "; the challenger's points are above the champion's in "
                + Checks.plain(100 * often) + " % of pairs, ";
        if (bad != Direction.LOW && often >= effect && isShifted(champion, challenger, width, true)) {
            return Verdict.fail(seen + "which is surely too high", measures);
        }
        if (bad != Direction.HIGH && often <= 1 - effect && isShifted(champion, challenger, -width, false)) {
            return Verdict.fail(seen + "which is surely too low", measures);
        }
        if (spread > maxSpread) {
            return Verdict.inconclusive(
                    seen + "but they vary too much to pass: the middle half is " + Checks.plain(spread)
                            + " wide, allowed is " + Checks.plain(maxSpread),
                    measures);
        }
        boolean isNotHigh = bad == Direction.LOW || isShifted(champion, challenger, width, false);
        boolean isNotLow = bad == Direction.HIGH || isShifted(champion, challenger, -width, true);
        return isNotHigh && isNotLow
                ? Verdict.pass(seen + "which is surely within", measures)
                : Verdict.inconclusive(seen + "which is neither surely within nor surely beyond", measures);
    }

    /** Whether the challenger less the champion is surely above, or below, a shift. */
    private boolean isShifted(double[] champion, double[] challenger, double shift, boolean above) {
        if (challenger[0] - shift == champion[champion.length - 1]
                && challenger[challenger.length - 1] - shift == champion[0]) {
            return false; // all are the same once shifted: nothing to rank
        }
        return MannWhitneyUTest.withDefaults()
                        .with(above ? AlternativeHypothesis.GREATER_THAN : AlternativeHypothesis.LESS_THAN)
                        .withMu(shift)
                        .test(challenger, champion)
                        .getPValue()
                <= alpha / 2;
    }

    private static double above(double[] champion, double[] challenger) {
        return MannWhitneyUTest.withDefaults().statistic(challenger, champion)
                / ((double) champion.length * challenger.length);
    }

    private static double median(double[] sorted) {
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }

    private static double spread(double[] sorted) {
        double low = sorted[sorted.length / 4];
        double high = sorted[sorted.length - 1 - sorted.length / 4];
        return low == high ? 0 : (high - low) / (Math.abs(low) + Math.abs(high));
    }
}
