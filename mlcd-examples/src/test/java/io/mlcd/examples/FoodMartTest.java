package io.mlcd.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.examples.foodmart.CustomerMonth;
import io.mlcd.examples.foodmart.FoodMart;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The main job's data do not know the future. */
class FoodMartTest {
    private static final FoodMart SALES = FoodMart.load();

    @Test
    void features_ofACutoff_areThoseKnownOnThatDay() {
        LocalDate cutoff = LocalDate.of(1998, 5, 1);

        List<CustomerMonth> known = SALES.asOf(cutoff).features(cutoff);
        List<CustomerMonth> later = SALES.features(cutoff);

        assertThat(known).hasSizeGreaterThan(5_000).allMatch(customer -> customer.boughtAgain() == null);
        assertThat(withoutLabels(later)).isEqualTo(withoutLabels(known));
    }

    private static List<String> withoutLabels(List<CustomerMonth> customers) {
        return customers.stream()
                .map(customer -> customer.toString().replaceAll("boughtAgain=\\w+", ""))
                .toList();
    }

    @Test
    void label_isKnownWhenItsSixtyDaysAreOver() {
        LocalDate cutoff = LocalDate.of(1998, 5, 1);

        List<CustomerMonth> early = SALES.asOf(cutoff.plusDays(59)).features(cutoff);
        List<CustomerMonth> complete = SALES.asOf(cutoff.plusDays(60)).features(cutoff);

        assertThat(early).allMatch(customer -> customer.boughtAgain() == null);
        assertThat(complete).isEqualTo(SALES.features(cutoff)).noneMatch(customer -> customer.boughtAgain() == null);
    }

    @Test
    void features_ofTheFuture_areRefused() {
        assertThatThrownBy(() -> SALES.asOf(LocalDate.of(1998, 5, 1)).features(LocalDate.of(1998, 5, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sales are known before 1998-05-01 only, not before 1998-05-02");
    }

    @Test
    void trainingLabels_areCompleteBeforeTheTestCutoff() {
        for (LocalDate delivery = LocalDate.of(1998, 2, 2);
                delivery.isBefore(LocalDate.of(1999, 2, 1));
                delivery = delivery.plusMonths(1)) {
            Table table = new Months(SALES).labelled(delivery);
            Column cutoff = table.column("cutoff");
            long test = cutoff.millis(table.rows() - 1);
            long lastTraining = 0;
            for (int row = 0; row < table.rows(); row++) {
                lastTraining = cutoff.millis(row) < test ? Math.max(lastTraining, cutoff.millis(row)) : lastTraining;
            }
            long horizon = FoodMart.HORIZON * 24L * 60 * 60 * 1_000;

            assertThat(table.column("boughtAgain").missingCount()).isZero();
            assertThat(lastTraining + horizon).isLessThanOrEqualTo(test);
            assertThat(test + horizon)
                    .isLessThanOrEqualTo(
                            delivery.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli());
        }
    }
}
