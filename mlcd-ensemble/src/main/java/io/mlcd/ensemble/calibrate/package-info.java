/**
 * Learners around learners of classes, for what is made of their probabilities: {@link io.mlcd.ensemble.calibrate.Calibrated} makes
 * them mean what they say, {@link io.mlcd.ensemble.calibrate.Decided} chooses the label by what mistakes cost.
 *
 * <pre>{@code
 * Learner learner = Decided.by(Calibrated.by(RandomForest.standard()).isotonic())
 *         .cost("churns", "stays", 5);                       // to overlook one costs as much as five false alarms
 * }</pre>
 */
@NullMarked
package io.mlcd.ensemble.calibrate;

import org.jspecify.annotations.NullMarked;
