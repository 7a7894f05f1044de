/**
 * Learners: recipes that make a {@link io.mlcd.core.model.Model} of a {@link io.mlcd.core.data.Table}, and recipes made of
 * recipes.
 */
@NullMarked
package io.mlcd.ensemble.learn;

import org.jspecify.annotations.NullMarked;
