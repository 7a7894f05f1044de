package io.mlcd.ensemble.trees;

import io.mlcd.ensemble.learn.AdaBoost;
import io.mlcd.ensemble.learn.Learner;

/** Boosting: models that each correct those before them. */
public final class Boosting {
    private Boosting() {}

    /**
     * Gradient boosting of trees; see {@link GradientBoosting}.
     *
     * <pre>{@code
     * Model model = Boosting.gradient().rounds(300).depth(5).fit(table.target("churn"));
     * }</pre>
     */
    public static GradientBoosting gradient() {
        return GradientBoosting.STANDARD;
    }

    /**
     * Adaptive boosting of any learner; see {@link AdaBoost}.
     *
     * <pre>{@code
     * Model model = Boosting.adaBoost(RandomForest.standard().trees(1).depth(2)).rounds(100).fit(table.target("churn"));
     * }</pre>
     */
    public static AdaBoost adaBoost(Learner learner) {
        return AdaBoost.of(learner);
    }
}
