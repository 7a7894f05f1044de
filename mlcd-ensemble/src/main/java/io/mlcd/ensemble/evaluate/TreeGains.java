package io.mlcd.ensemble.evaluate;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Divides the variance of trees' answers by the inputs that make it, see {@link Importance#gain}.
 *
 * <p>Rows are only sent down to the leaves, block by block, since what a split gains follows from the weights of the leaves below
 * it: memory is that of one block and of a number for each leaf.
 */
abstract class TreeGains {
    private static final int BLOCK = 1024;

    /** Adds rows. */
    abstract void add(double[][] columns, int rows, double[] weights);

    /** For each input its share; they sum to 1, or are all 0 where no split divides any rows. */
    abstract double[] shares();

    static double[] of(Model model, Table table) {
        TreeGains gains = of(model.form());
        if (gains == null) {
            throw Importance.noTrees(model);
        }
        List<Column> columns = Evaluation.columns(model.signature(), table);
        double[][] codes = codes(columns, model.signature());
        double[] all = table.rowWeights();
        double[][] block = new double[columns.size()][BLOCK];
        for (int from = 0; from < table.rows(); from += BLOCK) {
            int rows = Math.min(BLOCK, table.rows() - from);
            for (int i = 0; i < block.length; i++) {
                copy(columns.get(i), codes[i], from, rows, block[i]);
            }
            gains.add(block, rows, Arrays.copyOfRange(all, from, from + rows));
        }
        return gains.shares();
    }

    /** For each column of categories, what the model calls them. */
    private static double[][] codes(List<Column> columns, Signature signature) {
        double[][] codes = new double[columns.size()][];
        for (int i = 0; i < codes.length; i++) {
            Feature feature = signature.features().get(i);
            List<String> categories = columns.get(i).categories();
            codes[i] = new double[categories.size()];
            Arrays.setAll(codes[i], code -> feature.code(categories.get(code)));
        }
        return codes;
    }

    private static void copy(Column column, double[] codes, int from, int rows, double[] to) {
        boolean number = column.type() != Column.Type.CATEGORY;
        for (int row = 0; row < rows; row++) {
            int at = from + row;
            to[row] = number ? column.asNumber(at) : column.isMissing(at) ? Double.NaN : codes[column.code(at)];
        }
    }

    /** Null where no part is of trees. */
    private static @Nullable TreeGains of(Form form) {
        if (form instanceof Trees trees) {
            return new OfTrees(trees);
        }
        if (form instanceof Packed packed) {
            return new OfTrees(packed.trees());
        }
        if (form instanceof Average average) {
            return OfMembers.of(average.members(), average.weights());
        }
        if (form instanceof Vote vote) {
            return OfMembers.of(vote.members(), vote.weights());
        }
        if (form instanceof Median median) {
            return OfMembers.of(median.members(), median.weights());
        }
        if (form instanceof Linked linked) {
            return of(linked.form());
        }
        if (form instanceof Scatter scatter) {
            return of(scatter.form());
        }
        if (form instanceof Prepared prepared) {
            TreeGains behind = of(prepared.form());
            return behind == null ? null : new OfPrepared(prepared, behind);
        }
        if (form instanceof Routed routed) {
            return OfRouted.of(routed);
        }
        if (form instanceof Stacked stacked) {
            return OfStacked.of(stacked);
        }
        if (form instanceof Linear || form instanceof Opaque) {
            return null;
        }
        throw new IllegalStateException("a form of another kind: " + form.getClass());
    }

    private static double[] normalised(double[] shares) {
        double sum = 0;
        for (double share : shares) {
            sum += share;
        }
        for (int i = 0; i < shares.length && sum > 0; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    private static int leaf(Tree tree, double[][] columns, int row) {
        int node = 0;
        while (!tree.isLeaf(node)) {
            boolean left = tree.goesLeft(node, columns[tree.feature(node)][row]);
            node = left ? node + 1 : tree.right(node);
        }
        return tree.leaf(node);
    }

    private static final class OfTrees extends TreeGains {
        private final Trees trees;
        private final double[][] leafWeights;

        OfTrees(Trees trees) {
            this.trees = trees;
            leafWeights = new double[trees.trees().size()][];
            Arrays.setAll(leafWeights, t -> new double[trees.trees().get(t).leaves()]);
        }

        @Override
        void add(double[][] columns, int rows, double[] weights) {
            for (int t = 0; t < leafWeights.length; t++) {
                Tree tree = trees.trees().get(t);
                for (int row = 0; row < rows; row++) {
                    leafWeights[t][leaf(tree, columns, row)] += weights[row];
                }
            }
        }

        @Override
        double[] shares() {
            double[] gains = new double[trees.inputs()];
            for (int t = 0; t < leafWeights.length; t++) {
                double factor = trees.weight(t) * trees.weight(t);
                addGains(trees.trees().get(t), leafWeights[t], factor, gains);
            }
            return normalised(gains);
        }

        /** From the last node to the first, so that both sides of a split come before it. */
        private static void addGains(Tree tree, double[] leafWeights, double factor, double[] gains) {
            int outputs = tree.outputs();
            double[] weight = new double[tree.nodes()];
            double[] mean = new double[tree.nodes() * outputs];
            for (int node = tree.nodes() - 1; node >= 0; node--) {
                if (tree.isLeaf(node)) {
                    weight[node] = leafWeights[tree.leaf(node)];
                    for (int k = 0; k < outputs; k++) {
                        mean[node * outputs + k] = tree.value(tree.leaf(node), k);
                    }
                    continue;
                }
                int left = node + 1;
                int right = tree.right(node);
                double all = weight[left] + weight[right];
                double rightShare = all > 0 ? weight[right] / all : 0;
                double squares = 0;
                for (int k = 0; k < outputs; k++) {
                    double apart = mean[right * outputs + k] - mean[left * outputs + k];
                    squares += apart * apart;
                    mean[node * outputs + k] = mean[left * outputs + k] + rightShare * apart;
                }
                weight[node] = all;
                gains[tree.feature(node)] += factor * weight[left] * rightShare * squares;
            }
        }
    }

    /** Of a mean, a median or a vote. */
    private static final class OfMembers extends TreeGains {
        private final List<TreeGains> members;
        private final List<Double> memberWeights;
        private final int inputs;

        private OfMembers(List<TreeGains> members, List<Double> memberWeights, int inputs) {
            this.members = members;
            this.memberWeights = memberWeights;
            this.inputs = inputs;
        }

        static @Nullable TreeGains of(List<Form> forms, List<Double> weights) {
            List<TreeGains> members = new ArrayList<>();
            List<Double> memberWeights = new ArrayList<>();
            for (int i = 0; i < forms.size(); i++) {
                TreeGains gains = TreeGains.of(forms.get(i));
                if (gains != null) {
                    members.add(gains);
                    memberWeights.add(weights.get(i));
                }
            }
            return members.isEmpty()
                    ? null
                    : new OfMembers(members, memberWeights, forms.get(0).inputs());
        }

        @Override
        void add(double[][] columns, int rows, double[] weights) {
            members.forEach(member -> member.add(columns, rows, weights));
        }

        @Override
        double[] shares() {
            double[] shares = new double[inputs];
            for (int i = 0; i < members.size(); i++) {
                addTo(shares, members.get(i).shares(), 0, memberWeights.get(i));
            }
            return normalised(shares);
        }
    }

    private static void addTo(double[] shares, double[] more, int from, double factor) {
        for (int i = 0; i < shares.length; i++) {
            shares[i] += factor * more[from + i];
        }
    }

    private static final class OfPrepared extends TreeGains {
        private final Prepared prepared;
        private final TreeGains behind;
        private final double[][] derived;

        OfPrepared(Prepared prepared, TreeGains behind) {
            this.prepared = prepared;
            this.behind = behind;
            derived = new double[prepared.derived().size()][BLOCK];
        }

        @Override
        void add(double[][] columns, int rows, double[] weights) {
            for (int i = 0; i < derived.length; i++) {
                Derived one = prepared.derived().get(i);
                for (int row = 0; row < rows; row++) {
                    derived[i][row] = one.derive(columns[one.input()][row]);
                }
            }
            behind.add(derived, rows, weights);
        }

        @Override
        double[] shares() {
            double[] shares = new double[prepared.inputs()];
            double[] its = behind.shares();
            for (int i = 0; i < its.length; i++) {
                shares[prepared.derived().get(i).input()] += its[i];
            }
            return shares;
        }
    }

    private static final class OfRouted extends TreeGains {
        private final Routed routed;
        private final @Nullable TreeGains[] members;
        private final double[] sums;
        private final double[] masked = new double[BLOCK];

        private OfRouted(Routed routed, @Nullable TreeGains[] members) {
            this.routed = routed;
            this.members = members;
            sums = new double[members.length];
        }

        static @Nullable TreeGains of(Routed routed) {
            @Nullable TreeGains[] members = new TreeGains[routed.members().size()];
            boolean any = false;
            for (int m = 0; m < members.length; m++) {
                members[m] = TreeGains.of(routed.members().get(m));
                any |= members[m] != null;
            }
            return any ? new OfRouted(routed, members) : null;
        }

        @Override
        void add(double[][] columns, int rows, double[] weights) {
            int[] memberOf = new int[rows];
            Arrays.setAll(memberOf, row -> (int) routed.route().value(leaf(routed.route(), columns, row), 0));
            for (int m = 0; m < members.length; m++) {
                TreeGains member = members[m];
                if (member != null) {
                    for (int row = 0; row < rows; row++) {
                        masked[row] = memberOf[row] == m ? weights[row] : 0;
                        sums[m] += masked[row];
                    }
                    member.add(columns, rows, masked);
                }
            }
        }

        @Override
        double[] shares() {
            double[] shares = new double[routed.inputs()];
            for (int m = 0; m < members.length; m++) {
                TreeGains member = members[m];
                if (member != null) {
                    addTo(shares, member.shares(), 0, sums[m]);
                }
            }
            return normalised(shares);
        }
    }

    private static final class OfStacked extends TreeGains {
        private final Stacked stacked;
        private final @Nullable TreeGains[] members;
        private final @Nullable TreeGains meta;
        /** Score rows for the meta form; empty when it has no trees. */
        private final List<Model> scorers = new ArrayList<>();

        private OfStacked(Stacked stacked, @Nullable TreeGains[] members, @Nullable TreeGains meta) {
            this.stacked = stacked;
            this.members = members;
            this.meta = meta;
            if (meta != null) {
                stacked.members().forEach(member -> scorers.add(model(member)));
            }
        }

        static @Nullable TreeGains of(Stacked stacked) {
            @Nullable TreeGains[] members = new TreeGains[stacked.members().size()];
            boolean any = false;
            for (int m = 0; m < members.length; m++) {
                members[m] = TreeGains.of(stacked.members().get(m));
                any |= members[m] != null;
            }
            TreeGains meta = TreeGains.of(stacked.meta());
            return any || meta != null ? new OfStacked(stacked, members, meta) : null;
        }

        /** The same function, of numbers to numbers. */
        private static Model model(Form form) {
            List<Feature> features = new ArrayList<>();
            for (int i = 0; i < form.inputs(); i++) {
                features.add(Feature.number("x" + i));
            }
            List<String> labels = new ArrayList<>();
            for (int k = 0; k < form.outputs(); k++) {
                labels.add("score " + k);
            }
            Output output = form.outputs() == 1 ? new Output.Numeric("score") : new Output.Classes("score", labels);
            return Model.of(Signature.of(features, output), form);
        }

        @Override
        void add(double[][] columns, int rows, double[] weights) {
            for (TreeGains member : members) {
                if (member != null) {
                    member.add(columns, rows, weights);
                }
            }
            if (meta != null) {
                meta.add(metaColumns(columns, rows), rows, weights);
            }
        }

        private double[][] metaColumns(double[][] columns, int rows) {
            List<double[]> all = new ArrayList<>();
            for (Model scorer : scorers) {
                int width = scorer.signature().output().width();
                double[] scores = new double[rows * width];
                scorer.scoreColumns(columns, 0, rows, scores);
                for (int k = 0; k < width; k++) {
                    double[] column = new double[rows];
                    for (int row = 0; row < rows; row++) {
                        column[row] = scores[row * width + k];
                    }
                    all.add(column);
                }
            }
            if (stacked.passThrough()) {
                all.addAll(List.of(columns));
            }
            return all.toArray(new double[0][]);
        }

        @Override
        double[] shares() {
            double[] shares = new double[stacked.inputs()];
            double[] top = meta == null ? new double[0] : meta.shares();
            int at = 0;
            for (int m = 0; m < members.length; m++) {
                double itsShare = meta == null ? 1 : 0;
                for (int k = 0; meta != null && k < stacked.members().get(m).outputs(); k++) {
                    itsShare += top[at++];
                }
                TreeGains member = members[m];
                if (member != null) {
                    addTo(shares, member.shares(), 0, itsShare);
                }
            }
            if (meta != null && stacked.passThrough()) {
                addTo(shares, top, at, 1);
            }
            return normalised(shares);
        }
    }
}
