/** Libraries that train: the same rows and the same recipe go to each of them, and the same measures are taken of all. */
@NullMarked
package io.mlcd.benchmarks.learners;

import org.jspecify.annotations.NullMarked;
