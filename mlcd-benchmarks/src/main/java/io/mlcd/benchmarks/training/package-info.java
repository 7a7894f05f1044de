/** How long training takes beside peers: one command trains them all on the same rows and writes a table. */
@NullMarked
package io.mlcd.benchmarks.training;

import org.jspecify.annotations.NullMarked;
