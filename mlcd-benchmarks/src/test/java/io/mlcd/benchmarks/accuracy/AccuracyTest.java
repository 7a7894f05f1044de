package io.mlcd.benchmarks.accuracy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Quality;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccuracyTest {
    private static final Machine MACHINE = new Machine("a processor", 2, "a system");

    @Test
    void of_twoLosses_meanDifferenceAndItsStandardError() {
        Paired paired = Paired.of(new double[] {2, 4, 6}, new double[] {1, 2, 3});
        assertThat(paired.mean()).isEqualTo(2);
        assertThat(paired.standardError()).isCloseTo(Math.sqrt(1 / 3.0), within(1e-12));
    }

    @Test
    void of_oneLoss_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Paired.of(new double[1], new double[1]))
                .withMessageContaining("set -Dbench.rounds to at least 2");
    }

    @ParameterizedTest
    @CsvSource({"-1.1, BETTER", "-1, WITHIN_ONE", "1, WITHIN_ONE", "2, WITHIN_TWO", "2.1, WORSE"})
    void verdict_differenceInStandardErrors(double mean, Paired.Verdict verdict) {
        assertThat(new Paired(mean, 1).verdict()).isEqualTo(verdict);
    }

    @Test
    void random_splits_eachRowOnceAndTheSameForTheSameSeed() {
        List<TrainTest> splits = TrainTest.random(101, 2, 7);
        assertThat(splits.get(0).train()).hasSize(80);
        assertThat(IntStream.concat(
                                IntStream.of(splits.get(0).train()),
                                IntStream.of(splits.get(0).test()))
                        .sorted()
                        .toArray())
                .isEqualTo(IntStream.range(0, 101).toArray());
        assertThat(splits.get(1).test()).isNotEqualTo(splits.get(0).test());
        assertThat(TrainTest.random(101, 2, 7).get(1).test())
                .isEqualTo(splits.get(1).test());
    }

    @Test
    void inTime_windows_testAfterTrainFromTheFirstRowToTheLast() {
        List<TrainTest> splits = TrainTest.inTime(100, 3);
        assertThat(splits.get(0).train()).isEqualTo(IntStream.range(0, 40).toArray());
        assertThat(splits.get(1).train()).isEqualTo(IntStream.range(25, 65).toArray());
        assertThat(splits.get(2).test()).isEqualTo(IntStream.range(90, 100).toArray());
    }

    private static Marks marks(Map<Contender, double[]> losses, int splits) {
        Properties facts = new Properties();
        facts.setProperty("java", "JVM 17");
        facts.setProperty("rows", "1000");
        facts.setProperty("features", "20");
        losses.forEach((contender, its) -> {
            for (int split = 0; split < its.length; split++) {
                Marks.put(facts, contender, split, new Quality(its[split], 0.75, 0.5, its[split], 0.25));
            }
        });
        return Marks.of(facts, splits);
    }

    @Test
    void text_twoSets_differenceToTheBetterPeerAndCounts() {
        Map<DataSet, Marks> found = new EnumMap<>(DataSet.class);
        found.put(
                DataSet.CREDIT,
                marks(
                        Map.of(
                                Contender.MLCD, new double[] {0.5, 0.6},
                                Contender.XGBOOST, new double[] {0.4, 0.4},
                                Contender.LIGHTGBM, new double[] {0.3, 0.7}),
                        2));
        found.put(
                DataSet.BIKE,
                marks(
                        Map.of(
                                Contender.MLCD, new double[] {40, 41},
                                Contender.LIGHTGBM, new double[] {40.5, 41.5}),
                        2));
        String text = new AccuracyPage(
                        Accuracy.plan(new Properties()), MACHINE, found, List.of("XGBoost at bike: no reason"))
                .text();
        assertThat(text)
                .contains(
                        "| credit | 1,000 | 20 | log loss | 0.55000 | 0.40000 | 0.50000 | xgboost | +0.15000 | 0.05000 |"
                                + " worse by more than two standard errors |")
                .contains("| bike, in time | 1,000 | 20 | RMSE | 40.500 | - | 41.000 | lightgbm | -0.50000 | 0.000000 |"
                        + " better by more than one standard error |")
                .contains("| credit | ROC AUC | 0.75000 |")
                .contains("| bike | R2 | 0.25000 | - |")
                .contains(
                        "mlcd is better than the better peer or within one standard error of it on 1 of 2 sets, within two on 1.")
                .contains("By these measures mlcd is better than the better peer or within one standard error of it on")
                .contains("- XGBoost at bike: no reason");
        assertThat(Accuracy.csv(found)).contains("credit,xgboost,2,log loss,0.4\n", "bike,mlcd,1,R2,0.25\n");
    }

    @Test
    void of_splitsThatLack_contenderLeftOut() {
        assertThat(marks(Map.of(Contender.MLCD, new double[] {1, 2}, Contender.XGBOOST, new double[] {1}), 2)
                        .qualities())
                .containsOnlyKeys(Contender.MLCD);
    }

    @Test
    void sets_eleven_eachWithItsName() {
        Set<String> ids = new HashSet<>();
        for (DataSet set : DataSet.values()) {
            ids.add(set.id());
        }
        assertThat(ids).hasSize(11);
    }
}
