package io.mlcd.core.form;

/**
 * A part of a time as a number, in UTC and the calendar of {@link java.time}, which is Gregorian for all years.
 *
 * <p>The parts that come again, all but the first two, say when within a day, week or year something was, and a model meets the
 * same values in the future. {@link #YEAR} and {@link #EPOCH_DAY} only grow: they tell a trend, but trees answer what comes after
 * their training rows as the last of these, and linear models go on as before.
 *
 * <p>Cost: some integer arithmetic, a sine or cosine where the name says so; no allocation, but for some bytes that a sine or cosine
 * takes from Java 21 on. The same bits on every Java.
 */
public enum DatePart {
    /** The year; the one before 1 is 0. */
    YEAR,
    /** The whole days since 1970-01-01, before it negative. */
    EPOCH_DAY,
    /** The quarter of the year, 1 to 4. */
    QUARTER,
    /** The month, 1 to 12. */
    MONTH,
    /** The day of the month, 1 to 31. */
    DAY_OF_MONTH,
    /** The day of the year, 1 to 366. */
    DAY_OF_YEAR,
    /** The day of the week, Monday is 1 and Sunday 7. */
    DAY_OF_WEEK,
    /** The hour, 0 to 23. */
    HOUR,
    /** The minute, 0 to 59. */
    MINUTE,
    /** The sine of the turn that a day is, midnight at 0; with the cosine, midnight is near to the minute before it. */
    SINE_OF_DAY,
    /** The cosine of the turn that a day is. */
    COSINE_OF_DAY,
    /** The sine of the turn that a week is, the midnight before Monday at 0. */
    SINE_OF_WEEK,
    /** The cosine of the turn that a week is. */
    COSINE_OF_WEEK,
    /** The sine of the turn that a year is, its first midnight at 0; leap years turn slower. */
    SINE_OF_YEAR,
    /** The cosine of the turn that a year is. */
    COSINE_OF_YEAR;

    private static final long MILLIS_OF_DAY = 86_400_000;
    private static final long MILLIS_OF_WEEK = 7 * MILLIS_OF_DAY;
    private static final int MILLIS_OF_HOUR = 3_600_000;
    private static final int MILLIS_OF_MINUTE = 60_000;
    /** From Monday, 1969-12-29, to 1970-01-01. */
    private static final long AFTER_MONDAY = 3 * MILLIS_OF_DAY;

    /*
     * The calendar: years begin in March, so that the leap day is the last of them; 400 of them, an era, are 146,097 days, and
     * the lengths of months from March on are a line, (153 m + 2) / 5. Eras are counted from 0000-03-01, which lies 719,468
     * days before 1970. After Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms" (2013).
     */
    private static final int DAYS_OF_ERA = 146_097;
    private static final int ERAS_BEGIN = 719_468;
    private static final int DAYS_OF_YEAR = 365;
    /** From March to the end of December. */
    private static final int DAYS_FROM_MARCH = 306;
    /** January and February without a leap day. */
    private static final int DAYS_TO_MARCH = 59;

    /**
     * The part of a moment.
     *
     * @param epochMillis milliseconds since 1970-01-01 UTC, any
     */
    public double of(long epochMillis) {
        return switch (this) {
            case EPOCH_DAY -> Math.floorDiv(epochMillis, MILLIS_OF_DAY);
            case DAY_OF_WEEK -> Math.floorDiv(ofWeek(epochMillis), MILLIS_OF_DAY) + 1;
            case HOUR -> Math.floorDiv(ofDay(epochMillis), MILLIS_OF_HOUR);
            case MINUTE -> Math.floorDiv(ofDay(epochMillis), MILLIS_OF_MINUTE) % 60;
            case SINE_OF_DAY -> StrictMath.sin(turn(ofDay(epochMillis), MILLIS_OF_DAY));
            case COSINE_OF_DAY -> StrictMath.cos(turn(ofDay(epochMillis), MILLIS_OF_DAY));
            case SINE_OF_WEEK -> StrictMath.sin(turn(ofWeek(epochMillis), MILLIS_OF_WEEK));
            case COSINE_OF_WEEK -> StrictMath.cos(turn(ofWeek(epochMillis), MILLIS_OF_WEEK));
            default -> ofCalendar(epochMillis);
        };
    }

    private static int ofDay(long epochMillis) {
        return (int) Math.floorMod(epochMillis, MILLIS_OF_DAY);
    }

    private static long ofWeek(long epochMillis) {
        return (Math.floorMod(epochMillis, MILLIS_OF_WEEK) + AFTER_MONDAY) % MILLIS_OF_WEEK;
    }

    private static double turn(long millis, long of) {
        return 2 * Math.PI * (millis / (double) of);
    }

    private double ofCalendar(long epochMillis) {
        long days = Math.floorDiv(epochMillis, MILLIS_OF_DAY) + ERAS_BEGIN;
        long era = Math.floorDiv(days, DAYS_OF_ERA);
        int dayOfEra = (int) (days - era * DAYS_OF_ERA);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / DAYS_OF_YEAR;
        int dayFromMarch = dayOfEra - (DAYS_OF_YEAR * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayFromMarch + 2) / 153;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        boolean afterNewYear = month <= 2;
        long year = era * 400 + yearOfEra + (afterNewYear ? 1 : 0);
        switch (this) {
            case YEAR -> {
                return year;
            }
            case QUARTER -> {
                return Math.floorDiv(month + 2, 3);
            }
            case MONTH -> {
                return month;
            }
            case DAY_OF_MONTH -> {
                return dayFromMarch - (153 * monthFromMarch + 2) / 5 + 1;
            }
            default -> {
                boolean leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
                int dayOfYear =
                        afterNewYear ? dayFromMarch - DAYS_FROM_MARCH : dayFromMarch + DAYS_TO_MARCH + (leap ? 1 : 0);
                if (this == DAY_OF_YEAR) {
                    return dayOfYear + 1;
                }
                long sinceNewYear = dayOfYear * MILLIS_OF_DAY + ofDay(epochMillis);
                double turn = turn(sinceNewYear, (DAYS_OF_YEAR + (leap ? 1 : 0)) * MILLIS_OF_DAY);
                return this == SINE_OF_YEAR ? StrictMath.sin(turn) : StrictMath.cos(turn);
            }
        }
    }
}
