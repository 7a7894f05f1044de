package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {
    @ParameterizedTest
    @CsvSource({
        "2011-12-31,                          2011-12-31T00:00:00Z",
        "2012-02-29,                          2012-02-29T00:00:00Z",
        "0000-01-01,                          0000-01-01T00:00:00Z",
        "9999-12-31,                          9999-12-31T00:00:00Z",
        "2011-12-31T23:59,                    2011-12-31T23:59:00Z",
        "2011-12-31 23:59:58,                 2011-12-31T23:59:58Z",
        "2011-12-31T23:59:58.1,               2011-12-31T23:59:58.100Z",
        "2011-12-31T23:59:58.12,              2011-12-31T23:59:58.120Z",
        "2011-12-31T23:59:58.123456789,       2011-12-31T23:59:58.123Z",
        "1969-12-31T23:59:59.999999,          1969-12-31T23:59:59.999Z",
        "2011-12-31T23:59:58Z,                2011-12-31T23:59:58Z",
        "2011-12-31 23:59Z,                   2011-12-31T23:59:00Z",
        "2011-12-31T23:59:58+01:00,           2011-12-31T22:59:58Z",
        "2011-12-31 23:59:58.5-0330,          2012-01-01T03:29:58.500Z",
        "2011-12-31 23:59:58+02,              2011-12-31T21:59:58Z",
        "2011-12-31T00:00-18:00,              2011-12-31T18:00:00Z"
    })
    void parse_isoTime_isThatInstant(String text, Instant expected) {
        assertThat(Instant.ofEpochMilli(parse(text))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2011",
                "2011-12",
                "2011-1-1",
                "2011-13-01",
                "2011-00-10",
                "2011-02-29",
                "2011-04-31",
                "2011-12-00",
                "2011/12/31",
                "31.12.2011",
                "12/31/2011",
                "20111231",
                "+2011-12-31",
                "2011-12-31T",
                "2011-12-31T23",
                "2011-12-31T24:00",
                "2011-12-31T23:60",
                "2011-12-31T23:59:60",
                "2011-12-31T23:59:",
                "2011-12-31T23:59:5",
                "2011-12-31T23:59:59.",
                "2011-12-31T23:59:59.1234567890",
                "2011-12-31T23:59:59,5",
                "2011-12-31X23:59",
                "2011-12-31Z",
                "2011-12-31T23:59+",
                "2011-12-31T23:59+1",
                "2011-12-31T23:59+19:00",
                "2011-12-31T23:59+01:60",
                "2011-12-31T23:59+01:",
                "2011-12-31T23:59 +01:00",
                "2011-12-31T23:59Zx",
                "2011-12-31T23:59:59 UTC",
                "1234-5678-90",
                "abcd-ef-gh"
            })
    void parse_anythingElse_isNone(String text) {
        assertThat(parse(text)).isEqualTo(TimeText.NONE);
    }

    @Test
    void parse_anyTimePrinted_sameAsJavaTime() {
        SplittableRandom random = new SplittableRandom(9);
        for (int i = 0; i < 50_000; i++) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(
                    random.nextLong(-60_000_000_000L, 250_000_000_000L),
                    random.nextBoolean() ? 0 : random.nextInt(1_000_000_000),
                    ZoneOffset.UTC);
            LocalDate date = time.toLocalDate();
            OffsetDateTime offset = time.atOffset(ZoneOffset.ofTotalSeconds(60 * random.nextInt(-1080, 1081)));
            assertThat(parse(date.toString()))
                    .isEqualTo(date.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
            assertThat(parse(time.toString()))
                    .isEqualTo(time.toInstant(ZoneOffset.UTC).toEpochMilli());
            assertThat(parse(offset.toString())).isEqualTo(offset.toInstant().toEpochMilli());
        }
    }

    private static long parse(String text) {
        char[] buffer = ("<" + text + ">").toCharArray();
        return TimeText.parse(buffer, 1, buffer.length - 1);
    }
}
