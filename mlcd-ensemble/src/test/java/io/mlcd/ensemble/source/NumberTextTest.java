package io.mlcd.ensemble.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {
    @Test
    void parse_anyNumber_sameBitsAsTheJdk() {
        SplittableRandom random = new SplittableRandom(7);
        for (int i = 0; i < 300_000; i++) {
            same(randomNumber(random));
        }
    }

    @Test
    void parse_anyDoublePrinted_isThatDouble() {
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < 100_000; i++) {
            double value = Double.longBitsToDouble(random.nextLong());
            if (Double.isFinite(value)) {
                same(Double.toString(value));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "+0",
                "-0.0",
                "1",
                "1.",
                ".5",
                "-.5",
                "007.5",
                "1e0",
                "1E+5",
                "1e-5",
                "0e999",
                "1e22",
                "1e23",
                "123456789012345e22",
                "1234567890123456",
                "9007199254740993",
                "0.1",
                "1e-22",
                "1e-23",
                "4.9e-324",
                "1e-400",
                "1.7976931348623157e308",
                "1e309",
                "-1e309",
                "1e00005",
                "1e99999999999",
                "1e-99999999999",
                "0.000000000000000000000000000000001",
                "100000000000000000000000000000000000000000000"
            })
    void parse_edges_sameBitsAsTheJdk(String text) {
        same(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "+", "-", ".", "-.", "e5", "1e", "1e+", "1e5.0", "1.2.3", "--1", "1-", "1 2", "1,234", "1_000",
                "1d", "1f", "1L", "0x10", "0x1p3", "NaN", "in", "infinit", "i", "1e5x", "$5", "5%", "\u0661"
            })
    void parse_whatIsNoNumber_isNaN(String text) {
        assertThat(parse(text)).isNaN();
    }

    @ParameterizedTest
    @ValueSource(strings = {"inf", "+inf", "Inf", "INF", "Infinity", "infinity", "-inf", "-Infinity"})
    void parse_infinityByName_isInfinite(String text) {
        assertThat(parse(text)).isEqualTo(text.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "-01", "+01", "00123", "007.5", "9007199254740994", "12345678901234567890"})
    void isCode_leadingZeroOrTooLong_isTrue(String text) {
        assertThat(isCode(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0", "-0", "0.5", "0e1", "10", "100", "9007199254740992", "1e300", "12345678901234567890.0"})
    void isCode_quantity_isFalse(String text) {
        assertThat(isCode(text)).isFalse();
    }

    private static String randomNumber(SplittableRandom random) {
        StringBuilder text = new StringBuilder(random.nextInt(3) == 0 ? "-" : "");
        int whole = random.nextInt(1, 12);
        for (int i = 0; i < whole; i++) {
            text.append(random.nextInt(10));
        }
        if (random.nextBoolean()) {
            text.append('.');
            for (int i = random.nextInt(12); i > 0; i--) {
                text.append(random.nextInt(10));
            }
        }
        if (random.nextInt(3) == 0) {
            text.append('e').append(random.nextInt(-40, 41));
        }
        return text.toString();
    }

    private static void same(String text) {
        assertThat(Double.doubleToRawLongBits(parse(text)))
                .as(text)
                .isEqualTo(Double.doubleToRawLongBits(Double.parseDouble(text)));
    }

    private static double parse(String text) {
        char[] buffer = ("<" + text + ">").toCharArray();
        return NumberText.parse(buffer, 1, buffer.length - 1);
    }

    private static boolean isCode(String text) {
        return NumberText.isCode(text.toCharArray(), 0, text.length(), parse(text));
    }
}
