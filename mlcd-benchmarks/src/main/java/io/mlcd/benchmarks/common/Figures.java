package io.mlcd.benchmarks.common;

import java.util.Locale;

/** Numbers for people: three digits are enough, and no more than were measured. */
public final class Figures {
    private Figures() {}

    /** For example {@code 3,280}, {@code 41.9} or {@code 0.17}. */
    public static String of(double number) {
        if (!Double.isFinite(number)) {
            return "-";
        }
        double size = Math.abs(number);
        if (size >= 100) {
            double unit = StrictMath.pow(10, Math.floor(StrictMath.log10(size)) - 2);
            return String.format(Locale.ROOT, "%,d", Math.round(Math.round(number / unit) * unit));
        }
        return String.format(Locale.ROOT, size >= 10 ? "%.1f" : "%.2f", number);
    }

    /** For example {@code 3,280 (3,200 to 3,400)}. */
    public static String of(Spread spread) {
        String median = of(spread.median());
        String min = of(spread.min());
        String max = of(spread.max());
        return min.equals(max) ? median : median + " (" + min + " to " + max + ")";
    }
}
