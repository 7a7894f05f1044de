/** How good a model is, and on which rows that is found out. */
@NullMarked
package io.mlcd.ensemble.evaluate;

import org.jspecify.annotations.NullMarked;
