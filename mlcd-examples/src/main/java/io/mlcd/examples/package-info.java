/** The main job as a newcomer runs it: {@link io.mlcd.examples.MainJob}. */
@NullMarked
package io.mlcd.examples;

import org.jspecify.annotations.NullMarked;
