package io.mlcd.ensemble.linear;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.DataSets;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Learner;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Four fifths of the rows train, the rest test; the numbers are printed. */
class RealDataTest {
    private static DataSets.DataSet set(String name) {
        return DataSets.all().stream()
                .filter(set -> set.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    static Stream<Arguments> sets() {
        return Stream.of(
                Arguments.of("adult", Linear.logistic(), Metric.LOG_LOSS, 0.33),
                Arguments.of("adult", Linear.logistic().penalty(1e-3).l1Ratio(1), Metric.LOG_LOSS, 0.34),
                Arguments.of("telco_churn", Linear.logistic(), Metric.LOG_LOSS, 0.44),
                Arguments.of("spambase", Linear.logistic(), Metric.LOG_LOSS, 0.28),
                Arguments.of("letter", Linear.logistic(), Metric.ACCURACY, 0.75),
                Arguments.of("iris", Linear.logistic(), Metric.ACCURACY, 0.9),
                Arguments.of("california_housing", Linear.ridge(), Metric.R2, 0.59),
                Arguments.of("california_housing", Linear.lasso().penalty(1e-3), Metric.R2, 0.59),
                Arguments.of("diamonds", Linear.ridge(), Metric.R2, 0.91),
                Arguments.of("diamonds", Linear.elasticNet().penalty(1e-3), Metric.R2, 0.89));
    }

    @ParameterizedTest
    @MethodSource
    void sets(String name, Learner learner, Metric metric, double bound) throws Exception {
        Table table = set(name).read(Integer.MAX_VALUE);
        int[] order = Draw.shuffled(table.rows(), 11);
        int train = table.rows() * 4 / 5;
        long begun = System.nanoTime();
        Model model = learner.fit(table.rows(Arrays.copyOf(order, train)));
        double seconds = (System.nanoTime() - begun) / 1e9;
        Evaluation evaluation = Evaluation.of(model, table.rows(Arrays.copyOfRange(order, train, order.length)));
        System.out.printf("%s, %s: %s in %.2f s%n", name, learner, evaluation, seconds);

        double value = evaluation.metric(metric).orElseThrow();
        assertThat(metric.higherIsBetter() ? value : -value)
                .isGreaterThanOrEqualTo(metric.higherIsBetter() ? bound : -bound);
    }
}
