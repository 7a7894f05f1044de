package io.mlcd.ensemble.trees;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a boosted model is trained.
 *
 * @param loss what is made small
 * @param rounds how many trees at most, for each class if there are more than two
 * @param rate what each tree's values are multiplied with
 * @param sampling which rows and features a round may use
 * @param patience without a better round for so many rounds training ends; 0 for never
 * @param validationFraction how many of the rows say which round is better
 * @param balanced whether each class weighs the same
 * @param classWeights what the rows of a class weigh more than others
 * @param monotone for some features 1 if the prediction may not fall with it, -1 if it may not rise
 * @param bins the most bins of a feature
 */
record BoostingSettings(
        Loss loss,
        int rounds,
        double rate,
        Sampling sampling,
        int patience,
        double validationFraction,
        boolean balanced,
        SortedMap<String, Double> classWeights,
        SortedMap<String, Integer> monotone,
        int bins) {

    /**
     * How much of the table a round sees.
     *
     * @param rows how many of the rows each round is trained on
     * @param features how many of the features each tree may use
     */
    record Sampling(double rows, double features) {
        Sampling {
            require(rows > 0 && rows <= 1, "rowFraction", rows, "in (0, 1]");
            require(features > 0 && features <= 1, "featureFraction", features, "in (0, 1]");
        }
    }

    BoostingSettings {
        require(rounds >= 1, "rounds", rounds, "at least 1");
        require(rate > 0 && rate <= 1, "rate", rate, "in (0, 1]");
        require(patience >= 0, "patience", patience, "at least 1 round");
        require(
                validationFraction > 0 && validationFraction <= 0.5,
                "validationFraction",
                validationFraction,
                "above 0 and at most 0.5");
        require(bins >= 2 && bins <= Cuts.MOST, "bins", bins, "from 2 to " + Cuts.MOST);
        classWeights = Collections.unmodifiableSortedMap(new TreeMap<>(classWeights));
        classWeights.forEach((label, weight) -> require(
                weight > 0 && weight < Double.POSITIVE_INFINITY,
                "the weight of the class \"" + label + "\"",
                weight,
                "above 0"));
        monotone = Collections.unmodifiableSortedMap(new TreeMap<>(monotone));
    }

    static BoostingSettings standard() {
        return new BoostingSettings(
                Loss.automatic(),
                100,
                0.1,
                new Sampling(1, 1),
                0,
                0.2,
                false,
                new TreeMap<>(),
                new TreeMap<>(),
                Cuts.MOST);
    }

    private static void require(boolean good, String name, Number value, String wanted) {
        if (!good) {
            throw new IllegalArgumentException(name + " was " + value + " but must be " + wanted);
        }
    }

    double rowFraction() {
        return sampling.rows();
    }

    double featureFraction() {
        return sampling.features();
    }

    BoostingSettings withLoss(Loss newLoss) {
        return new BoostingSettings(
                newLoss, rounds, rate, sampling, patience, validationFraction, balanced, classWeights, monotone, bins);
    }

    BoostingSettings withRounds(int newRounds) {
        return new BoostingSettings(
                loss, newRounds, rate, sampling, patience, validationFraction, balanced, classWeights, monotone, bins);
    }

    BoostingSettings withRate(double newRate) {
        return new BoostingSettings(
                loss, rounds, newRate, sampling, patience, validationFraction, balanced, classWeights, monotone, bins);
    }

    BoostingSettings withSampling(double rowFraction, double featureFraction) {
        return new BoostingSettings(
                loss,
                rounds,
                rate,
                new Sampling(rowFraction, featureFraction),
                patience,
                validationFraction,
                balanced,
                classWeights,
                monotone,
                bins);
    }

    BoostingSettings withBins(int newBins) {
        return new BoostingSettings(
                loss, rounds, rate, sampling, patience, validationFraction, balanced, classWeights, monotone, newBins);
    }

    /** With classes that all weigh the same, or weights for some of them. */
    BoostingSettings withClassWeights(boolean newBalanced, Map<String, Double> newWeights) {
        return new BoostingSettings(
                loss,
                rounds,
                rate,
                sampling,
                patience,
                validationFraction,
                newBalanced,
                new TreeMap<>(newWeights),
                monotone,
                bins);
    }

    BoostingSettings withMonotone(int direction, String... features) {
        SortedMap<String, Integer> more = new TreeMap<>(monotone);
        for (String feature : features) {
            more.put(feature, direction);
        }
        return new BoostingSettings(
                loss, rounds, rate, sampling, patience, validationFraction, balanced, classWeights, more, bins);
    }

    BoostingSettings withEarlyStopping(int newPatience, double newFraction) {
        return new BoostingSettings(
                loss, rounds, rate, sampling, newPatience, newFraction, balanced, classWeights, monotone, bins);
    }

    /** The calls that differ from {@link #standard()}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(rounds + " rounds, rate " + rate);
        text.append(loss.kind() == Loss.Kind.AUTOMATIC ? "" : ", loss " + loss);
        text.append(rowFraction() < 1 ? ", rowFraction " + rowFraction() : "");
        text.append(featureFraction() < 1 ? ", featureFraction " + featureFraction() : "");
        text.append(patience > 0 ? ", earlyStopping(" + patience + ", " + validationFraction + ")" : "");
        text.append(balanced ? ", balanced" : "");
        text.append(classWeights.isEmpty() ? "" : ", classWeights " + classWeights);
        text.append(monotone.isEmpty() ? "" : ", monotone " + monotone);
        text.append(bins < Cuts.MOST ? ", " + bins + " bins" : "");
        return text.toString();
    }
}
