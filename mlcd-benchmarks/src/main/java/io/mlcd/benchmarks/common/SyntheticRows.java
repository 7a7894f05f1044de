package io.mlcd.benchmarks.common;

import java.util.SplittableRandom;

/**
 * The generator of the rows that the models were trained on and are scored with: nonlinear, from a fixed seed. Columns are
 * by turns normal, skewed, quantised and normal; all are 32-bit numbers.
 */
public final class SyntheticRows {
    private static final int TERMS = 14;

    private final SplittableRandom random;
    private final int features;
    private final int latents;
    private final double noise;
    private final int[][][] pairs;
    private final double[][][] weights;

    public SyntheticRows(int features, int classes, double noise, long seed) {
        random = new SplittableRandom(seed);
        this.features = features;
        this.noise = noise;
        latents = classes == 2 ? 1 : classes;
        pairs = new int[latents][TERMS][2];
        weights = new double[latents][TERMS][4];
        for (int c = 0; c < latents; c++) {
            for (int t = 0; t < TERMS; t++) {
                pairs[c][t][0] = random.nextInt(features);
                pairs[c][t][1] = random.nextInt(features);
                for (int k = 0; k < 4; k++) {
                    weights[c][t][k] = normal();
                }
            }
        }
    }

    /** Whether a column holds sixths of whole numbers. */
    public static boolean isQuantised(int column) {
        return column % 4 == 2;
    }

    /**
     * The next row.
     *
     * @param out receives it from {@code offset} on, shape [features]
     * @return its class
     */
    public int next(float[] out, int offset) {
        for (int j = 0; j < features; j++) {
            double g = normal();
            out[offset + j] = (float)
                    switch (j % 4) {
                        case 1 -> StrictMath.exp(0.7 * g) - 1;
                        case 2 -> StrictMath.rint(g * 6) / 6;
                        default -> g;
                    };
        }
        int label = 0;
        double best = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < latents; c++) {
            double score = latent(c, out, offset);
            if (latents == 1) {
                label = score > 0 ? 1 : 0;
            } else if (score > best) {
                best = score;
                label = c;
            }
        }
        return label;
    }

    private double latent(int c, float[] row, int offset) {
        double score = noise * normal();
        for (int t = 0; t < TERMS; t++) {
            double a = row[offset + pairs[c][t][0]];
            double b = row[offset + pairs[c][t][1]];
            double[] w = weights[c][t];
            score += switch (t % 3) {
                case 0 -> w[0] * StrictMath.sin(w[1] * 2 * a) * b;
                case 1 -> w[0] * a * StrictMath.tanh(b);
                default -> a > w[2] && b < w[3] ? 1.5 * w[0] : -0.5 * w[0];
            };
        }
        return score;
    }

    private double normal() {
        double u = 1 - random.nextDouble();
        return StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * random.nextDouble());
    }
}
