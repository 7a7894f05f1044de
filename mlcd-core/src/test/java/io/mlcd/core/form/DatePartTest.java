package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.oracle.Allocation;
import io.mlcd.core.oracle.Oracle;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class DatePartTest {
    private static final long DAY = 86_400_000;

    private static void assertIsJavaTimes(DatePart part, long millis) {
        double of = part.of(millis);
        double expected = Oracle.part(part, millis);
        if (Double.doubleToLongBits(of) != Double.doubleToLongBits(expected)) { // asserting millions takes long
            throw new AssertionError(
                    "the " + part + " of " + Instant.ofEpochMilli(millis) + " was " + of + ", not " + expected);
        }
    }

    private static long midnight(int year, int month, int day) {
        return LocalDate.of(year, month, day).toEpochDay() * DAY;
    }

    @ParameterizedTest
    @EnumSource
    void of_anyMomentOfTheYearsMinus9999To9999_isWhatJavaTimeSays(DatePart part) {
        long first = midnight(-9999, 1, 1);
        long last = midnight(9999, 12, 31) + DAY;
        SplittableRandom random = new SplittableRandom(part.name().hashCode());
        for (int i = 0; i < 100_000; i++) {
            assertIsJavaTimes(part, random.nextLong(first, last));
        }
    }

    @ParameterizedTest
    @EnumSource
    void of_anyMomentAtAll_isWhatJavaTimeSays(DatePart part) {
        SplittableRandom random = new SplittableRandom(part.name().hashCode());
        for (int i = 0; i < 20_000; i++) {
            assertIsJavaTimes(part, random.nextLong());
        }
        for (long millis :
                new long[] {Long.MIN_VALUE, Long.MIN_VALUE + 1, Long.MAX_VALUE - 1, Long.MAX_VALUE, -1, 0, 1}) {
            assertIsJavaTimes(part, millis);
        }
    }

    /** All turns of days in four centuries with their leap days and without, and those around the year 0 and 1970. */
    @ParameterizedTest
    @EnumSource
    void of_theFirstAndLastMillisecondOfEachDay_isWhatJavaTimeSays(DatePart part) {
        for (LocalDate from : new LocalDate[] {LocalDate.of(1799, 12, 1), LocalDate.of(-401, 12, 1)}) {
            for (long day = from.toEpochDay(); day < from.toEpochDay() + 147_000; day++) {
                assertIsJavaTimes(part, day * DAY);
                assertIsJavaTimes(part, day * DAY - 1);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "2012-02-29T23:59:59.999, 2012, 15399, 1, 2, 29, 60, 3, 23, 59",
        "2012-03-01T00:00, 2012, 15400, 1, 3, 1, 61, 4, 0, 0",
        "1900-03-01T00:00, 1900, -25508, 1, 3, 1, 60, 4, 0, 0",
        "1969-12-31T23:59:59.999, 1969, -1, 4, 12, 31, 365, 3, 23, 59",
        "1970-01-01T00:00, 1970, 0, 1, 1, 1, 1, 4, 0, 0",
        "2000-12-31T12:30, 2000, 11322, 4, 12, 31, 366, 7, 12, 30",
        "0000-01-01T00:00, 0, -719528, 1, 1, 1, 1, 6, 0, 0",
        "2024-07-01T06:05, 2024, 19905, 3, 7, 1, 183, 1, 6, 5"
    })
    void of_daysThatOneCanLookUp_areRight(
            LocalDateTime time,
            double year,
            double epochDay,
            double quarter,
            double month,
            double dayOfMonth,
            double dayOfYear,
            double dayOfWeek,
            double hour,
            double minute) {
        long millis = time.toInstant(ZoneOffset.UTC).toEpochMilli();
        List<DatePart> parts = List.of(
                DatePart.YEAR,
                DatePart.EPOCH_DAY,
                DatePart.QUARTER,
                DatePart.MONTH,
                DatePart.DAY_OF_MONTH,
                DatePart.DAY_OF_YEAR,
                DatePart.DAY_OF_WEEK,
                DatePart.HOUR,
                DatePart.MINUTE);
        double[] expected = {year, epochDay, quarter, month, dayOfMonth, dayOfYear, dayOfWeek, hour, minute};
        assertThat(parts.stream().mapToDouble(part -> part.of(millis)))
                .containsExactly(Arrays.stream(expected).boxed().toArray(Double[]::new));
    }

    @Test
    void of_turns_quartersAreWhereTheyShouldBe() {
        long monday = midnight(2024, 1, 1); // a Monday, and a year's beginning
        assertThat(DatePart.SINE_OF_DAY.of(monday)).isZero();
        assertThat(DatePart.COSINE_OF_DAY.of(monday)).isEqualTo(1);
        assertThat(DatePart.SINE_OF_DAY.of(monday + DAY / 4)).isEqualTo(1);
        assertThat(DatePart.COSINE_OF_DAY.of(monday + DAY / 2)).isEqualTo(-1);
        assertThat(DatePart.SINE_OF_WEEK.of(monday)).isZero();
        assertThat(DatePart.SINE_OF_WEEK.of(monday - 7 * DAY / 4)).isEqualTo(-1);
        assertThat(DatePart.COSINE_OF_WEEK.of(monday + 7 * DAY / 2)).isEqualTo(-1);
        assertThat(DatePart.SINE_OF_YEAR.of(monday)).isZero();
        assertThat(DatePart.COSINE_OF_YEAR.of(monday + 183 * DAY)).isEqualTo(-1);
        assertThat(DatePart.COSINE_OF_YEAR.of(monday - 1)).isEqualTo(1, within(1e-12));
    }

    @Test
    void ofDate_fractions_roundDown_andWhatIsFarIsTheFarthest() {
        Derived minute = new Derived.OfDate(0, DatePart.MINUTE, 30);
        assertThat(minute.derive(59_999.75)).isZero();
        assertThat(minute.derive(60_000)).isEqualTo(1);
        assertThat(minute.derive(-0.25)).isEqualTo(59);
        assertThat(minute.derive(-0.0)).isZero();
        assertThat(minute.derive(Double.NaN)).isEqualTo(30);
        Derived year = new Derived.OfDate(0, DatePart.YEAR, Double.NaN);
        assertThat(year.derive(Double.NaN)).isNaN();
        assertThat(year.derive(Double.POSITIVE_INFINITY)).isEqualTo(292_278_994);
        assertThat(year.derive(-1e300)).isEqualTo(-292_275_055);
        assertThat(year.mayBeMissing()).isTrue();
        assertThat(minute.mayBeMissing()).isFalse();
    }

    @Test
    void ofDate_aStandInThatIsInfinite_isRefused() {
        assertThatThrownBy(() -> new Derived.OfDate(3, DatePart.MONTH, Double.POSITIVE_INFINITY))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the MONTH of input 3 cannot be imputed with Infinity; the stand-in must be finite, or NaN for"
                                + " none");
    }

    @ParameterizedTest
    @EnumSource
    void ofDate_onceWarm_allocatesNothing_butForSinesOfLaterJava(DatePart part) {
        Derived derived = new Derived.OfDate(0, part, 0);
        double[] sum = new double[1];
        Runnable many = () -> {
            for (int i = 0; i < 1_000; i++) {
                sum[0] += derived.derive(i * 1e9);
            }
        };
        for (int i = 0; i < 50; i++) {
            many.run();
        }
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 5; i++) { // asking may allocate itself at first
            least = Math.min(least, Allocation.of(many));
        }
        // From Java 21 on StrictMath is Java itself, and makes two doubles for an angle of more than an eighth of a
        // turn.
        boolean made = Runtime.version().feature() >= 21 && part.name().contains("SINE");
        assertThat(least).isLessThan(made ? 70_000 : 1_000);
    }
}
