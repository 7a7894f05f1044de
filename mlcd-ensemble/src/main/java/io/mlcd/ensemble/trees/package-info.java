/**
 * Trees and what is made of them, grown by this library: {@link io.mlcd.ensemble.trees.Boosting}, what to begin with;
 * {@link io.mlcd.ensemble.trees.RandomForest} and {@link io.mlcd.ensemble.trees.ExtraTrees}, which want little care;
 * {@link io.mlcd.ensemble.trees.Trees#cart()}, one tree that can be read.
 *
 * <p>Missing values and categories are taken as they are. So are times, by thresholds: good for what changed at some moment, but
 * all that comes after the training rows is answered as their end. What comes again, hours, weekdays and months, trees learn by {@link
 * io.mlcd.ensemble.learn.Preparation#dateParts}. All features are put into at most 255 bins once; a split is looked for
 * among the bins' borders. At a split a missing value goes where it gained most in training; a value that the rows of the
 * node did not show, missing or a category, goes where most of them went. Sums are whole numbers, and what is rounded is rounded
 * at random by the seed, so the same rows and seed give the same model on any number of threads.
 */
@NullMarked
package io.mlcd.ensemble.trees;

import org.jspecify.annotations.NullMarked;
