/**
 * What a host names to serve models: {@link io.mlcd.api.Predictor} and {@link io.mlcd.api.LiveModel} answer
 * {@link io.mlcd.api.Row}s with {@link io.mlcd.api.Prediction}s, a {@link io.mlcd.api.ModelRegistry} keeps the
 * versions, a {@link io.mlcd.api.Sealer} and an {@link io.mlcd.api.Opener} encrypt and decrypt them.
 *
 * <p>Nothing here is null unless it says so, and nothing depends on anything but the JDK.
 */
@NullMarked
package io.mlcd.api;

import org.jspecify.annotations.NullMarked;
