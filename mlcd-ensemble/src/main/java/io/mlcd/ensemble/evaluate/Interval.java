package io.mlcd.ensemble.evaluate;

import java.util.Locale;

/**
 * A value and where it likely lies.
 *
 * @param value on the rows given
 * @param low the lower end
 * @param high the upper end
 * @param level how often such an interval holds the true value, in (0, 1)
 */
public record Interval(double value, double low, double high, double level) {
    /** Whether a number lies in it, ends included. */
    public boolean contains(double number) {
        return low <= number && number <= high;
    }

    /** For example {@code 0.8412 [0.8213, 0.8605]}. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.4f [%.4f, %.4f]", value, low, high);
    }
}
