package io.mlcd.ensemble.trees;

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
}
