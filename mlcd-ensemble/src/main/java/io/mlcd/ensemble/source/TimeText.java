package io.mlcd.ensemble.source;

import io.mlcd.core.data.Column;
import java.time.LocalDate;
import java.time.YearMonth;

/**
 * Reads a time out of characters: {@code yyyy-MM-dd}, then maybe {@code T} or a blank and {@code HH:mm[:ss[.fraction]]},
 * then maybe {@code Z} or an offset {@code +HH[[:]mm]}. A parser of {@code java.time} would throw for each text that is
 * no time.
 */
final class TimeText {
    /** What stands for a text that is no time. */
    static final long NONE = Column.MISSING_MILLIS;

    private static final int DATE_CHARS = 10;
    private static final int MILLIS_PER_MINUTE = 60_000;
    private static final int MAX_FRACTION_DIGITS = 9;
    private static final int MAX_OFFSET_MINUTES = 18 * 60;

    private final char[] text;
    private final int to;
    private int at;

    private TimeText(char[] text, int from, int to) {
        this.text = text;
        this.at = from;
        this.to = to;
    }

    /** Milliseconds since 1970-01-01 UTC, rounded down; {@link #NONE} if this is no time. */
    static long parse(char[] text, int from, int to) {
        // Almost every text that is no time ends here, at no cost.
        if (to - from < DATE_CHARS || text[from + 4] != '-' || text[from + 7] != '-') {
            return NONE;
        }
        return new TimeText(text, from, to).parse();
    }

    private long parse() {
        int year = number(4);
        int month = take('-') ? number(2) : -1;
        int day = take('-') ? number(2) : -1;
        if (year < 0
                || month < 1
                || month > 12
                || day < 1
                || day > YearMonth.of(year, month).lengthOfMonth()) {
            return NONE;
        }
        long midnight = LocalDate.of(year, month, day).toEpochDay() * 24 * 60 * MILLIS_PER_MINUTE;
        if (at == to) {
            return midnight;
        }
        long sinceMidnight = take('T') || take(' ') ? timeOfDay() : NONE;
        if (sinceMidnight == NONE) {
            return NONE;
        }
        long offset = at == to || take('Z') ? 0 : offset();
        return offset == NONE || at != to ? NONE : midnight + sinceMidnight - offset;
    }

    private long timeOfDay() {
        int hour = number(2);
        int minute = take(':') ? number(2) : -1;
        int second = 0;
        int milli = 0;
        if (take(':')) {
            second = number(2);
            milli = take('.') ? fraction() : 0;
        }
        if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59 || milli < 0) {
            return NONE;
        }
        return (hour * 60L + minute) * MILLIS_PER_MINUTE + second * 1000L + milli;
    }

    /** Milliseconds out of 1 to 9 decimals; -1 if there are others. */
    private int fraction() {
        int start = at;
        int milli = 0;
        while (at < to && text[at] >= '0' && text[at] <= '9') {
            milli = at - start < 3 ? milli * 10 + (text[at] - '0') : milli;
            at++;
        }
        int digits = at - start;
        if (digits == 0 || digits > MAX_FRACTION_DIGITS) {
            return -1;
        }
        return digits == 1 ? milli * 100 : digits == 2 ? milli * 10 : milli;
    }

    private long offset() {
        boolean west = take('-');
        if (!west && !take('+')) {
            return NONE;
        }
        int hours = number(2);
        int minutes = take(':') || at < to ? number(2) : 0;
        if (hours < 0 || minutes < 0 || minutes > 59 || hours * 60 + minutes > MAX_OFFSET_MINUTES) {
            return NONE;
        }
        return (west ? -1L : 1L) * (hours * 60 + minutes) * MILLIS_PER_MINUTE;
    }

    private boolean take(char c) {
        boolean there = at < to && text[at] == c;
        at += there ? 1 : 0;
        return there;
    }

    /** The value of exactly so many digits; -1 if there are others. */
    private int number(int digits) {
        int value = 0;
        for (int end = at + digits; at < end; at++) {
            if (at >= to || text[at] < '0' || text[at] > '9') {
                return -1;
            }
            value = value * 10 + (text[at] - '0');
        }
        return value;
    }
}
