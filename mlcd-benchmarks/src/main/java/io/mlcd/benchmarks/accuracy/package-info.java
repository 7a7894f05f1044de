/** How well boosted trees predict beside peers: one command trains all on public data sets and writes a table. */
@NullMarked
package io.mlcd.benchmarks.accuracy;

import org.jspecify.annotations.NullMarked;
