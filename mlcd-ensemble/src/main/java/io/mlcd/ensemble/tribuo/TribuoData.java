package io.mlcd.ensemble.tribuo;

import io.mlcd.core.data.Column;
import io.mlcd.ensemble.learn.Training;
import java.util.List;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Model;
import org.tribuo.MutableDataset;
import org.tribuo.Output;
import org.tribuo.OutputFactory;
import org.tribuo.classification.Label;
import org.tribuo.classification.LabelFactory;
import org.tribuo.impl.ArrayExample;
import org.tribuo.provenance.SimpleDataSourceProvenance;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/**
 * A table as Tribuo's data set, and the way back from Tribuo's numbering of features and classes to ours.
 *
 * <p>A class is handed to Tribuo as the one-letter name {@code (char) position}: Tribuo numbers classes in the order of a
 * hash map, in which such names come in the order of their letters, so that a tie goes to the same class here and there.
 */
final class TribuoData<T extends Output<T>> {
    private static final String DIMENSION = "target";

    private final String[] names;
    private final int outputs;
    private final boolean ofClasses;
    private final MutableDataset<T> dataset;

    private TribuoData(String[] names, int outputs, boolean ofClasses, MutableDataset<T> dataset) {
        this.names = names;
        this.outputs = outputs;
        this.ofClasses = ofClasses;
        this.dataset = dataset;
    }

    /** Which of the two output types it is depends on the target; the trainer finds out whether it is the right one. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static <T extends Output<T>> TribuoData<T> of(Training training) {
        List<Column> features = training.table().features();
        String[] names = names(features.size());
        boolean ofClasses = training.ofClasses();
        OutputFactory factory = ofClasses ? new LabelFactory() : new RegressionFactory();
        MutableDataset dataset = new MutableDataset(new SimpleDataSourceProvenance("a table", factory), factory);
        Column target = training.target();
        for (int row = 0; row < training.table().rows(); row++) {
            double[] values = new double[names.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = features.get(i).number(row);
            }
            Output output =
                    ofClasses ? new Label(label(target.code(row))) : new Regressor(DIMENSION, target.number(row));
            float weight = training.table().weights().isPresent()
                    ? (float) training.table().weights().get().number(row)
                    : 1;
            dataset.add(new ArrayExample(output, names, values));
            dataset.getExample(row).setWeight(weight);
        }
        return new TribuoData<>(names, training.signature().output().width(), ofClasses, dataset);
    }

    /** Names that sort as their positions do. */
    private static String name(int position) {
        String digits = Integer.toString(position);
        return "0000000000".substring(digits.length()) + digits;
    }

    static String[] names(int count) {
        String[] names = new String[count];
        for (int i = 0; i < count; i++) {
            names[i] = name(i);
        }
        return names;
    }

    /** The position that a feature's name says. */
    static int position(String name) {
        int position = Integer.parseInt(name);
        if (position < 0 || !name(position).equals(name)) {
            throw new IllegalArgumentException("\"" + name + "\" is no feature");
        }
        return position;
    }

    private static String label(int position) {
        return String.valueOf((char) position);
    }

    MutableDataset<T> dataset() {
        return dataset;
    }

    int inputs() {
        return names.length;
    }

    int outputs() {
        return outputs;
    }

    boolean ofClasses() {
        return ofClasses;
    }

    /** For each of the model's features its position in our rows. */
    int[] features(Model<T> model) {
        ImmutableFeatureMap map = model.getFeatureIDMap();
        int[] positions = new int[map.size()];
        for (int id = 0; id < positions.length; id++) {
            positions[id] = position(map.get(id).getName());
        }
        return positions;
    }

    /** For each of the model's classes its position in ours; of a number the one 0. */
    int[] outputs(Model<T> model) {
        ImmutableOutputInfo<T> info = model.getOutputIDInfo();
        int[] positions = new int[outputs];
        for (int id = 0; ofClasses && id < positions.length; id++) {
            positions[id] = position((Label) (Object) info.getOutput(id));
        }
        return positions;
    }

    static int position(Label label) {
        return label.getLabel().charAt(0);
    }
}
