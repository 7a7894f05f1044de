package io.mlcd.ensemble.source;

/**
 * Reads a number out of characters: {@code [+-] digits [. digits] [e [+-] digits]}, with digits before or after the
 * point, and nothing else: no grouping, no hexadecimal, no type suffix.
 */
final class NumberText {
    /** Powers of ten that a double holds exactly. */
    private static final double[] TENS = {
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22
    };

    /** Decimal digits that a double always holds exactly. */
    private static final int MAX_EXACT_DIGITS = 15;

    private static final int MAX_EXPONENT_DIGITS = 4;

    private NumberText() {}

    /**
     * The nearest double, as {@link Double#parseDouble}; NaN if this is no number; infinite if it is the word, or too
     * large.
     *
     * <p>Up to 15 digits and a power of ten up to 22, one multiplication or division of two exact doubles rounds once
     * and is the nearest; that spares a String for almost every cell.
     *
     * @see <a href="https://doi.org/10.1145/93542.93557">Clinger (1990), How to read floating point numbers accurately</a>
     */
    static double parse(char[] text, int from, int to) {
        int at = from;
        boolean negative = at < to && text[at] == '-';
        if (negative || (at < to && text[at] == '+')) {
            at++;
        }
        if (at == to) {
            return Double.NaN;
        }
        if (text[at] == 'i' || text[at] == 'I') {
            return !isInfinity(text, at, to) ? Double.NaN : signed(negative, Double.POSITIVE_INFINITY);
        }
        long digits = 0;
        int digitCount = 0;
        int significant = 0;
        int fraction = 0;
        boolean point = false;
        for (; at < to && (isDigit(text[at]) || (text[at] == '.' && !point)); at++) {
            if (text[at] == '.') {
                point = true;
                continue;
            }
            digitCount++;
            fraction += point ? 1 : 0;
            significant += significant > 0 || text[at] != '0' ? 1 : 0;
            digits = significant > MAX_EXACT_DIGITS ? digits : digits * 10 + (text[at] - '0');
        }
        if (digitCount == 0) {
            return Double.NaN;
        }
        int exponentAt = at;
        int exponent = 0;
        if (at < to && (text[at] == 'e' || text[at] == 'E')) {
            at = endOfExponent(text, at + 1, to);
            exponent = at == to ? exponent(text, exponentAt + 1, to) : 0;
        }
        if (at != to) {
            return Double.NaN;
        }
        int scale = exponent - fraction;
        if (significant > MAX_EXACT_DIGITS || Math.abs(scale) >= TENS.length || to - exponentAt > MAX_EXPONENT_DIGITS) {
            return Double.parseDouble(new String(text, from, to - from));
        }
        return signed(negative, scale < 0 ? digits / TENS[-scale] : digits * TENS[scale]);
    }

    /** Where the digits of an exponent end, or -1 if there are none. */
    private static int endOfExponent(char[] text, int from, int to) {
        int start = from < to && (text[from] == '-' || text[from] == '+') ? from + 1 : from;
        int at = start;
        while (at < to && isDigit(text[at])) {
            at++;
        }
        return at == start ? -1 : at;
    }

    /** The value of an exponent; only right while it is short, but then longer ones are not asked for. */
    private static int exponent(char[] text, int from, int to) {
        int value = 0;
        for (int at = from; at < to; at++) {
            value = isDigit(text[at]) ? value * 10 + (text[at] - '0') : value;
        }
        return text[from] == '-' ? -value : value;
    }

    /** Whether a number that was parsed is written like a code: a zero in front, or more digits than a double holds. */
    static boolean isCode(char[] text, int from, int to, double value) {
        int at = text[from] == '-' || text[from] == '+' ? from + 1 : from;
        if (to - at > 1 && text[at] == '0' && isDigit(text[at + 1])) {
            return true;
        }
        if (Math.abs(value) <= 0x1p53) {
            return false;
        }
        while (at < to && isDigit(text[at])) {
            at++;
        }
        return at == to;
    }

    /** Whether this is how programs write a double that is no number. */
    static boolean isNaN(char[] text, int from, int to) {
        return to - from == 3
                && text[from + 1] == 'a'
                && ((text[from] == 'N' && text[from + 2] == 'N') || (text[from] == 'n' && text[from + 2] == 'n'));
    }

    private static boolean isInfinity(char[] text, int from, int to) {
        String word = new String(text, from, to - from);
        return word.equalsIgnoreCase("inf") || word.equalsIgnoreCase("infinity");
    }

    private static double signed(boolean negative, double value) {
        return negative ? -value : value;
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }
}
