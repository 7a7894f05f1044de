package io.mlcd.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One input of a model: its name, its kind and, for a category, the texts that the model knows.
 *
 * <p>Immutable and equal by value.
 */
public final class Feature {
    /** The code of a category that the model has never seen. */
    public static final int UNSEEN = Positions.NONE;

    /** What {@link #codeOf(double)} says of a number where the categories are no numbers. */
    static final double NO_CODE = -2;

    /** From here on not every whole number is a double: 2 to the 53rd. */
    private static final double LARGEST_WHOLE = 1L << 53;

    /** Decimal numbers of so many digits are different floats. */
    private static final int FLOAT_DIGITS = 6;

    /** Possessive, so that a long text takes no longer than its length. */
    private static final Pattern NUMBER =
            Pattern.compile("[+-]?(?:(?:[0-9]++(?:\\.[0-9]*+)?|\\.[0-9]++)(?:[eE][+-]?[0-9]++)?|Infinity)");

    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    // shared, so that a number, of which a model may have many, is but a name
    private static final Positions NO_CODES = new Positions();
    private static final long[] NO_WHOLES = {};
    private static final int[] NO_WHOLE_CODES = {};

    private final String name;
    private final Kind kind;
    private final List<String> categories;
    private final Positions codes;
    /** Whether there are categories, and none of them is the text of a number. */
    private final boolean textsOnly;

    /** The whole numbers among the categories, ascending, so that a row's number need not become a text. */
    private final long[] wholes;

    private final int[] wholeCodes;

    private Feature(String name, Kind kind, List<String> categories) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("a feature needs a name, but the name given was empty");
        }
        this.name = name.intern(); // so that a caller's literal is found without comparing texts
        this.kind = kind;
        this.categories = List.copyOf(categories);
        String[] texts = this.categories.toArray(new String[0]);
        String twice = Positions.twice(texts);
        if (twice != null) {
            throw new IllegalArgumentException(
                    "the categories of feature \"" + name + "\" name \"" + twice + "\" twice; each must occur once");
        }
        codes = texts.length == 0 ? NO_CODES : new Positions(texts);
        textsOnly = !this.categories.isEmpty() && this.categories.stream().noneMatch(Feature::isNumber);
        SortedMap<Long, Integer> byNumber = wholeNumbers(this.categories);
        wholes = byNumber.isEmpty() ? NO_WHOLES : new long[byNumber.size()];
        wholeCodes = byNumber.isEmpty() ? NO_WHOLE_CODES : new int[wholes.length];
        int at = 0;
        for (Map.Entry<Long, Integer> entry : byNumber.entrySet()) {
            wholes[at] = entry.getKey();
            wholeCodes[at++] = entry.getValue();
        }
    }

    /** The codes of those texts that {@link #categoryOf} gives whole numbers. */
    private static SortedMap<Long, Integer> wholeNumbers(List<String> categories) {
        SortedMap<Long, Integer> codes = new TreeMap<>();
        for (int code = 0; code < categories.size(); code++) {
            String text = categories.get(code);
            if (isNumber(text)) {
                double number = Double.parseDouble(text);
                if (isWhole(number) && categoryOf(number).equals(text)) {
                    codes.put((long) number, code);
                }
            }
        }
        return codes;
    }

    private static boolean isWhole(double number) {
        return number == Math.rint(number) && Math.abs(number) < LARGEST_WHOLE;
    }

    /** A number. */
    public static Feature number(String name) {
        return new Feature(name, Kind.NUMBER, List.of());
    }

    /**
     * A moment in time. As a bare number it is milliseconds since 1970-01-01 UTC, which a {@code double} holds exactly for
     * 285,000 years before and after, and a {@code float} to about two minutes only.
     */
    public static Feature time(String name) {
        return new Feature(name, Kind.TIME, List.of());
    }

    /**
     * A category.
     *
     * @param categories the texts that the model knows; the code of a text is its position
     * @throws IllegalArgumentException if a text occurs twice
     */
    public static Feature category(String name, List<String> categories) {
        return new Feature(name, Kind.CATEGORY, categories);
    }

    /**
     * The text of a number that is used as a category, the same on every Java: 3.0 is "3", 0.5 is "0.5". Whole numbers below
     * 2<sup>53</sup> have all their digits, others the first 15.
     */
    public static String categoryOf(double number) {
        if (isWhole(number)) {
            return Long.toString((long) number);
        }
        return Double.isNaN(number) || Double.isInfinite(number)
                ? Double.toString(number)
                : new BigDecimal(number).round(DIGITS).stripTrailingZeros().toString();
    }

    private static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The texts that the model knows, in the order of their codes; empty unless this is a category. */
    public List<String> categories() {
        return categories;
    }

    /**
     * The code of a text, or {@link #UNSEEN}.
     *
     * @throws IllegalStateException if this is no category
     */
    public int code(String text) {
        if (kind != Kind.CATEGORY) {
            throw new IllegalStateException("feature \"" + name + "\" is a " + word() + " and has no category codes");
        }
        return codes.of(text);
    }

    /** The code of a text in a row; a boolean was written as Java writes it, the categories may write it otherwise. */
    double codeOf(String text) {
        int code = code(text);
        if (code == UNSEEN && (text.equals("true") || text.equals("false"))) {
            for (int i = 0; i < categories.size(); i++) {
                if (categories.get(i).equalsIgnoreCase(text)) {
                    return i;
                }
            }
        }
        return code;
    }

    /**
     * The code of a number in a row: {@code NaN} is missing; else it is looked up by its text, and a fraction that a float
     * holds also by the float's.
     */
    double codeOf(double number) {
        if (Double.isNaN(number)) {
            return Double.NaN;
        }
        if (textsOnly) {
            return NO_CODE;
        }
        if (!isWhole(number)) {
            int code = code(categoryOf(number));
            float single = (float) number;
            boolean isFloat = single == number && !Double.isInfinite(number);
            return code == UNSEEN && isFloat ? code(shortest(single)) : code;
        }
        int at = Arrays.binarySearch(wholes, (long) number);
        return at < 0 ? UNSEEN : wholeCodes[at];
    }

    /** The decimal number with the fewest digits that is a float, the same on every Java: 0.1f is "0.1". */
    private static String shortest(float number) {
        BigDecimal exact = new BigDecimal(number);
        BigDecimal text = exact;
        for (int digits = FLOAT_DIGITS; digits <= 9; digits++) { // 9 tell all floats apart
            BigDecimal shorter = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (shorter.floatValue() == number) {
                text = shorter;
                break;
            }
        }
        return text.stripTrailingZeros().toString();
    }

    /** Whether a row may give a number here: not for a time; for a category, unless all that are known are other texts. */
    public boolean takesNumbers() {
        return kind != Kind.TIME && !textsOnly;
    }

    private String word() {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Feature that
                && name.equals(that.name)
                && kind == that.kind
                && categories.equals(that.categories);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, kind, categories);
    }

    @Override
    public String toString() {
        return name + ": " + (kind == Kind.CATEGORY ? "one of " + categories.size() + " categories" : word());
    }
}
