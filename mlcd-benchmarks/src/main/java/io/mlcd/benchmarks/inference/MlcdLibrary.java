package io.mlcd.benchmarks.inference;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.model.Model;
import java.util.function.Function;

/** This project: a model read from an artifact, asked through its bare faces. */
final class MlcdLibrary implements Library {
    private final Function<Workload, Model> source;
    private final boolean wide;
    private final Load load;

    /** The library with one kind of input, and models loaded fast. */
    MlcdLibrary(Function<Workload, Model> source, boolean wide) {
        this(source, wide, Load.FAST);
    }

    /**
     * The library with one kind of input.
     *
     * @param source where the model comes from
     * @param wide whether rows are given in 64 bits, or else in 32
     */
    MlcdLibrary(Function<Workload, Model> source, boolean wide, Load load) {
        this.source = source;
        this.wide = wide;
        this.load = load;
    }

    @Override
    public byte[] file(Workload workload) {
        return Artifact.of(source.apply(workload)).bytes();
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) {
        Model model = Artifact.read(file, Codecs.none(), load).model();
        return wide ? new Wide(model, rows) : new Narrow(model, rows);
    }

    private static final class Wide implements Engine {
        private final Model model;
        private final double[][] singles;
        private final double[] all;

        private Wide(Model model, Rows rows) {
            this.model = model;
            singles = new double[rows.count()][];
            for (int row = 0; row < singles.length; row++) {
                singles[row] = rows.wideRow(row);
            }
            all = rows.wideValues();
        }

        @Override
        public void score(int row, double[] out) {
            model.score(singles[row], out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) {
            model.scoreRows(all, from, to, out);
        }
    }

    private static final class Narrow implements Engine {
        private final Model model;
        private final float[][] singles;
        private final float[] all;

        private Narrow(Model model, Rows rows) {
            this.model = model;
            singles = new float[rows.count()][];
            for (int row = 0; row < singles.length; row++) {
                singles[row] = rows.row(row);
            }
            all = rows.values();
        }

        @Override
        public void score(int row, double[] out) {
            model.score(singles[row], out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) {
            model.scoreRows(all, from, to, out);
        }
    }
}
