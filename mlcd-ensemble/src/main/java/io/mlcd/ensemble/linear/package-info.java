/**
 * Linear models of numbers, categories and missing values as they are: {@link io.mlcd.ensemble.linear.Linear}. Times they refuse;
 * {@link io.mlcd.ensemble.learn.Preparation#dateParts} makes numbers of them.
 *
 * <p>A number is scaled to mean 0 and standard deviation 1 over the training rows, by their weights, and its mean stands in where
 * it is missing; a column of 1 where it is missing goes with it. A category becomes one column of 0 and 1 for each value that
 * occurs, not scaled: a value that few rows have would else be penalised the less, the rarer it is. A missing category, and one
 * that training did not show, is 0 in all of them. When serving, a number is clipped to a thousand million standard deviations
 * around the mean, so no finite or infinite value makes a score {@code NaN}.
 *
 * <p>What is minimised is
 *
 * <pre>
 * mean loss + penalty x (l1Ratio x sum |w| + (1 - l1Ratio) / 2 x sum w^2)
 * </pre>
 *
 * <p>where the mean is over the rows by their weights and w are the weights of the columns so scaled; the intercept is not
 * penalised. Sums are taken over fixed pieces of the rows and added in their order, so the same rows give the same model on any
 * number of threads. No learner here draws anything at random.
 */
@NullMarked
package io.mlcd.ensemble.linear;

import org.jspecify.annotations.NullMarked;
