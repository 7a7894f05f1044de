package io.mlcd.ensemble.trees;

import java.util.Arrays;

/*
 * Sums of gradients and hessians are what histograms are made of. Here both are whole numbers, two in a long, so one addition
 * does for both, sums do not depend on their order, and a sibling's histogram is an exact difference. The units are chosen so
 * that the sums over all rows just fit into 32 bits: with n rows a value of mean size has some 2^31 / n steps. Rounding is
 * random, up or down by what is cut off, so that sums are right on average however small the values (Shi et al. 2022,
 * Quantized Training of Gradient Boosting Decision Trees, section 4). Leaves are computed from the doubles.
 */
/** The gradients and hessians of some rows, rounded: in each long the gradient above, the hessian, never negative, below. */
final class Gradients {
    private static final int CHUNK = 1 << 13;
    private static final long HESSIAN = 0xffffffffL;
    private static final double MOST_GRADIENT = 0x1p31 - 1;
    private static final double MOST_HESSIAN = 0x1p32 - 1;

    /** By row. */
    final long[] packed;

    private final double[][] sums;
    private final long[] totals;
    private double gradientUnit;
    private double hessianUnit;
    private long total;

    Gradients(int rows) {
        packed = new long[rows];
        int chunks = chunks(rows);
        sums = new double[chunks][2];
        totals = new long[chunks];
    }

    private static int chunks(int count) {
        return (count + CHUNK - 1) / CHUNK;
    }

    /**
     * Rounds those of some rows.
     *
     * @param index the rows
     * @param count how many of them there are
     */
    void round(double[] gradients, double[] hessians, int[] index, int count, long seed, Crew crew) {
        int chunks = chunks(count);
        crew.all(chunks, chunk -> {
            double gradient = 0;
            double hessian = 0;
            for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
                gradient += Math.abs(gradients[index[i]]);
                hessian += hessians[index[i]];
            }
            sums[chunk][0] = gradient;
            sums[chunk][1] = hessian;
        });
        double gradient = 0;
        double hessian = 0;
        for (int chunk = 0; chunk < chunks; chunk++) {
            gradient += sums[chunk][0];
            hessian += sums[chunk][1];
        }
        gradientUnit = unit(gradient, MOST_GRADIENT - 2.0 * count);
        hessianUnit = unit(hessian, MOST_HESSIAN - 2.0 * count);
        double perGradient = 1 / gradientUnit;
        double perHessian = 1 / hessianUnit;
        crew.all(chunks, chunk -> {
            long sum = 0;
            for (int i = chunk * CHUNK; i < Math.min(count, (chunk + 1) * CHUNK); i++) {
                int row = index[i];
                long random = mix(seed + row);
                double g = Math.floor(gradients[row] * perGradient + (random >>> 40) * 0x1p-24);
                double h = Math.floor(hessians[row] * perHessian + (random & 0xffffff) * 0x1p-24);
                long both = ((long) g << Integer.SIZE) + (long) h;
                packed[row] = both;
                sum += both;
            }
            totals[chunk] = sum;
        });
        total = Arrays.stream(totals, 0, chunks).sum();
    }

    /** The step that lets a sum reach some number of steps; anything when the sum is 0. */
    private static double unit(double sum, double steps) {
        return sum > 0 ? Math.max(sum / steps, Double.MIN_NORMAL) : 1;
    }

    /** Half of Stafford's mixer: fast, and random enough to round by. */
    private static long mix(long value) {
        long z = value * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 32)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 29);
    }

    /** The sum over all rows. */
    long total() {
        return total;
    }

    /** The gradient in a sum, in units. */
    static double gradient(long sum) {
        return sum >> Integer.SIZE;
    }

    /** The hessian in a sum, in units. */
    static double hessian(long sum) {
        return sum & HESSIAN;
    }

    double gradientUnit() {
        return gradientUnit;
    }

    double hessianUnit() {
        return hessianUnit;
    }
}
