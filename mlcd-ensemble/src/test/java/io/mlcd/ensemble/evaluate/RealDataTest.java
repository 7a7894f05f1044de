package io.mlcd.ensemble.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.mlcd.core.data.Table;
import io.mlcd.core.metric.ClassMetric;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.GradientBoosting;
import io.mlcd.ensemble.trees.RandomForest;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Evaluation as a whole on real tables. */
@Timeout(240)
class RealDataTest {
    private static final GradientBoosting BOOSTING = Boosting.gradient().rounds(40);

    /** The table of the examples, which is always there. */
    private static Table churn() {
        return Csv.standard()
                .read(Path.of("../mlcd-examples/data/telco_churn.csv"))
                .drop("customerID")
                .target("Churn");
    }

    @Test
    void churn_crossValidated_slicedAndCompared() throws InterruptedException {
        Table churn = churn();
        CrossValidationReport report = CrossValidation.of(BOOSTING, Folds.stratified(4))
                .run(churn, Fit.standard().seed(1));

        CrossValidationReport.Summary auc = report.summary(Metric.ROC_AUC).orElseThrow();
        Interval pooled = report.pooled().interval(Metric.ROC_AUC, 0.95).orElseThrow();
        assertThat(auc.mean()).isBetween(0.80, 0.88);
        assertThat(pooled.value()).isCloseTo(auc.mean(), within(0.02));
        assertThat(pooled.contains(auc.mean())).isTrue();
        assertThat(report.pooled().metric(Metric.PR_AUC).orElseThrow()).isBetween(0.5, 0.75);
        assertThat(report.pooled().metric(Metric.CALIBRATION_ERROR).orElseThrow())
                .isLessThan(0.1);
        assertThat(report.pooled().metric(ClassMetric.recall("Yes")).orElseThrow())
                .isBetween(0.3, 0.7);

        Slices byContract = report.pooled().by("Contract");
        assertThat(byContract.all()).hasSize(3);
        assertThat(byContract.all().stream()
                        .mapToInt(slice -> slice.evaluation().rows())
                        .sum())
                .isEqualTo(churn.rows());
        assertThat(byContract.worst(Metric.ACCURACY).orElseThrow().name()).isEqualTo("Contract = Month-to-month");
    }

    @Test
    void churn_aBetterModelIsFoundBetter_andFeaturesThatMatterAreFound() throws InterruptedException {
        Table churn = churn();
        Table train = churn.range(0, churn.rows() / 2);
        Table test = churn.range(churn.rows() / 2, churn.rows());
        Model all = BOOSTING.fit(train);
        Model blind =
                BOOSTING.fit(train.drop("Contract", "tenure", "TotalCharges", "InternetService", "OnlineSecurity"));

        Comparison comparison = Comparison.of(all, blind, test);
        Difference auc = comparison.difference(Metric.ROC_AUC).orElseThrow();
        assertThat(auc.verdict()).as("%s", auc).isEqualTo(Difference.Verdict.BETTER);
        assertThat(comparison.mcNemar()).isPresent();

        Importance permutation = Importance.permutation(all, test, Metric.ROC_AUC, 2, Fit.standard());
        Importance gain = Importance.gain(all, train);
        assertThat(permutation.of().subList(0, 6).stream().map(Importance.OfFeature::name))
                .contains("Contract", "tenure");
        assertThat(gain.of().subList(0, 6).stream().map(Importance.OfFeature::name))
                .contains("Contract", "tenure");
        assertThat(permutation.of("gender").value()).isCloseTo(0, within(0.01));
    }

    @Test
    void adult_crossValidated_byRowsAndByKeys() throws InterruptedException {
        Table adult = DataSets.adult().read(8_000);
        CrossValidationReport report = CrossValidation.of(
                        RandomForest.standard().trees(30), Folds.stratified(3))
                .run(adult, Fit.standard().seed(2));

        assertThat(report.pooled().metric(Metric.ROC_AUC).orElseThrow()).isBetween(0.87, 0.93);
        assertThat(report.folds()).hasSize(3);
        assertThat(report.toString()).contains("ROC_AUC", "seconds");
        Slices bySex = report.pooled().by("sex");
        assertThat(bySex.table(0.95, Metric.ACCURACY)).contains("sex = ");
        assertThat(bySex.tooSmall()).isEmpty();
    }
}
