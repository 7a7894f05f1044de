package io.mlcd.core.form;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** One number derived from one input of a row. */
public sealed interface Derived {
    /** The input that it is derived from. */
    int input();

    /**
     * The derived number.
     *
     * @param value the input: a number, the code of a category, or the milliseconds of a time; {@code NaN} when missing
     */
    double derive(double value);

    /** The same number derived from another input. */
    Derived from(int otherInput);

    /** Whether the result can be {@code NaN}. */
    boolean mayBeMissing();

    /**
     * A number imputed, clipped, shifted and scaled, in this order: {@code (clip(value) - shift) / scale}.
     * For clipping -0.0 is smaller than 0.0.
     *
     * @param input the input
     * @param ifMissing stands in for a missing value; {@code NaN} leaves it missing
     * @param low the least value; smaller ones become it
     * @param high the greatest value; greater ones become it
     * @param shift is subtracted
     * @param scale divides; not 0
     */
    record Scaled(int input, double ifMissing, double low, double high, double shift, double scale) implements Derived {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if {@code low <= high} does not hold, or shift and scale are not finite, or
         *     scale is 0
         */
        public Scaled {
            boolean finite = Double.isFinite(shift) && Double.isFinite(scale);
            if (!(low <= high) || !finite || scale == 0 || Double.isInfinite(ifMissing)) {
                throw new IllegalArgumentException("input " + input + " cannot be imputed with " + ifMissing
                        + ", clipped to [" + low + ", " + high + "], shifted by " + shift + " and scaled by " + scale);
            }
        }

        /** The input as it is. */
        public static Scaled asIs(int input) {
            return imputed(input, Double.NaN);
        }

        /** The input with a stand-in for a missing value. */
        public static Scaled imputed(int input, double ifMissing) {
            return new Scaled(input, ifMissing, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY, 0, 1);
        }

        /** Whether only missing values are changed; a shift of -0.0 would change the sign of a zero. */
        boolean onlyImputes() {
            return low == Double.NEGATIVE_INFINITY
                    && high == Double.POSITIVE_INFINITY
                    && Double.compare(shift, 0) == 0
                    && scale == 1;
        }

        @Override
        public double derive(double value) {
            double present = Double.isNaN(value) ? ifMissing : value;
            return (Math.min(Math.max(present, low), high) - shift) / scale;
        }

        @Override
        public Derived from(int otherInput) {
            return new Scaled(otherInput, ifMissing, low, high, shift, scale);
        }

        @Override
        public boolean mayBeMissing() {
            return Double.isNaN(ifMissing);
        }
    }

    /**
     * 1 when the input is one category, else 0; missing and unseen values give 0.
     *
     * @param input the input
     * @param code the code of the category, 0 or more
     */
    record IsCategory(int input, int code) implements Derived {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the code is negative
         */
        public IsCategory {
            if (code < 0) {
                throw new IllegalArgumentException("input " + input + " cannot be tested for category " + code
                        + "; the codes of categories count from 0");
            }
        }

        @Override
        public double derive(double value) {
            return value == code ? 1 : 0;
        }

        @Override
        public Derived from(int otherInput) {
            return new IsCategory(otherInput, code);
        }

        @Override
        public boolean mayBeMissing() {
            return false;
        }
    }

    /**
     * 1 when the input is missing, else 0.
     *
     * @param input the input
     */
    record IsMissing(int input) implements Derived {
        @Override
        public double derive(double value) {
            return Double.isNaN(value) ? 1 : 0;
        }

        @Override
        public Derived from(int otherInput) {
            return new IsMissing(otherInput);
        }

        @Override
        public boolean mayBeMissing() {
            return false;
        }
    }

    /**
     * The natural logarithm {@code ln(max(value, least))}, by {@link StrictMath}; a missing value stays missing.
     *
     * @param input the input
     * @param least stands in for smaller values
     */
    record Log(int input, double least) implements Derived {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the least value is not finite and above 0
         */
        public Log {
            if (!(least > 0) || Double.isInfinite(least)) {
                throw new IllegalArgumentException("input " + input + " cannot have the logarithm of at least " + least
                        + "; the least value must be finite and above 0");
            }
        }

        @Override
        public double derive(double value) {
            return StrictMath.log(Math.max(value, least));
        }

        @Override
        public Derived from(int otherInput) {
            return new Log(otherInput, least);
        }

        @Override
        public boolean mayBeMissing() {
            return true;
        }
    }

    /**
     * A part of a time. The input is in milliseconds since 1970-01-01 UTC; fractions are rounded down, and what is beyond the
     * {@code long}s is the first or the last of them.
     *
     * @param input the input
     * @param part the part
     * @param ifMissing stands in for the part of a missing time; {@code NaN} leaves it missing
     */
    record OfDate(int input, DatePart part, double ifMissing) implements Derived {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the stand-in is infinite
         */
        public OfDate {
            if (Double.isInfinite(ifMissing)) {
                throw new IllegalArgumentException("the " + part + " of input " + input + " cannot be imputed with "
                        + ifMissing + "; the stand-in must be finite, or NaN for none");
            }
        }

        @Override
        public double derive(double value) {
            return Double.isNaN(value) ? ifMissing : part.of((long) Math.floor(value));
        }

        @Override
        public Derived from(int otherInput) {
            return new OfDate(otherInput, part, ifMissing);
        }

        @Override
        public boolean mayBeMissing() {
            return Double.isNaN(ifMissing);
        }
    }

    /**
     * The logarithm of the odds of a probability: {@code ln(max(p, least)) - ln(max(1 - p, least))}.
     *
     * @param input the input, from 0 to 1
     * @param least stands in for a smaller probability, and for a smaller one of the contrary; above 0 and at most 0.5
     */
    record LogOdds(int input, double least) implements Derived {
        /**
         * Checks.
         *
         * @throws IllegalArgumentException if the least value is not above 0 and at most 0.5
         */
        public LogOdds {
            if (!(least > 0 && least <= 0.5)) {
                throw new IllegalArgumentException("input " + input + " cannot have the odds of at least " + least
                        + "; the least value must be above 0 and at most 0.5");
            }
        }

        @Override
        public double derive(double value) {
            return StrictMath.log(Math.max(value, least)) - StrictMath.log(Math.max(1 - value, least));
        }

        @Override
        public Derived from(int otherInput) {
            return new LogOdds(otherInput, least);
        }

        @Override
        public boolean mayBeMissing() {
            return true;
        }
    }

    /** A number looked up by the code of a category. Equal by value. */
    final class Lookup implements Derived {
        private final int input;
        private final double[] values;
        private final double ifUnseen;
        private final double ifMissing;

        private Lookup(int input, double[] values, double ifUnseen, double ifMissing) {
            this.input = input;
            this.values = values;
            this.ifUnseen = ifUnseen;
            this.ifMissing = ifMissing;
        }

        /**
         * A look-up.
         *
         * @param values the number for each code; copied
         * @param ifUnseen for what is no position in {@code values}
         * @param ifMissing for a missing category
         */
        public static Lookup of(int input, double[] values, double ifUnseen, double ifMissing) {
            return new Lookup(input, values.clone(), ifUnseen, ifMissing);
        }

        @Override
        public int input() {
            return input;
        }

        /** How many codes it knows. */
        public int size() {
            return values.length;
        }

        /** The number for a code below {@link #size()}. */
        public double value(int code) {
            return values[code];
        }

        /** The number for an unseen category. */
        public double ifUnseen() {
            return ifUnseen;
        }

        /** The number for a missing category. */
        public double ifMissing() {
            return ifMissing;
        }

        @Override
        public double derive(double value) {
            if (Double.isNaN(value)) {
                return ifMissing;
            }
            int code = (int) value;
            return code == value && code >= 0 && code < values.length ? values[code] : ifUnseen;
        }

        @Override
        public Derived from(int otherInput) {
            return new Lookup(otherInput, values, ifUnseen, ifMissing);
        }

        @Override
        public boolean mayBeMissing() {
            boolean missing = Double.isNaN(ifUnseen) || Double.isNaN(ifMissing);
            for (double value : values) {
                missing |= Double.isNaN(value);
            }
            return missing;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Lookup that
                    && input == that.input
                    && Arrays.equals(values, that.values)
                    && Double.compare(ifUnseen, that.ifUnseen) == 0
                    && Double.compare(ifMissing, that.ifMissing) == 0;
        }

        @Override
        public int hashCode() {
            return 31 * input + Arrays.hashCode(values);
        }

        @Override
        public String toString() {
            return "look-up of input " + input + " in " + values.length + " values";
        }
    }
}
