package io.mlcd.benchmarks.inference;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tribuo.Example;
import org.tribuo.Model;
import org.tribuo.Prediction;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.data.columnar.processors.field.DoubleFieldProcessor;
import org.tribuo.data.columnar.processors.field.IdentityProcessor;
import org.tribuo.data.columnar.processors.response.EmptyResponseProcessor;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.regression.RegressionFactory;
import org.tribuo.regression.Regressor;

/** Tribuo asked about {@link Adult}: its {@code RowProcessor} makes an example of a map of texts, its trees answer. */
final class TribuoRowsLibrary implements Library {
    @Override
    public byte[] file(Workload workload) throws IOException, ReflectiveOperationException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TribuoLibrary.ensemble(Ours.trees(workload), names()).serializeToStream(bytes);
        return bytes.toByteArray();
    }

    /** The names that its processors give to features, in the order of {@link Adult#derived}. */
    private static String[] names() {
        List<String> names = new ArrayList<>();
        for (Feature feature : Adult.features()) {
            if (feature.kind() == Kind.NUMBER) {
                names.add(feature.name() + "@value");
            }
            feature.categories().forEach(text -> names.add(feature.name() + "@" + text));
        }
        return names.toArray(new String[0]);
    }

    static RowProcessor<Regressor> processor() {
        RowProcessor.Builder<Regressor> builder = new RowProcessor.Builder<>();
        for (Feature feature : Adult.features()) {
            builder.addFieldProcessor(
                    feature.kind() == Kind.NUMBER
                            ? new DoubleFieldProcessor(feature.name())
                            : new IdentityProcessor(feature.name()));
        }
        return builder.build(new EmptyResponseProcessor<>(new RegressionFactory()));
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws IOException {
        RowProcessor<Regressor> processor = processor();
        List<Map<String, String>> texts = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            texts.add(RowLibrary.texts(rows, row));
        }
        return new Trees(workload, file) {
            @Override
            Example<Regressor> example(int row) {
                return processor.generateExample(texts.get(row), false).orElseThrow();
            }
        };
    }

    /** A loaded model. */
    abstract static class Trees extends SingleRows {
        private final WeightedEnsembleModel<Regressor> model;
        private final int members;
        private final double base;
        private final boolean isMargin;

        @SuppressWarnings("UnusedVariable") // keeps the answer
        private @Nullable Prediction<Regressor> kept;

        @SuppressWarnings("unchecked") // file wrote it
        Trees(Workload workload, byte[] file) throws IOException {
            Model<Regressor> read = (Model<Regressor>) Model.deserializeFromStream(new ByteArrayInputStream(file));
            model = (WeightedEnsembleModel<Regressor>) read;
            members = model.getModels().size();
            base = TribuoLibrary.base(workload)[0];
            isMargin = workload == Workload.ADULT_BOOSTED;
        }

        abstract Example<Regressor> example(int row);

        @Override
        final double score(int row) {
            Prediction<Regressor> prediction = model.predict(example(row));
            kept = prediction;
            double sum = prediction.getOutput().getValues()[0] * members + base;
            return isMargin ? probability(sum) : sum;
        }
    }
}
