/**
 * Learners: recipes that make a {@link io.mlcd.core.model.Model} of a {@link io.mlcd.core.data.Table}, and recipes made of
 * recipes: {@link io.mlcd.ensemble.learn.Bagging}, {@link io.mlcd.ensemble.learn.AdaBoost}, {@link io.mlcd.ensemble.learn.Stacking},
 * {@link io.mlcd.ensemble.learn.Voting}, {@link io.mlcd.ensemble.learn.Selection}, {@link io.mlcd.ensemble.learn.Partitioned},
 * {@link io.mlcd.ensemble.learn.Spilled}, {@link io.mlcd.ensemble.learn.Prepared}. {@link io.mlcd.ensemble.learn.Fit} says with
 * which seed, threads and time they are fitted, {@link io.mlcd.ensemble.learn.Folds} and
 * {@link io.mlcd.ensemble.learn.Partition} how rows are divided.
 */
@NullMarked
package io.mlcd.ensemble.learn;

import org.jspecify.annotations.NullMarked;
