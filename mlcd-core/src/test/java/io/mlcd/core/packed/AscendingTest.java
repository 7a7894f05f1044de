package io.mlcd.core.packed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AscendingTest {
    private static final double[] SPECIAL = {
        -0.0, 0, 1, -1, Double.MIN_VALUE, -Float.MIN_VALUE, Float.MAX_VALUE, -Float.MAX_VALUE, 1e300, -1e-300
    };

    /** What reads what the writer wrote, and how many bytes that took. */
    private record Written(Ascending ascending, int bytes, boolean plain) {}

    private static Written written(double[] thresholds, int kind) {
        AscendingWriter writer = new AscendingWriter(thresholds, kind);
        Bytes.Writer head = new Bytes.Writer();
        writer.writeHead(head, 2);
        Bytes.Writer body = new Bytes.Writer();
        writer.writeBody(body);
        Bytes.Reader reader = new Bytes.Reader("test", head.toByteArray());
        int ways = reader.varint(Integer.MAX_VALUE, "ways");
        assertThat(ways % PackedTests.MISSING).isEqualTo(2);
        int low = ways / PackedTests.MISSING - 1;
        int buckets = low < 0 ? 0 : reader.varint(Integer.MAX_VALUE, "buckets");
        int zeros = low < 0 ? 0 : reader.varint(Long.SIZE - 1, "zeros");
        reader.end();
        int length = body.size();
        ByteBuffer in = ByteBuffer.wrap(Arrays.copyOf(body.toByteArray(), length + Bits.ROOM));
        Ascending ascending = new Ascending(in, kind, thresholds.length, low, buckets, zeros);
        Places places = new Places(reader, 0, length);
        ascending.place(places);
        places.end();
        ascending.index();
        return new Written(ascending, length, low < 0);
    }

    private static int right(double[] thresholds, int kind, double value) {
        int right = 0;
        for (double threshold : thresholds) {
            boolean goes = kind == PackedTests.BELOW_FLOATS ? (float) value >= threshold : value > threshold;
            right += goes ? 1 : 0;
        }
        return right;
    }

    /** Numbers around some centres, some of them equal, and now and then what is special. */
    private static double[] numbers(SplittableRandom random, int kind) {
        double[] numbers = new double[random.nextInt(1, random.nextInt(2, 700))];
        double spread = Math.pow(10, random.nextInt(-6, 4));
        boolean whole = random.nextBoolean(); // with many zero bits at the end
        for (int i = 0; i < numbers.length; i++) {
            double number = random.nextInt(3) * 100.0 + spread * random.nextDouble(-1, 1);
            number = whole ? Math.rint(number) + 0.5 : number;
            number = random.nextInt(40) == 0 ? SPECIAL[random.nextInt(SPECIAL.length)] : number;
            numbers[i] = kind == PackedTests.DOUBLES ? number : (float) number;
        }
        Arrays.sort(numbers);
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(ints = {PackedTests.DOUBLES, PackedTests.FLOATS, PackedTests.BELOW_FLOATS})
    void right_anyValue_isTheNumberOfThresholdsThatSendItRight(int kind) {
        SplittableRandom random = new SplittableRandom(kind);
        int small = 0;
        for (int round = 0; round < 2_000; round++) {
            double[] thresholds = numbers(random, kind);
            Written written = written(thresholds, kind);
            small += written.plain ? 0 : 1;
            assertThat(written.ascending.read()).isEqualTo(thresholds);
            for (int v = 0; v < 60; v++) {
                double value = thresholds[random.nextInt(thresholds.length)];
                value = switch (v % 6) {
                    case 0 -> value;
                    case 1 -> Math.nextUp(value);
                    case 2 -> Math.nextDown((float) value);
                    case 3 -> SPECIAL[random.nextInt(SPECIAL.length)];
                    case 4 -> random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
                    default -> random.nextDouble(-300, 300);
                };
                assertThat(written.ascending.right(value))
                        .as("round %s, %s among %s", round, value, thresholds)
                        .isEqualTo(right(thresholds, kind, value));
            }
        }
        assertThat(small).isGreaterThan(1_000);
    }

    @Test
    void written_manyFloatsOfOneRange_takeHardlyMoreThanHalf() {
        SplittableRandom random = new SplittableRandom(1);
        double[] floats = random.doubles(4_000).map(x -> (float) x).sorted().toArray();
        assertThat(written(floats, PackedTests.FLOATS).bytes).isBetween(7_000, 4 * 4_000 * 9 / 16);
        double[] lone = {0.5};
        assertThat(written(lone, PackedTests.FLOATS).bytes).isEqualTo(Float.BYTES);
    }

    @Test
    void write_numbersThatEndInZeroBits_leavesTheseOut() {
        double[] halves = new double[200];
        Arrays.setAll(halves, i -> 1_000 + i + 0.5);
        assertThat(written(halves, PackedTests.FLOATS).bytes).isLessThan(90);
        assertThat(written(halves, PackedTests.DOUBLES).bytes).isLessThan(90);
    }
}
