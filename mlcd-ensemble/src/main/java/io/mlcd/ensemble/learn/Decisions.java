package io.mlcd.ensemble.learn;

import io.mlcd.api.Decision;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.model.Model;
import java.util.List;
import java.util.Optional;

/** What becomes of members' {@link Decision}s in an ensemble. */
public final class Decisions {
    private Decisions() {}

    /**
     * The signature of members whose probabilities are averaged: with their decision if they all have the same, as far as they
     * know the classes; with the mean of their costs, each scaled so that its mistakes cost 1 in the mean, if they differ.
     */
    static Signature averaged(Signature signature, List<Model> members) {
        return Signature.of(
                signature.features(),
                averaged(
                        signature.output(),
                        members.stream()
                                .map(member -> member.signature().output())
                                .toList()));
    }

    /** The same of outputs of any kind. */
    static Output averaged(Output output, List<Output> outputs) {
        List<Output.Classes> classes = outputs.stream()
                .filter(Output.Classes.class::isInstance)
                .map(Output.Classes.class::cast)
                .toList();
        boolean all = classes.size() == outputs.size(); // where some predict numbers, aligning them says so
        return all && output instanceof Output.Classes its ? averaged(its, classes) : output;
    }

    /**
     * The output of members whose probabilities are averaged, by the same rule.
     *
     * @param classes all classes that a member may know
     * @param outputs of the members, at least one
     */
    public static Output.Classes averaged(Output.Classes classes, List<Output.Classes> outputs) {
        if (outputs.stream().allMatch(output -> output.decision().isMostProbable())) {
            return classes;
        }
        Output.Classes first = outputs.get(0);
        boolean same =
                outputs.stream().allMatch(first::equals) && first.labels().equals(classes.labels());
        return classes.decidedBy(
                same
                        ? first.decision()
                        : Decision.costs(agreed(classes, outputs).orElseGet(() -> mean(classes, outputs))));
    }

    /** The costs that no two members who know both classes see differently, if there are such; 1 for a mistake that none knows. */
    private static Optional<double[][]> agreed(Output.Classes classes, List<Output.Classes> outputs) {
        int width = classes.width();
        double[][] all = new double[width][width];
        boolean[][] known = new boolean[width][width];
        for (Output.Classes output : outputs) {
            double[][] costs = costs(output);
            int[] places = places(output, classes);
            for (int k = 0; k < costs.length; k++) {
                for (int j = 0; j < costs.length; j++) {
                    int truth = places[k];
                    int chosen = places[j];
                    if (known[truth][chosen] && all[truth][chosen] != costs[k][j]) {
                        return Optional.empty();
                    }
                    all[truth][chosen] = costs[k][j];
                    known[truth][chosen] = true;
                }
            }
        }
        for (int k = 0; k < width; k++) {
            for (int j = 0; j < width; j++) {
                all[k][j] = known[k][j] ? all[k][j] : k == j ? 0 : 1;
            }
        }
        return Optional.of(all);
    }

    private static int[] places(Output.Classes output, Output.Classes classes) {
        return output.labels().stream().mapToInt(classes.labels()::indexOf).toArray();
    }

    /** Over the members that know both classes; where none does, 1 for a mistake. */
    private static double[][] mean(Output.Classes classes, List<Output.Classes> outputs) {
        int width = classes.width();
        double[][] sums = new double[width][width];
        int[][] counts = new int[width][width];
        for (Output.Classes output : outputs) {
            double[][] costs = scaled(output);
            int[] places = places(output, classes);
            for (int k = 0; k < costs.length; k++) {
                for (int j = 0; j < costs.length; j++) {
                    sums[places[k]][places[j]] += costs[k][j];
                    counts[places[k]][places[j]]++;
                }
            }
        }
        for (int k = 0; k < width; k++) {
            for (int j = 0; j < width; j++) {
                sums[k][j] = counts[k][j] > 0 ? sums[k][j] / counts[k][j] : k == j ? 0 : 1;
            }
        }
        return sums;
    }

    private static double[][] costs(Output.Classes output) {
        int width = output.width();
        double[][] costs = output.decision().costs();
        if (costs.length == 0) {
            costs = new double[width][width];
            for (int k = 0; k < width; k++) {
                for (int j = 0; j < width; j++) {
                    costs[k][j] = k == j ? 0 : 1;
                }
            }
        }
        return costs;
    }

    private static double[][] scaled(Output.Classes output) {
        int width = output.width();
        double[][] costs = costs(output);
        double sum = 0;
        for (double[] row : costs) {
            for (double cost : row) {
                sum += cost;
            }
        }
        double mean = sum / Math.max(1, width * (width - 1));
        for (double[] row : costs) {
            for (int j = 0; j < width; j++) {
                row[j] /= mean;
            }
        }
        return costs;
    }

    /** Members over another signature, each with most for the class that it decides for. */
    static List<Form> voters(Signature signature, List<Model> members) {
        return Combine.aligned(signature, members.stream().map(Decisions::voter).toList());
    }

    /** The member, if it decides by costs with scores that are largest for the class that it decides for. */
    static Model voter(Model member) {
        if (!(member.signature().output() instanceof Output.Classes classes)
                || classes.decision().isMostProbable()) {
            return member;
        }
        double[][] costs = classes.decision().costs();
        double most = 0;
        for (double[] row : costs) {
            for (double cost : row) {
                most = Math.max(most, cost);
            }
        }
        double[][] weights = new double[costs.length][costs.length];
        for (int chosen = 0; chosen < costs.length; chosen++) {
            for (int truth = 0; truth < costs.length; truth++) {
                weights[chosen][truth] = 2 - costs[truth][chosen] / most; // above 0, which a class unknown to it gets
            }
        }
        return Model.of(
                member.signature(),
                new Stacked(List.of(member.form()), Linear.of(weights, new double[costs.length]), false));
    }
}
