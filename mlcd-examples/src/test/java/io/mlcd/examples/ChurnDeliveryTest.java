package io.mlcd.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.GateException;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.delivery.Delivery;
import io.mlcd.ensemble.delivery.DeliveryReport;
import io.mlcd.ensemble.delivery.Gate;
import io.mlcd.ensemble.delivery.Run;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.learn.Bagging;
import io.mlcd.ensemble.learn.Preparation;
import io.mlcd.ensemble.learn.Prepared;
import io.mlcd.ensemble.source.Csv;
import io.mlcd.ensemble.tribuo.Learners;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.tribuo.classification.dtree.CARTClassificationTrainer;

/** A whole delivery inside a unit test: the model is built, judged and released like any other part of a program. */
class ChurnDeliveryTest {
    private static final Table CUSTOMERS = Csv.standard()
            .category("SeniorCitizen")
            .read(Path.of("data", "telco_churn.csv"))
            .range(0, 2_000);

    private static final Delivery CHURN = Delivery.of("churn")
            .target("Churn")
            .key("customerID")
            .split(Split.stratified().test(0.25))
            .learner(Prepared.by(
                    Preparation.standard(),
                    Bagging.of(Learners.tribuo(new CARTClassificationTrainer(6)))
                            .members(5)))
            .seed(1);

    @Test
    void delivery_goodEnough_isReleasedAndAnswers() throws InterruptedException {
        Delivery delivery = CHURN.gate(Gate.atLeast(Metric.ROC_AUC, 0.75));

        try (LocalRegistry registry = LocalRegistry.inMemory().open()) {
            DeliveryReport report = delivery.run(CUSTOMERS, Run.into(registry));
            Version version = report.version();
            registry.promote("churn", version);

            Prediction monthly = registry.live("churn")
                    .predict(Row.of("tenure", 1, "Contract", "Month-to-month", "MonthlyCharges", 95.0));
            Prediction yearly = registry.live("churn")
                    .predict(Row.of("tenure", 60, "Contract", "Two year", "MonthlyCharges", 25.0));

            assertThat(monthly.version()).contains(version);
            assertThat(monthly.probability("Yes")).isGreaterThan(yearly.probability("Yes"));
        }
    }

    /**
     * How a gate turns a build red: {@code run(...).orThrow()} in a test fails it when the model is not good enough. Here the
     * bound is one that nobody reaches, and the test expects the failure that a build would show.
     */
    @Test
    void delivery_belowItsGate_turnsTheBuildRed() throws InterruptedException {
        Delivery tooAmbitious = CHURN.gate(Gate.atLeast(Metric.ROC_AUC, 0.99));

        DeliveryReport report = tooAmbitious.run(CUSTOMERS, Run.dry());

        assertThat(report.published()).isEmpty();
        assertThatThrownBy(report::orThrow)
                .isInstanceOf(GateException.class)
                .hasMessageContaining("\"churn\" was not released: FAIL ROC_AUC at least 0.99: 0.8")
                .hasMessageContaining("is below 0.9900 on 500 test rows; give more or better data");
    }
}
