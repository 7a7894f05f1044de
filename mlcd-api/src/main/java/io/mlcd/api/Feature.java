package io.mlcd.api;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
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

    private static final double LARGEST_WHOLE = 1e15;
    private static final MathContext DIGITS = new MathContext(15, RoundingMode.HALF_EVEN);

    // shared, so that a number, of which a model may have many, is but a name
    private static final Positions NO_CODES = new Positions();
    private static final long[] NO_WHOLES = {};
    private static final int[] NO_WHOLE_CODES = {};

    private final String name;
    private final Kind kind;
    private final List<String> categories;
    private final Positions codes;
    /** Whether all categories are texts of numbers. */
    private final boolean numbered;
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
        numbered = !this.categories.isEmpty() && this.categories.stream().allMatch(Feature::isNumber);
        SortedMap<Long, Integer> byNumber = numbered ? wholeNumbers(this.categories) : new TreeMap<>();
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
            double number = Double.parseDouble(categories.get(code));
            if (isWhole(number) && categoryOf(number).equals(categories.get(code))) {
                codes.put((long) number, code);
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
     * A category.
     *
     * @param categories the texts that the model knows; the code of a text is its position
     * @throws IllegalArgumentException if a text occurs twice
     */
    public static Feature category(String name, List<String> categories) {
        return new Feature(name, Kind.CATEGORY, categories);
    }

    /** The text of a number that is used as a category, the same on every Java: 3.0 is "3", 0.5 is "0.5". */
    public static String categoryOf(double number) {
        if (isWhole(number)) {
            return Long.toString((long) number);
        }
        return Double.isNaN(number) || Double.isInfinite(number)
                ? Double.toString(number)
                : new BigDecimal(number).round(DIGITS).stripTrailingZeros().toString();
    }

    private static boolean isNumber(String text) {
        try {
            return !Double.isNaN(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return false;
        }
    }

    /** The name. */
    public String name() {
        return name;
    }

    /** The kind. */
    public Kind kind() {
        return kind;
    }

    /** The texts that the model knows, in the order of their codes; empty for a number. */
    public List<String> categories() {
        return categories;
    }

    /**
     * The code of a text, or {@link #UNSEEN}.
     *
     * @throws IllegalStateException if this is a number
     */
    public int code(String text) {
        if (kind != Kind.CATEGORY) {
            throw new IllegalStateException("feature \"" + name + "\" is a number and has no category codes");
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

    /** The code of a number in a row: {@code NaN} is missing; else it is looked up by its text. */
    double codeOf(double number) {
        if (Double.isNaN(number)) {
            return Double.NaN;
        }
        if (!numbered) {
            return NO_CODE;
        }
        if (!isWhole(number)) {
            return code(categoryOf(number));
        }
        int at = Arrays.binarySearch(wholes, (long) number);
        return at < 0 ? UNSEEN : wholeCodes[at];
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
        return kind == Kind.NUMBER ? name + ": number" : name + ": one of " + categories.size() + " categories";
    }
}
