package io.mlcd.ensemble.linear;

/**
 * Linear models; see the {@linkplain io.mlcd.ensemble.linear package} for how they take columns and what they minimise.
 *
 * <pre>{@code
 * Linear.logistic().fit(customers.target("churn"))                   // probabilities of two or more classes
 * Linear.ridge().penalty(0.01).fit(houses.target("price"))           // a number
 * Linear.lasso().penalty(0.02).fit(houses.target("price"))           // a number, by few columns
 * }</pre>
 */
public final class Linear {
    private static final double SPARSE_PENALTY = 0.01;

    private Linear() {}

    /** Logistic regression: two classes by one score, more by softmax; with an L2 penalty as strong as one row unless told. */
    public static LogisticRegression logistic() {
        return new LogisticRegression(LinearSettings.STANDARD, ClassWeights.EQUAL);
    }

    /** Least squares with an L2 penalty, as strong as one row unless told; solved exactly. */
    public static LeastSquares ridge() {
        return new LeastSquares(LinearSettings.STANDARD);
    }

    /** Least squares with a penalty of 0.01, half of it L1, unless told; by coordinate descent. */
    public static LeastSquares elasticNet() {
        return ridge().penalty(SPARSE_PENALTY).l1Ratio(0.5);
    }

    /** Least squares with an L1 penalty, of 0.01 unless told, which leaves out columns; by coordinate descent. */
    public static LeastSquares lasso() {
        return elasticNet().l1Ratio(1);
    }
}
