package io.mlcd.benchmarks.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.OtherWork;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.openjdk.jmh.annotations.Param;

class RouterTest {
    private static final Machine MACHINE = new Machine("a processor", 2, "a system");

    private final Found found = new Found();

    private void add(Way way, int round, double nanos, double bytes) {
        found.add(new Found.Sample(way, 1, round, nanos, bytes, 0.25, 0.05));
    }

    private static Settings settings(String... namesAndValues) {
        Properties given = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.setProperty("bench." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.of(given);
    }

    @Test
    void param_ofTheBenchmark_namesEachWay() throws ReflectiveOperationException {
        Param param = RouterBenchmark.class.getDeclaredField("way").getAnnotation(Param.class);
        assertThat(param.value())
                .containsExactlyElementsOf(Way.all().stream().map(Way::id).toList());
    }

    @ParameterizedTest
    @EnumSource(Way.class)
    void stage_ofAnyWay_answersEachKey(Way way) {
        try (Stage stage = new Stage(way)) {
            List<String> keys = Arrays.asList(stage.keys());
            assertThat(keys).doesNotHaveDuplicates().hasSize(1024);
            for (String key : keys) {
                assertThat(stage.live().predict(Row.of("x", 1), key).value()).isBetween(1.0, 2.0);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CANARY_OUTSIDE, 1, false",
        "CANARY_CONTROL, 1, true",
        "CANARY_CHALLENGER, 2, true",
        "SHADOW_FULL, 1, true",
        "LIVE_KEY, 1, false"
    })
    void keys_ofAWay_areAllOfItsSort(Way way, double value, boolean recorded) {
        try (Stage stage = new Stage(way)) {
            for (String key : stage.keys()) {
                Prediction answer = stage.live().predict(Row.of("x", 1), key);
                assertThat(answer.value()).isEqualTo(value);
                assertThat(answer.id().isPresent()).isEqualTo(recorded);
            }
        }
    }

    @Test
    void text_bounds_saidWhetherKept() {
        add(Way.DIRECT, 1, 40, 32.02);
        add(Way.DIRECT, 2, 50, 32.02);
        add(Way.LIVE, 1, 42, 31.99);
        add(Way.LIVE, 2, 51, 32.01);
        add(Way.AB, 1, 341, 40);
        assertThat(new RouterPage(settings(), MACHINE, found).text())
                .contains("| " + Way.LIVE.title()
                        + " | 46.5 (42.0 to 51.0) | 1.50 (1.00 to 2.00) | at most 20 | yes | 32.0 | 0.0 |  |")
                .contains("| " + Way.AB.title() + " | 341 | 301 | at most 300 | **no** | 40.0 | 8.0 |  |")
                .contains("| " + Way.CURRENT.title() + " | - | - |  |  | - | - |  |")
                .contains("| " + Way.SHADOW.title() + " | - | - | at most 200 | - | - | - | - |");
    }

    @Test
    void csv_eachNumber() {
        add(Way.LIVE, 1, 42, 32);
        assertThat(Router.csv(found)).isEqualTo("""
                way,threads,round,measure,value
                live,1,1,ns,42.0
                live,1,1,bytes,32.0
                live,1,1,dropped,0.25
                live,1,1,other work,0.05
                """);
    }

    @Test
    void settings_whatIsTold_orRefused() {
        Settings settings = settings("quick", "true", "workloads", "ab");
        assertThat(settings.rounds()).isEqualTo(1);
        assertThat(settings.ways()).containsExactly(Way.DIRECT, Way.AB, Way.PACED);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> settings("workloads", "canary"))
                .withMessageStartingWith("bench.workloads names canary, but Router has only direct, current, live");
    }

    @Test
    void otherWork_isNoneOfThisProcess() throws Exception {
        OtherWork work = OtherWork.start();
        Thread.sleep(20);
        assertThat(work.processors())
                .isBetween(0.0, (double) Runtime.getRuntime().availableProcessors() + 1);
    }
}
