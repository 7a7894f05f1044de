package io.mlcd.benchmarks.inference;

/**
 * What one turn gave.
 *
 * @param round from 1
 * @param nanosPerRow the median of the turn's iterations; with several threads, as one of them sees it
 * @param bytesPerCall what a call allocates on the Java heap
 */
record Sample(Cell cell, int round, double nanosPerRow, double bytesPerCall) {}
