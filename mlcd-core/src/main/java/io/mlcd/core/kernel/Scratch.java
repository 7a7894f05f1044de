package io.mlcd.core.kernel;

/** Working memory of one call. */
final class Scratch {
    final double[] doubles;
    final long[] longs;
    final int[] ints;
    final byte[][] bytes;

    Scratch(double[] doubles, long[] longs, int[] ints, byte[][] bytes) {
        this.doubles = doubles;
        this.longs = longs;
        this.ints = ints;
        this.bytes = bytes;
    }
}
