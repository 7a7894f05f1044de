package io.mlcd.core.kernel;

import io.mlcd.core.form.Linked;

/** A link function in place; {@link StrictMath} keeps it equal everywhere. */
final class LinkedKernel extends Kernel {
    private final Kernel form;
    private final Linked.Link link;

    LinkedKernel(Linked linked) {
        super(linked);
        form = compile(linked.form());
        link = linked.link();
    }

    @Override
    public void score(double[] row, double[] out) {
        switch (link) {
            case SOFTMAX -> {
                form.score(row, out);
                softmax(out);
            }
            case EXP -> {
                form.score(row, out);
                for (int k = 0; k < outputs; k++) {
                    out[k] = StrictMath.exp(out[k]);
                }
            }
            case SIGMOID, STEP -> {
                double[] score = new double[1];
                form.score(row, score);
                out[1] = link == Linked.Link.SIGMOID ? 1 / (1 + StrictMath.exp(-score[0])) : score[0] > 0 ? 1 : 0;
                out[0] = 1 - out[1];
            }
        }
    }

    private static void softmax(double[] scores) {
        double max = Double.NEGATIVE_INFINITY;
        for (double score : scores) {
            max = Math.max(max, score);
        }
        double sum = 0;
        for (int k = 0; k < scores.length; k++) {
            scores[k] = StrictMath.exp(scores[k] - max);
            sum += scores[k];
        }
        for (int k = 0; k < scores.length; k++) {
            scores[k] /= sum;
        }
    }
}
