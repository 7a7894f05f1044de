/**
 * Judges of a rollout: {@link io.mlcd.core.judge.Judge}s are pure functions from the
 * {@link io.mlcd.core.judge.Evidence} of a champion and a challenger to a {@link io.mlcd.api.Verdict}.
 */
@NullMarked
package io.mlcd.core.judge;

import org.jspecify.annotations.NullMarked;
