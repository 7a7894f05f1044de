/** What the registry's router adds to a call of a model. */
@NullMarked
package io.mlcd.benchmarks.serving;

import org.jspecify.annotations.NullMarked;
