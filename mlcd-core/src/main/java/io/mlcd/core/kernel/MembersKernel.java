package io.mlcd.core.kernel;

import io.mlcd.api.Prediction;
import io.mlcd.core.form.Form;
import java.util.Arrays;
import java.util.List;

/** The weighted mean of members' scores, or of their votes. */
final class MembersKernel extends Kernel {
    private final Kernel[] members;
    private final double[] weights;
    private final double weightSum;
    private final boolean vote;

    MembersKernel(Form form, List<Kernel> members, List<Double> weights, boolean vote) {
        super(form);
        this.members = members.toArray(new Kernel[0]);
        this.weights = new double[weights.size()];
        double sum = 0;
        for (int i = 0; i < this.weights.length; i++) {
            this.weights[i] = weights.get(i);
            sum += this.weights[i];
        }
        weightSum = sum;
        this.vote = vote;
    }

    @Override
    public void score(double[] row, double[] out) {
        double[] scores = new double[outputs];
        Arrays.fill(out, 0);
        for (int m = 0; m < members.length; m++) {
            members[m].score(row, scores);
            if (vote) {
                out[Prediction.mostProbable(scores)] += weights[m];
            } else {
                for (int k = 0; k < outputs; k++) {
                    out[k] += weights[m] * scores[k];
                }
            }
        }
        for (int k = 0; k < outputs; k++) {
            out[k] /= weightSum;
        }
    }
}
