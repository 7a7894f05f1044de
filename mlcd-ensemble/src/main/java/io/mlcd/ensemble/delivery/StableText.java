package io.mlcd.ensemble.delivery;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Texts of values as facts of an artifact, whose bytes must not differ from run to run or from one Java to the next: without
 * what {@link Object#toString} adds of objects without a text of their own, and with decimals of 12 digits, since Java 19
 * prints some doubles with fewer digits than Java 18 did.
 */
final class StableText {
    private static final Pattern IDENTITY = Pattern.compile("(\\$\\$Lambda[^@\\s]*)?@[0-9a-f]+");
    private static final Pattern DECIMAL = Pattern.compile("(?<![\\w.])\\d+\\.\\d+(E-?\\d+)?(?![\\w.])");
    private static final MathContext DIGITS = new MathContext(12, RoundingMode.HALF_EVEN);

    private StableText() {}

    static String of(Object value) {
        String text = IDENTITY.matcher(value.toString()).replaceAll("");
        return DECIMAL.matcher(text).replaceAll(match -> Matcher.quoteReplacement(decimal(match.group())));
    }

    private static String decimal(String digits) {
        return new BigDecimal(digits).round(DIGITS).stripTrailingZeros().toString();
    }
}
