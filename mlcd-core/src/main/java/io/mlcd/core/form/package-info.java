/**
 * The intermediate form: what every model is made of, as plain immutable data.
 *
 * <p>A {@link io.mlcd.core.form.Form} turns a row of {@link io.mlcd.core.form.Form#inputs()} numbers into
 * {@link io.mlcd.core.form.Form#outputs()} scores. A missing number is {@code NaN}, a category is its code, a missing
 * category {@code NaN}, an unseen one {@code -1}. The kinds are few and closed, so that compiling, writing, compressing
 * and explaining are total over them:
 *
 * <table>
 * <caption>The kinds</caption>
 * <tr><th>form</th><th>scores</th></tr>
 * <tr><td>{@link io.mlcd.core.form.Trees}</td><td>the weighted sum or mean of the leaves that a row reaches</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Linear}</td><td>bias + weights x inputs</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Average}</td><td>the weighted mean of its members' scores</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Vote}</td><td>the weighted share of its members that chose a class</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Median}</td><td>the weighted median of its members' scores</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Stacked}</td><td>a form's scores of its members' scores: stacks, calibrations</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Routed}</td><td>the scores of the one member that a tree chooses for the row</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Linked}</td><td>a link function (softmax, sigmoid, ...) of a form's scores</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Prepared}</td><td>a form's scores of inputs that were derived from the row</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Scatter}</td><td>a form's scores, put at other places</td></tr>
 * <tr><td>{@link io.mlcd.core.form.Opaque}</td><td>whatever a function answers; written only if
 * it was encoded for a codec that the host hands in</td></tr>
 * </table>
 *
 * <p>Learners build forms, third parties may. All arithmetic is IEEE double in a stated order, so two implementations
 * that keep to it agree to the last bit.
 */
@NullMarked
package io.mlcd.core.form;

import org.jspecify.annotations.NullMarked;
