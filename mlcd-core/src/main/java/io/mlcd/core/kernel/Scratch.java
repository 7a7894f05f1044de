package io.mlcd.core.kernel;

/** Working memory of one call. */
final class Scratch {
    final double[] doubles;
    final long[] longs;
    final int[] ints;
    final byte[][] bytes;
    final int[][] ownInts;

    Scratch(double[] doubles, long[] longs, int[] ints, byte[][] bytes, int[][] ownInts) {
        this.doubles = doubles;
        this.longs = longs;
        this.ints = ints;
        this.bytes = bytes;
        this.ownInts = ownInts;
    }
}
