package io.mlcd.examples;

import io.mlcd.core.data.Table;
import io.mlcd.ensemble.source.Records;
import io.mlcd.examples.foodmart.CustomerMonth;
import io.mlcd.examples.foodmart.FoodMart;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * What is known on the day of a delivery, the second of a month. All cut-offs are firsts of a month.
 *
 * <p>A label looks 60 days ahead, so the newest cut-off with a label is that of two months ago: it is the test part.
 * Training cut-offs are earlier ones whose labels were complete when the test cut-off began, which is the distance at which
 * the model will be used. A customer who bought nothing for 180 days is not asked about.
 */
final class Months {
    private static final int TRAINING_CUTOFFS = 6;
    private static final LocalDate FIRST_CUTOFF = LocalDate.of(1997, 4, 1);

    private final FoodMart sales;

    Months(FoodMart sales) {
        this.sales = sales;
    }

    /** The rows to learn from and to test on; the newest cut-off is the test part. */
    Table labelled(LocalDate delivery) {
        FoodMart known = sales.asOf(delivery);
        LocalDate test = newestLabelled(delivery);
        List<CustomerMonth> rows = new ArrayList<>();
        LocalDate cutoff = newestLabelled(test);
        for (int i = 0; i < TRAINING_CUTOFFS && !cutoff.isBefore(FIRST_CUTOFF); i++) {
            rows.addAll(known.features(cutoff));
            cutoff = cutoff.minusMonths(1);
        }
        rows.addAll(known.features(test));
        return Records.table(CustomerMonth.class, rows);
    }

    /** This month's customers, whose future is not known. */
    List<CustomerMonth> current(LocalDate delivery) {
        return sales.asOf(delivery).features(delivery.withDayOfMonth(1));
    }

    static LocalDate newestLabelled(LocalDate known) {
        return known.minusDays(FoodMart.HORIZON).withDayOfMonth(1);
    }
}
