package io.mlcd.examples.foodmart;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * One customer as known at the start of one day, the cut-off: everything but the label comes from sales
 * before that day. The behaviour is that of the {@link FoodMart#WINDOW} days before the cut-off.
 *
 * <p>A number that does not exist is NaN: {@code gapMean} wants two visits, {@code gapDeviation} and
 * {@code overdue} three, and {@code storeSquareFeet} is not on record for four of the stores.
 *
 * @param cutoff        the first day that is not known yet
 * @param recencyDays   days from the last visit to the cut-off, at least 1
 * @param spanDays      days from the first visit in the window to the cut-off
 * @param visits30      days with a purchase among the last 30 (and so on)
 * @param lines180      lines on the receipts
 * @param stores180     distinct stores
 * @param promoted180   share of the lines sold under a promotion
 * @param gapMean       mean days between two visits
 * @param gapDeviation  standard deviation of the days between two visits
 * @param overdue       recency over the mean gap
 * @param boughtAgain   "yes" or "no": a purchase within {@link FoodMart#HORIZON} days from the cut-off on;
 *                      null while these days are not over
 */
public record CustomerMonth(
        LocalDate cutoff,
        int customerId,
        double recencyDays,
        double spanDays,
        double visits30,
        double visits60,
        double visits90,
        double visits180,
        double lines30,
        double lines90,
        double lines180,
        double spend30,
        double spend90,
        double spend180,
        double spendPerVisit,
        double unitsPerLine,
        double marginShare,
        double products180,
        double departments180,
        double stores180,
        double promoted180,
        double gapMean,
        double gapDeviation,
        double overdue,
        double age,
        double accountYears,
        double children,
        double childrenAtHome,
        double cars,
        double storeSquareFeet,
        String memberCard,
        String occupation,
        String education,
        String income,
        String maritalStatus,
        String gender,
        String houseowner,
        String country,
        String state,
        String city,
        String storeType,
        String topDepartment,
        @Nullable String boughtAgain) {}
