package io.mlcd.core.form;

/**
 * Thresholds of other programs in the one language of {@link Tree}: the largest double that goes left.
 *
 * <p>Programs compare with {@code <} or {@code <=}, as 64-bit or as 32-bit numbers. Each of these tests is true for all
 * doubles up to some last one and false for those above it; that last one is the threshold here, so nothing is lost and
 * every row goes the same way. {@code -Infinity < -Infinity} alone has no such double: {@link #below} of it sends
 * {@code -Infinity} left.
 */
public final class Thresholds {
    private Thresholds() {}

    /** Where {@code value < threshold} ends, compared as doubles; the threshold is not {@code NaN}. */
    public static double below(double threshold) {
        return Math.nextDown(threshold);
    }

    /** Where {@code (float) value < threshold} ends; the threshold is not {@code NaN}. */
    public static double below(float threshold) {
        float left = Math.nextDown(threshold);
        if (left == Float.NEGATIVE_INFINITY) {
            return threshold == left ? left : -0x1.ffffffp127;
        }
        // Doubles between two floats go to the nearer one; the one in the middle may go either way.
        double middle = threshold == Float.POSITIVE_INFINITY ? 0x1.ffffffp127 : ((double) left + threshold) / 2;
        return (float) middle < threshold ? middle : Math.nextDown(middle);
    }

    /** Where {@code (float) value <= threshold} ends; the threshold is not {@code NaN}. */
    public static double atMost(float threshold) {
        return threshold == Float.POSITIVE_INFINITY ? threshold : below(Math.nextUp(threshold));
    }

    /** Whether a threshold is {@link #below(float)} of a float, which {@link #floatAbove} then gives. */
    public static boolean isBelowFloat(double threshold) {
        double size = Math.abs(threshold);
        if (size >= 0x1p-125 && size < 0x1p126) {
            // Half way between two floats, or the double under that if the half rounds up, which it does to the even
            // one.
            // The last bit of a float's fraction and the 29 that only a double has:
            long end = Double.doubleToRawLongBits(threshold) & 0x3fffffffL;
            return threshold > 0 ? end == 0x10000000L || end == 0x2fffffffL : end == 0x30000000L || end == 0x10000001L;
        }
        return threshold < Double.POSITIVE_INFINITY && Double.compare(below(floatAbove(threshold)), threshold) == 0;
    }

    /** The least 32-bit number above all that a threshold sends left. */
    public static float floatAbove(double threshold) {
        return Math.nextUp((float) threshold);
    }
}
