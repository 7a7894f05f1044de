package io.mlcd.benchmarks.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.benchmarks.common.Machine;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class SealingTest {
    private static final Machine MACHINE = new Machine("a processor", 2, "a system");
    private static final Found.Entry OPEN = new Found.Entry(Contender.MLCD, Direction.OPEN, Size.MB_512);

    private final Found found = new Found();

    private void add(Found.Entry entry, double openSsl, double cold, double warm) {
        found.add(new Found.Sample(entry, 1, new Outcome("JVM 17", 0.25, cold, warm), openSsl));
    }

    private static Settings settings(String... namesAndValues) {
        Properties given = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.setProperty("bench." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.of(given);
    }

    private String page() throws InterruptedException {
        return new SealingPage(settings("contenders", "platform"), MACHINE, OpenSsl.find(), found).text();
    }

    @ParameterizedTest
    @EnumSource(Contender.class)
    void engine_sealsAndOpens_sameContent(Contender contender) throws Exception {
        byte[] plain = Content.make(100_000);
        byte[] sealed = contender.engine().seal(plain);
        byte[] opened = contender.engine().open(sealed);
        assertThat(Content.is(opened, 100_000)).isTrue();
        assertThat(Content.is(sealed, 100_000)).isFalse();
    }

    @Test
    void content_oneByteOther_isNotIt() {
        byte[] content = Content.make(70_000);
        assertThat(Content.is(content, 70_000)).isTrue();
        assertThat(Content.is(content, 69_999)).isFalse();
        content[69_999] ^= 1;
        assertThat(Content.is(content, 70_000)).isFalse();
    }

    @Test
    void text_bounds_saidWhetherKept() throws InterruptedException {
        add(OPEN, 5368.70912, 0.5, 0.25);
        found.addExtraHeap(OPEN, 33);
        assertThat(page())
                .contains("| open: first call of a JVM, of OpenSSL's speed | at least 0.15 | 0.20 | yes |")
                .contains("| open: warm, of OpenSSL's speed | at least 0.50 | 0.40 | **no** |")
                .contains("| open: warm, ms for a MB | at most 1.00 | 0.49 | yes |")
                .contains("| open: heap beyond both arrays, MB | at most 32.0 | 33.0 | **no** |")
                .contains("| seal: warm, of OpenSSL's speed | at least 0.50 | - | - |")
                .contains("## Opening 512 MB")
                .contains("| mlcd, unsigned | 250 | 500 | 1,070 | 0.20 | 2,150 | 0.40 | 0.49 |")
                .contains("- " + Contender.BOUNCY_CASTLE.title() + ": left out of this run");
    }

    @Test
    void text_noOpenSsl_noRatios() throws InterruptedException {
        add(OPEN, Double.NaN, 0.5, 0.25);
        assertThat(page()).contains("| mlcd, unsigned | 250 | 500 | 1,070 | - | 2,150 | - | 0.49 |");
    }

    @Test
    void csv_eachNumber() {
        add(OPEN, 5000, 0.5, 0.25);
        found.addExtraHeap(OPEN, 11);
        assertThat(Sealing.csv(found))
                .startsWith("size,contender,direction,round,measure,value\n")
                .contains("512mb,mlcd,open,1,seconds of the first call,0.5\n")
                .contains("512mb,mlcd,open,1,MB/s of OpenSSL,5000.0\n")
                .contains("512mb,mlcd,open,,megabytes of heap beyond both arrays,11.0\n");
    }

    @Test
    void speed_whatOpenSslSays_inMegabytes() {
        assertThat(OpenSsl.speed("type          16384 bytes\nAES-256-GCM    5293582.79k\n"))
                .isCloseTo(5293.58279, within(1e-9));
        assertThat(OpenSsl.speed("aes-256-gcm    700.5k")).isCloseTo(0.7005, within(1e-9));
        assertThat(OpenSsl.speed("speed: Unknown option")).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"1024, 1035, 1035", "1024, 1024, 1024", "1024, 1280, 1280", "1024, 1281, NaN"})
    void least_heapSearch_findsTheEdge(int low, int edge, double expected) {
        assertThat(HeapSearch.least(low, 1280, megabytes -> megabytes >= edge))
                .isEqualTo(Double.valueOf(expected)); // boxed: NaN is NaN
    }

    @Test
    void outcome_storedAndRead_same() {
        Outcome outcome = new Outcome("JVM", 0.5, 2.5, 1.25);
        assertThat(Outcome.of(outcome.facts())).isEqualTo(outcome);
    }

    @Test
    void settings_whatIsTold_orRefused() {
        Settings settings = settings("quick", "true", "workloads", "16mb", "contenders", "platform");
        assertThat(settings.rounds()).isEqualTo(1);
        assertThat(settings.sizes()).containsExactly(Size.MB_16);
        assertThat(settings.contenders()).containsExactly(Contender.MLCD, Contender.PLATFORM);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("workloads", "2mb"))
                .withMessageStartingWith("bench.workloads names 2mb, but Sealing has only 1mb, 16mb, 512mb");
    }
}
