/** Proofs of how much the scores of a form can change when its leaves or weights do. */
@NullMarked
package io.mlcd.core.bound;

import org.jspecify.annotations.NullMarked;
