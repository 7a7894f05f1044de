package io.mlcd.ensemble.trees;

/** Single trees. */
public final class Trees {
    private Trees() {}

    /**
     * A classification or regression tree; see {@link Cart}.
     *
     * <pre>{@code
     * Model model = Trees.cart().depth(8).pruned(Folds.stratified(10)).fit(table.target("churn"));
     * }</pre>
     */
    public static Cart cart() {
        return Cart.STANDARD;
    }
}
