/**
 * The inference core beside its peers: one command measures them on the same trees and the same rows, and writes a table
 * and a plot.
 */
@NullMarked
package io.mlcd.benchmarks.inference;

import org.jspecify.annotations.NullMarked;
