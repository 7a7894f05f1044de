/**
 * Tribuo both ways: its trainers as learners, {@link io.mlcd.ensemble.tribuo.Learners}, and learners as its trainers,
 * {@link io.mlcd.ensemble.tribuo.TribuoTrainers}. The only package that names Tribuo.
 */
@NullMarked
package io.mlcd.ensemble.tribuo;

import org.jspecify.annotations.NullMarked;
