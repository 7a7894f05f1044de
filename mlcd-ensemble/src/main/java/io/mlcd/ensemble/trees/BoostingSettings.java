package io.mlcd.ensemble.trees;

/**
 * How a boosted model is trained.
 *
 * @param loss what is made small
 * @param rounds how many trees at most, for each class if there are more than two
 * @param rate what each tree's values are multiplied with
 * @param rowFraction how many of the rows each round is trained on
 * @param featureFraction how many of the features each tree may use
 * @param patience without a better round for so many rounds training ends; 0 for never
 * @param validationFraction how many of the rows say which round is better
 * @param balanced whether each class weighs the same
 * @param bins the most bins of a feature
 */
record BoostingSettings(
        Loss loss,
        int rounds,
        double rate,
        double rowFraction,
        double featureFraction,
        int patience,
        double validationFraction,
        boolean balanced,
        int bins) {
    BoostingSettings {
        require(rounds >= 1, "rounds", rounds, "at least 1");
        require(rate > 0 && rate <= 1, "rate", rate, "in (0, 1]");
        require(rowFraction > 0 && rowFraction <= 1, "rowFraction", rowFraction, "in (0, 1]");
        require(featureFraction > 0 && featureFraction <= 1, "featureFraction", featureFraction, "in (0, 1]");
        require(patience >= 0, "patience", patience, "at least 1 round");
        require(
                validationFraction > 0 && validationFraction <= 0.5,
                "validationFraction",
                validationFraction,
                "above 0 and at most 0.5");
        require(bins >= 2 && bins <= Cuts.MOST, "bins", bins, "from 2 to " + Cuts.MOST);
    }

    private static void require(boolean good, String name, Number value, String wanted) {
        if (!good) {
            throw new IllegalArgumentException(name + " was " + value + " but must be " + wanted);
        }
    }

    BoostingSettings withLoss(Loss newLoss) {
        return new BoostingSettings(
                newLoss, rounds, rate, rowFraction, featureFraction, patience, validationFraction, balanced, bins);
    }

    BoostingSettings withRounds(int newRounds) {
        return new BoostingSettings(
                loss, newRounds, rate, rowFraction, featureFraction, patience, validationFraction, balanced, bins);
    }

    BoostingSettings withRate(double newRate) {
        return new BoostingSettings(
                loss, rounds, newRate, rowFraction, featureFraction, patience, validationFraction, balanced, bins);
    }

    BoostingSettings withRowFraction(double newRowFraction) {
        return new BoostingSettings(
                loss, rounds, rate, newRowFraction, featureFraction, patience, validationFraction, balanced, bins);
    }

    BoostingSettings withFeatureFraction(double newFeatureFraction) {
        return new BoostingSettings(
                loss, rounds, rate, rowFraction, newFeatureFraction, patience, validationFraction, balanced, bins);
    }

    BoostingSettings withBins(int newBins) {
        return new BoostingSettings(
                loss, rounds, rate, rowFraction, featureFraction, patience, validationFraction, balanced, newBins);
    }

    BoostingSettings withBalanced() {
        return new BoostingSettings(
                loss, rounds, rate, rowFraction, featureFraction, patience, validationFraction, true, bins);
    }

    BoostingSettings withEarlyStopping(int newPatience, double newFraction) {
        return new BoostingSettings(
                loss, rounds, rate, rowFraction, featureFraction, newPatience, newFraction, balanced, bins);
    }
}
