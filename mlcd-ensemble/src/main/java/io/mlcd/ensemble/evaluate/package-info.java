/**
 * How good a model is, and on which rows that is found out: {@link io.mlcd.ensemble.evaluate.Split} and
 * {@link io.mlcd.ensemble.evaluate.CrossValidation}; {@link io.mlcd.ensemble.evaluate.Evaluation}, with intervals and
 * {@link io.mlcd.ensemble.evaluate.Slices}; {@link io.mlcd.ensemble.evaluate.Comparison} of two models;
 * {@link io.mlcd.ensemble.evaluate.Importance} of features.
 */
@NullMarked
package io.mlcd.ensemble.evaluate;

import org.jspecify.annotations.NullMarked;
