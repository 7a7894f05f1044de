package io.mlcd.ensemble.tribuo;

import com.google.protobuf.Any;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import com.oracle.labs.mlrg.olcut.util.Pair;
import io.mlcd.api.Output.Classes;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.model.Model;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tribuo.Example;
import org.tribuo.Excuse;
import org.tribuo.Feature;
import org.tribuo.ImmutableFeatureMap;
import org.tribuo.ImmutableOutputInfo;
import org.tribuo.Output;
import org.tribuo.Prediction;
import org.tribuo.classification.Label;
import org.tribuo.impl.ModelDataCarrier;
import org.tribuo.protos.core.ModelDataProto;
import org.tribuo.protos.core.ModelProto;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.regression.Regressor;

/**
 * A model of mlcd's as one of Tribuo's, made by {@link TribuoTrainers}. It gives the scores that {@link #model()} gives, 0 for
 * classes that had no example; a feature that an example does not have is 0.
 *
 * <p>Tribuo writes it as protobuf, with the artifact inside, and reads it where this module is on the class path. It explains no
 * predictions and names no top features.
 */
public final class MlcdModel<T extends Output<T>> extends org.tribuo.Model<T> {
    private static final long serialVersionUID = 1L;

    /** Protobuf serialization version. */
    public static final int CURRENT_VERSION = 0;

    private static final String TYPE = "type.googleapis.com/mlcd.MlcdModelProto";
    private static final int METADATA = 1;
    private static final int ARTIFACT = 2;

    private final transient Model model;
    /** For each of the features of the model its id. */
    private final transient int[] ids;
    /** For each of the outputs its position in the scores, -1 if the model does not know it. */
    private final transient int[] places;

    MlcdModel(
            String name,
            ModelProvenance provenance,
            ImmutableFeatureMap features,
            ImmutableOutputInfo<T> outputs,
            Model model) {
        super(name, provenance, features, outputs, model.signature().output() instanceof Classes);
        this.model = model;
        ids = new int[model.signature().features().size()];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = features.getID(model.signature().features().get(i).name());
            if (ids[i] < 0) {
                throw new IllegalStateException("the model reads \""
                        + model.signature().features().get(i).name() + "\", which the feature domain does not have");
            }
        }
        places = places(model, outputs);
    }

    private static <T extends Output<T>> int[] places(Model model, ImmutableOutputInfo<T> outputs) {
        int[] places = new int[outputs.size()];
        boolean ofClasses = model.signature().output() instanceof Classes;
        for (int id = 0; id < places.length; id++) {
            T output = outputs.getOutput(id);
            if (ofClasses != output instanceof Label || (!ofClasses && places.length != 1)) {
                throw new IllegalStateException("the model predicts "
                        + model.signature().output() + ", but the output domain has \"" + output + "\"");
            }
            if (model.signature().output() instanceof Classes classes) {
                places[id] = classes.labels().indexOf(((Label) (Object) output).getLabel());
            }
        }
        return places;
    }

    /** The model itself, which can be published like any other. */
    public Model model() {
        return model;
    }

    @Override
    public Prediction<T> predict(Example<T> example) {
        double[] byId = new double[featureIDMap.size()];
        int used = 0;
        for (Feature feature : example) {
            int id = featureIDMap.getID(feature.getName());
            if (id >= 0) {
                byId[id] = feature.getValue();
                used++;
            }
        }
        if (used == 0) {
            throw new IllegalArgumentException("No features found in Example " + example);
        }
        double[] row = new double[ids.length];
        for (int i = 0; i < row.length; i++) {
            row[i] = byId[ids[i]];
        }
        double[] scores = new double[model.signature().output().width()];
        model.score(row, scores);
        return generatesProbabilities ? classes(scores, used, example) : number(scores[0], used, example);
    }

    @SuppressWarnings("unchecked") // the outputs are labels: the constructor has checked it
    private Prediction<T> classes(double[] scores, int used, Example<T> example) {
        Map<String, Label> all = new LinkedHashMap<>();
        int best = ((Classes) model.signature().output()).decision().choose(scores);
        Label label = new Label("");
        for (int id = 0; id < places.length; id++) {
            String name = ((Label) (Object) outputIDInfo.getOutput(id)).getLabel();
            Label one = new Label(name, places[id] < 0 ? 0 : scores[places[id]]);
            all.put(name, one);
            label = places[id] == best ? one : label;
        }
        return (Prediction<T>) (Object) new Prediction<>(label, all, used, (Example<Label>) (Object) example, true);
    }

    @SuppressWarnings("unchecked") // the output is a regressor: the constructor has checked it
    private Prediction<T> number(double value, int used, Example<T> example) {
        String name = ((Regressor) (Object) outputIDInfo.getOutput(0)).getNames()[0];
        return (Prediction<T>)
                (Object) new Prediction<>(new Regressor(name, value), used, (Example<Regressor>) (Object) example);
    }

    @Override
    public Map<String, List<Pair<String, Double>>> getTopFeatures(int n) {
        return Map.of();
    }

    @Override
    public Optional<Excuse<T>> getExcuse(Example<T> example) {
        return Optional.empty();
    }

    @Override
    protected MlcdModel<T> copy(String newName, ModelProvenance newProvenance) {
        return new MlcdModel<>(newName, newProvenance, featureIDMap, outputIDInfo, model);
    }

    /**
     * The model as protobuf.
     *
     * @throws io.mlcd.api.ArtifactException if a part of the model is code and not data
     */
    @Override
    public ModelProto serialize() {
        UnknownFieldSet data = UnknownFieldSet.newBuilder()
                .addField(METADATA, field(createDataCarrier().serialize().toByteString()))
                .addField(ARTIFACT, field(ByteString.copyFrom(Artifact.of(model).bytes())))
                .build();
        return ModelProto.newBuilder()
                .setVersion(CURRENT_VERSION)
                .setClassName(MlcdModel.class.getName())
                .setSerializedData(Any.newBuilder().setTypeUrl(TYPE).setValue(data.toByteString()))
                .build();
    }

    private static UnknownFieldSet.Field field(ByteString bytes) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(bytes).build();
    }

    /**
     * Reads what {@link #serialize} wrote; Tribuo calls it.
     *
     * @throws InvalidProtocolBufferException if it is no such message
     * @throws io.mlcd.api.ArtifactException if the artifact in it cannot be read
     */
    public static MlcdModel<?> deserializeFromProto(int version, String className, Any message)
            throws InvalidProtocolBufferException {
        if (version < 0 || version > CURRENT_VERSION) {
            throw new IllegalArgumentException(
                    "Unknown version " + version + ", this class supports at most version " + CURRENT_VERSION);
        }
        UnknownFieldSet data = UnknownFieldSet.parseFrom(message.getValue());
        List<ByteString> metadata = data.getField(METADATA).getLengthDelimitedList();
        List<ByteString> artifact = data.getField(ARTIFACT).getLengthDelimitedList();
        if (!message.getTypeUrl().equals(TYPE) || metadata.size() != 1 || artifact.size() != 1) {
            throw new InvalidProtocolBufferException("a model of mlcd's is not in a " + message.getTypeUrl());
        }
        Model model = Artifact.read(artifact.get(0).toByteArray(), Codecs.of(TribuoCodec.protobuf()))
                .model();
        return of(ModelDataCarrier.deserialize(ModelDataProto.parseFrom(metadata.get(0))), model);
    }

    private static <T extends Output<T>> MlcdModel<T> of(ModelDataCarrier<T> carrier, Model model) {
        return new MlcdModel<>(
                carrier.name(), carrier.provenance(), carrier.featureDomain(), carrier.outputDomain(), model);
    }

    private void writeObject(ObjectOutputStream out) throws NotSerializableException {
        throw new NotSerializableException(
                MlcdModel.class.getName() + " is written as protobuf, by serialize() or serializeToFile(path)");
    }
}
