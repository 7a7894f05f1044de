/**
 * XGBoost's saved models as models of mlcd; begin at {@link io.mlcd.interop.xgboost.XGBoostModel}.
 *
 * <p>What an XGBoost model says, and what it becomes:
 *
 * <table>
 * <caption>The parts of a model</caption>
 * <tr><th>XGBoost</th><th>here</th></tr>
 * <tr><td>{@code (float) x < split_condition} goes left</td>
 *     <td>{@link io.mlcd.core.form.Thresholds#below(float)}, the same side for every double</td></tr>
 * <tr><td>{@code default_left}</td><td>the side of a missing value</td></tr>
 * <tr><td>the categories of a split go right, all else left</td>
 *     <td>{@link io.mlcd.core.form.CategorySet#allBut} of them goes left. XGBoost cuts a code's fraction off, here a code
 *     with one is unseen; codes made of texts have none</td></tr>
 * <tr><td>{@code tree_info}</td><td>the one score that a tree adds to</td></tr>
 * <tr><td>{@code weight_drop} (DART)</td><td>the weights of the trees</td></tr>
 * <tr><td>{@code base_score}</td><td>the base of the sums, as a margin: logit for {@code binary:logistic} and
 *     {@code reg:logistic}, logarithm for counts, gamma, Tweedie and survival, itself for the rest; computed in 32 bits,
 *     as XGBoost does</td></tr>
 * <tr><td>{@code gblinear}</td><td>a linear form in which a missing value counts as 0</td></tr>
 * </table>
 *
 * <p>XGBoost adds up 32-bit numbers, mlcd 64-bit ones, so margins differ by what XGBoost rounds: at most
 * {@code trees x 2^-24 x sum of absolute leaf values}. On all models that the tests hold they agree within {@code 1e-6 x max(1,
 * sum of absolute leaf values)}, and labels wherever the scores are further apart than that.
 */
@NullMarked
package io.mlcd.interop.xgboost;

import org.jspecify.annotations.NullMarked;
