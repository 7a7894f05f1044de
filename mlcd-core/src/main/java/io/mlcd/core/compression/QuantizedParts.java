package io.mlcd.core.compression;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Trees;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Rounds the leaves of trees and the weights of linear parts to few numbers; biases stay as they are. */
final class QuantizedParts extends Parts {
    private final int bits;

    QuantizedParts(int bits) {
        this.bits = bits;
    }

    @Override
    Form trees(Trees trees, @Nullable Sample sample, @Nullable Loss loss) {
        return LeafQuantization.quantize(trees, bits, sample);
    }

    @Override
    Form linear(Linear linear, @Nullable Sample sample) {
        int inputs = linear.inputs();
        double[] all = new double[linear.outputs() * inputs];
        Arrays.setAll(all, i -> linear.weight(i / inputs, i % inputs));
        double[] ones = new double[all.length];
        Arrays.fill(ones, 1);
        Levels levels = Levels.of(all, ones, bits >= Short.SIZE ? 1 << Short.SIZE : 1 << bits);
        double[][] weights = new double[linear.outputs()][inputs];
        double[] bias = new double[linear.outputs()];
        for (int k = 0; k < bias.length; k++) {
            bias[k] = linear.bias(k);
            for (int i = 0; i < inputs; i++) {
                double weight = linear.weight(k, i);
                weights[k][i] = weight == 0 ? weight : levels.nearest(weight);
            }
        }
        return Linear.of(weights, bias);
    }
}
