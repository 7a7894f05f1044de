package io.mlcd.interop.xgboost;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a file says, checked, whatever its format.
 *
 * @param version who saved it
 * @param booster its name in the file
 * @param base the margins that sums start from, one for each group
 * @param features what the file tells of them, in order
 * @param bestIteration the round that early stopping chose, from 0
 */
record Saved(
        Version version,
        Objective objective,
        String booster,
        List<Double> base,
        List<SavedFeature> features,
        OptionalInt bestIteration,
        Content content) {

    /** The most features and classes; rows here are dense. */
    static final int MAX_FEATURES = 1 << 18;

    static final int MAX_GROUPS = 1 << 16;

    int groups() {
        return base.size();
    }

    /** What is summed. */
    sealed interface Content permits Boosted, Weights {}

    /**
     * Trees.
     *
     * @param trees in the order of summing
     * @param rounds after each round how many trees there are, beginning with 0
     */
    record Boosted(List<Member> trees, List<Integer> rounds) implements Content {}

    /**
     * A tree with one output.
     *
     * @param output the score that it adds to
     * @param weight what its leaves are multiplied with
     */
    record Member(Tree tree, int output, double weight) {}

    /**
     * A linear model without its base.
     *
     * @param form the weights and biases
     */
    record Weights(Linear form) implements Content {}

    /**
     * A feature.
     *
     * @param name its name
     * @param isCategory whether its values are codes
     * @param codes how many codes the splits tell apart
     * @param categories the texts of the codes, where the file tells them; else empty
     */
    record SavedFeature(String name, boolean isCategory, int codes, List<String> categories) {}

    /** The base scores of a file as margins. */
    static List<Double> margins(String place, Objective objective, Version version, float... scores) {
        List<Double> margins = new ArrayList<>(scores.length);
        for (float score : scores) {
            double margin = objective.margin(score, version);
            if (!Double.isFinite(margin)) {
                throw Refusal.corrupt(place, "the base score " + score + " is none for the objective " + objective);
            }
            margins.add(margin);
        }
        return margins;
    }

    static Objective objective(String place, String id) {
        return Objective.of(id).orElseThrow(() -> unknownObjective(place, id));
    }

    private static ArtifactException unknownObjective(String place, String id) {
        String shown = id.length() > 60 ? id.substring(0, 60) + "..." : id;
        return Refusal.notSupported(
                place,
                "the objective \"" + shown + "\" is unknown, so what its base score means is, too",
                "known are " + Objective.ids());
    }

    /** Where rounds end when the file does not say: after each the same number of trees. */
    static List<Integer> rounds(int trees, int treesInRound) {
        int each = Math.max(1, treesInRound);
        List<Integer> rounds = new ArrayList<>();
        for (long end = 0; end < trees; end += each) {
            rounds.add((int) end);
        }
        rounds.add(trees);
        return rounds;
    }

    /**
     * Weights and biases from XGBoost's one list: the groups of feature 0, of feature 1, ..., of the bias. It is empty before the
     * first round, and then the model is its base alone.
     */
    static Content weights(String place, float[] list, int features, int groups) {
        if (list.length == 0) {
            return new Boosted(List.of(), List.of(0));
        }
        long expected = (features + 1L) * groups;
        if (list.length != expected) {
            throw Refusal.corrupt(
                    place,
                    "there are " + list.length + " weights, but " + features + " features and a bias for each of "
                            + groups + " outputs make " + expected);
        }
        for (int i = 0; i < list.length; i++) {
            if (!Float.isFinite(list[i])) {
                throw Refusal.corrupt(place, "weight " + i + " is " + list[i] + ", which is no finite number");
            }
        }
        double[][] weights = new double[groups][features];
        double[] bias = new double[groups];
        for (int i = 0; i < list.length; i++) {
            if (i / groups < features) {
                weights[i % groups][i / groups] = list[i];
            } else {
                bias[i % groups] = list[i];
            }
        }
        return new Weights(Linear.of(weights, bias));
    }
}
