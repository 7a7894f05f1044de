/** How far long work is: {@link io.mlcd.ensemble.progress.Progress}. */
@NullMarked
package io.mlcd.ensemble.progress;

import org.jspecify.annotations.NullMarked;
