package io.mlcd.benchmarks.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Plan;
import io.mlcd.benchmarks.learners.Quality;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TrainingPageTest {
    private static final Machine MACHINE = new Machine("a processor", 2, "a system");

    private final Found found = new Found();

    private void add(Workload workload, Contender contender, int trees, double loss, double... seconds) {
        for (int round = 1; round <= seconds.length; round++) {
            Quality quality = new Quality(loss, 0.9, 1 - loss, Double.NaN, Double.NaN);
            Outcome outcome = new Outcome("JVM 17", trees, 2 * seconds[round - 1], seconds[round - 1], 5e8, quality);
            found.add(new Found.Sample(workload, contender, round, outcome));
        }
    }

    private static Plan<Workload> plan(String... namesAndValues) {
        Properties given = new Properties();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            given.setProperty("bench." + namesAndValues[i], namesAndValues[i + 1]);
        }
        return Training.plan(given);
    }

    private String page(String... namesAndValues) {
        return new TrainingPage(plan(namesAndValues), MACHINE, found).text();
    }

    @Test
    void text_boosted_ratiosOfEachRoundAndLossBesideTheLowest() {
        add(Workload.BOOSTED_50K, Contender.MLCD, 500, 0.2019, 3, 4, 6);
        add(Workload.BOOSTED_50K, Contender.XGBOOST, 500, 0.2, 4, 4, 4);
        add(Workload.BOOSTED_50K, Contender.LIGHTGBM, 500, 0.3, 6, 2, 6);
        assertThat(page())
                .contains("## boosted-50k: 50,000 rows, boosting, 500 trees, depth 6")
                .contains("| mlcd | Java | 500 | 8.00 (6.00 to 12.0) | 1.50 (0.75 to 2.00) | 4.00 (3.00 to 6.00) |"
                        + " 1.50 (0.75 to 2.00) | 0.2019 | 0.9000 | 0.7981 | 500 |")
                .contains(Contender.LIGHTGBM.title() + " | native | 500 | 12.0 (4.00 to 12.0) | 1.50 (1.00 to 1.50) |")
                .contains(
                        "mlcd takes 1.50 (0.75 to 2.00) times as long for a tree as the faster peer in the first fit of a"
                                + " JVM, 1.50 (0.75 to 2.00) in the second."
                                + " Its log loss is 1.0095 times the lowest of the peers: within 1 %.");
    }

    @Test
    void text_lossAndAccuracyTooFarOff_said() {
        add(Workload.BOOSTED_50K, Contender.MLCD, 500, 0.203, 1);
        add(Workload.BOOSTED_50K, Contender.XGBOOST, 500, 0.2, 1);
        add(Workload.FOREST_50K, Contender.MLCD, 100, 0.106, 1);
        add(Workload.FOREST_50K, Contender.SMILE, 100, 0.1, 1);
        assertThat(page())
                .contains("is 1.0150 times the lowest of the peers: more than 1 % above.")
                .contains("is -0.0060: more than 0.005 below.");
    }

    @Test
    void text_forest_timesForATree() {
        add(Workload.FOREST_50K, Contender.MLCD, 100, 0.104, 10);
        add(Workload.FOREST_50K, Contender.SMILE, 100, 0.1, 20);
        add(Workload.FOREST_50K, Contender.TRIBUO, 3, 0.2, 30);
        assertThat(page())
                .contains("| Java | 3 | 60.0 | 50.0 | 30.0 | 50.0 |")
                .contains("mlcd takes 0.50 times as long for a tree")
                .contains("Its accuracy less the highest of the peers is -0.0040: within 0.005.");
    }

    @Test
    void text_scale_secondsARow() {
        add(Workload.SCALE_50K, Contender.MLCD, 100, 0.1, 1, 1);
        add(Workload.SCALE_200K, Contender.MLCD, 100, 0.1, 4, 6);
        add(Workload.SCALE_800K, Contender.MLCD, 100, 0.1, 12, 14);
        assertThat(page())
                .contains("| mlcd | 200,000 | 10.0 (8.00 to 12.0) | 1.25 (1.00 to 1.50) |")
                .contains(
                        "mlcd's second fit grows no faster than the rows: 0.81 (0.75 to 0.88) times the seconds a row.");
    }

    @Test
    void text_oneScale_nothingSaidOfGrowth() {
        add(Workload.SCALE_50K, Contender.MLCD, 100, 0.1, 1);
        assertThat(page("workloads", "scale-50k"))
                .contains("| mlcd | 50,000 | 2.00 | 1.00 | 1.00 | 1.00 |")
                .doesNotContain("than the rows")
                .doesNotContain("Not run");
    }

    @Test
    void text_scalesInAnotherOrder_stillBesideTheFewestRows() {
        add(Workload.SCALE_50K, Contender.MLCD, 100, 0.1, 1);
        add(Workload.SCALE_200K, Contender.MLCD, 100, 0.1, 6);
        assertThat(page("workloads", "scale-200k,scale-50k")).contains("grows faster than the rows: 1.50 times");
    }

    @Test
    void text_absentAndLeftOut_named() {
        found.addAbsent(new Found.Entry(Workload.FOREST_LETTER, Contender.SMILE), "no data\nmore");
        assertThat(page("contenders", "smile"))
                .contains("- " + Contender.SMILE.title() + " at forest-letter: no data\n")
                .contains("- " + Contender.WEKA.title() + ": left out of this run")
                .contains("-Dbench=Training -Dbench.contenders=smile`");
    }

    @Test
    void csv_twoRounds_eachNumber() {
        add(Workload.BOOSTED_50K, Contender.MLCD, 500, 0.2, 3, 4);
        assertThat(Training.csv(found))
                .startsWith("workload,contender,round,measure,value\n")
                .contains("boosted-50k,mlcd,2,seconds of the first fit,8.0\n")
                .contains("boosted-50k,mlcd,2,log loss,0.2\n");
    }

    @Test
    void timesLeastPeer_roundWithoutPeers_leftOut() {
        add(Workload.BOOSTED_50K, Contender.MLCD, 500, 0.2, 3, 100);
        add(Workload.BOOSTED_50K, Contender.XGBOOST, 500, 0.2, 2);
        assertThat(found.timesLeastPeer(Workload.BOOSTED_50K, Contender.MLCD, Outcome::secondPerTree))
                .contains(new Spread(1.5, 1.5, 1.5));
    }

    @Test
    void outcome_storedAndRead_same() {
        Quality quality = new Quality(0.25, Double.NaN, 0.75, Double.NaN, Double.NaN);
        Outcome outcome = new Outcome("JVM", 3, 2.5, 1.25, 7, quality);
        assertThat(Outcome.of(outcome.facts())).isEqualTo(outcome);
    }

    @Test
    void plan_whatIsTold_orRefused() {
        Plan<Workload> plan = plan("quick", "true", "results", "there", "workloads", "scale-800k,boosted-50k");
        assertThat(plan.rounds()).isEqualTo(1);
        assertThat(plan.results()).isEqualTo(Path.of("there", "quick"));
        assertThat(plan.workloads()).containsExactly(Workload.SCALE_800K, Workload.BOOSTED_50K);
        assertThat(plan.contenders()).isEqualTo(Training.contenders());
        assertThat(plan("contenders", "weka").contenders()).containsExactly(Contender.MLCD, Contender.WEKA);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> plan("workloads", "gbt2"))
                .withMessageStartingWith("bench.workloads names gbt2, but Training has only boosted-50k, ");
    }

    @Test
    void load_quick_testRowsFollowTheTrained() {
        Workload.Rows rows = Workload.BOOSTED_50K.load(Path.of("nowhere"), true);
        assertThat(rows.train().rows()).isEqualTo(5_000);
        assertThat(rows.test().rows()).isEqualTo(Workload.TESTED);
        assertThat(rows.test().row(0))
                .isEqualTo(Workload.BOOSTED_200K.load(Path.of(""), true).train().row(5_000));
    }
}
