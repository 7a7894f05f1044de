package io.mlcd.benchmarks.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mlcd.benchmarks.common.ClassPath;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static Settings of(String... namesAndValues) {
        return of(Bench.INFERENCE, namesAndValues);
    }

    private static Settings of(Bench bench, String... namesAndValues) {
        Properties given = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.setProperty("bench." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Settings.of(bench, given);
    }

    @Test
    void of_nothing_wholeRun() {
        Settings settings = of("quick", "", "rounds", "");
        assertThat(settings.rounds()).isEqualTo(5);
        assertThat(settings.contenders()).isEqualTo(Bench.INFERENCE.contenders());
        assertThat(settings.workloads()).containsExactly(Workload.GBT2, Workload.RF, Workload.GBT10);
        assertThat(settings.told()).isEmpty();
    }

    @Test
    void of_quick_elsewhereAndShorter() {
        Settings settings = of("quick", "true", "results", "there");
        assertThat(settings.rounds()).isEqualTo(1);
        assertThat(settings.results()).isEqualTo(Path.of("there", "quick"));
        assertThat(settings.told()).isEqualTo(" -Dbench.quick=true");
    }

    @Test
    void of_contenders_thisProjectFirst() {
        assertThat(of("contenders", "h2o, onnxruntime").contenders())
                .isEqualTo(List.of(Contender.MLCD, Contender.ONNX, Contender.H2O));
    }

    @Test
    void of_rows_itsOwnContendersAndWorkloads() {
        Settings settings = of(Bench.ROWS, "contenders", "tribuo-rows");
        assertThat(settings.contenders()).containsExactly(Contender.ROW, Contender.TRIBUO_ROWS);
        assertThat(settings.workloads()).containsExactly(Workload.ADULT_FOREST, Workload.ADULT_BOOSTED);
    }

    @Test
    void of_compression_bothModelsThatOthersAreHeldTo() {
        Settings settings = of(Bench.COMPRESSION, "contenders", "tribuo");
        assertThat(settings.contenders()).containsExactly(Contender.MLCD, Contender.MLCD_COMPRESSED, Contender.TRIBUO);
        assertThat(settings.bench().threads(Contender.ONNX)).isEmpty();
    }

    @Test
    void of_workloadOfAnotherSuite_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of(Bench.ROWS, "workloads", "adult-rf,gbt2"))
                .withMessage("bench.workloads names gbt2, but Rows has only adult-rf, adult-gbt");
    }

    @Test
    void of_contenderOfAnotherSuite_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("contenders", "h2o,tribuo-rows"))
                .withMessage("bench.contenders names tribuo-rows, but Inference has only mlcd, mlcd-float, onnxruntime,"
                        + " lightgbm, xgboost-inplace, xgboost-dmatrix, xgboost-old, h2o, smile, tribuo,"
                        + " mlcd-probabilities, mlcd-missing, mlcd-categories");
    }

    @Test
    void bench_eachContenderAndWorkload_inASuite() {
        assertThat(Stream.of(Bench.values())
                        .flatMap(bench -> bench.contenders().stream())
                        .distinct())
                .containsExactlyInAnyOrder(Contender.values());
        assertThat(Stream.of(Bench.values())
                        .flatMap(bench -> bench.workloads().stream())
                        .distinct())
                .containsExactly(Workload.values());
        assertThat(Bench.of("Rows").base()).isEqualTo(Bench.ROWS.contenders().get(0));
        assertThat(Bench.of("Inference").base())
                .isEqualTo(Bench.INFERENCE.contenders().get(0));
    }

    @Test
    void of_batchThatLeavesARest_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("batch", "1000"))
                .withMessage("bench.batch was 1000 but must divide 16384, as 1024 and 4096 do");
    }

    @Test
    void of_wordForANumber_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> of("rounds", "many"))
                .withMessage("bench.rounds was \"many\" but must be a whole number");
    }

    @Test
    void classPath_otherXgboost_inThePlaceOfTheNewer() {
        String path = String.join(File.pathSeparator, "a/classes", "b/xgboost4j_2.12-2.1.4.jar", "c/kryo-5.6.0.jar");
        ClassPath old = ClassPath.of(path).withXgboost(Path.of("d", "xgboost4j_2.12-1.6.2.jar"));
        assertThat(old).hasToString(path.replace("b/xgboost4j_2.12-2.1.4.jar", "d/xgboost4j_2.12-1.6.2.jar"));
        assertThat(old.version("xgboost4j_2.12")).isEqualTo("1.6.2");
        assertThat(old.version("onnxruntime")).isEqualTo("?");
    }
}
