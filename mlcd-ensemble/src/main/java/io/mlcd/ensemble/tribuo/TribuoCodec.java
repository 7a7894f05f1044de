package io.mlcd.ensemble.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.mlcd.api.ArtifactException;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.form.Opaque;
import java.util.Optional;
import java.util.Set;
import org.tribuo.Model;
import org.tribuo.protos.core.ModelProto;

/**
 * Reads the models of Tribuo that artifacts carry because nothing in mlcd computes them: K-NN, factorization machines, kernel
 * SVMs and LibSVM's.
 *
 * <pre>{@code
 * LocalRegistry registry = LocalRegistry.at(folder).codec(TribuoCodec.protobuf()).open();
 * Model model = Models.load(file, Codecs.of(TribuoCodec.protobuf()));
 * }</pre>
 *
 * <p>The bytes are Tribuo's protobuf without provenance, so that the same training gives the same bytes. Before Tribuo reads them,
 * each message in them must be of a known type and name a known class, and sizes must be those of what is there. Reading takes
 * up to some hundred bytes of heap for each byte. There is no Java deserialisation. The libraries that a model needs must be on
 * the class path: {@code org.tribuo:tribuo-common-nearest-neighbour} for K-NN, {@code tribuo-classification-libsvm} and
 * {@code tribuo-regression-libsvm} for LibSVM.
 */
public final class TribuoCodec implements Codec {
    static final String NAME = "tribuo-1";
    static final int MAX_BYTES = 1 << 28;

    private static final TribuoCodec PROTOBUF = new TribuoCodec(TribuoTypes.NATIVE);
    /** For what this process wrote itself. */
    static final TribuoCodec ALL = new TribuoCodec(Set.of());

    private final Set<String> refused;

    private TribuoCodec(Set<String> refused) {
        this.refused = refused;
    }

    /** The codec; models that native code would read are refused. */
    public static TribuoCodec protobuf() {
        return PROTOBUF;
    }

    /**
     * Also for models of XGBoost that Tribuo trained. Their bytes go to XGBoost's own native reader, which nobody has made safe
     * against bytes that mean harm: only for artifacts whose origin you know by other means. A seal keeps them secret and whole, but does not
     * say who wrote them. {@code mlcd-interop} reads
     * XGBoost's files without native code.
     */
    public TribuoCodec withXGBoost() {
        return ALL;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Opaque.Function open(byte[] bytes, int inputs, int outputs) {
        if (bytes.length > MAX_BYTES) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "the artifact holds a model of Tribuo's of " + bytes.length + " bytes, but at most " + MAX_BYTES
                            + " are read; train it on fewer rows");
        }
        return TribuoFunction.of(model(TribuoWire.toTribuo(bytes, refused)), inputs, outputs);
    }

    private static Model<?> model(byte[] checked) {
        String name = "";
        try {
            ModelProto proto = ModelProto.parseFrom(checked);
            name = proto.getClassName();
            return Model.deserialize(proto);
        } catch (InvalidProtocolBufferException e) {
            throw TribuoWire.refusal(String.valueOf(e.getMessage()));
        } catch (RuntimeException | LinkageError e) {
            throw isAbsent(e) ? absent(name, e) : TribuoWire.refusal(String.valueOf(e.getMessage()));
        }
    }

    private static boolean isAbsent(Throwable e) {
        return e instanceof NoClassDefFoundError
                || e instanceof ClassNotFoundException
                || (e.getCause() != null && isAbsent(e.getCause()));
    }

    private static ArtifactException absent(String name, Throwable e) {
        return new ArtifactException(
                ArtifactException.Reason.NOT_SUPPORTED,
                "the artifact holds a " + name + ", which is not on the class path; add "
                        + TribuoTypes.ARTIFACTS.getOrDefault(name, "the module of Tribuo that has it") + " ("
                        + e.getMessage()
                        + ")",
                e);
    }

    /**
     * The bytes of a model; empty if it is of a kind that cannot be carried.
     *
     * @throws IllegalStateException if Tribuo cannot write it
     */
    static Optional<byte[]> encode(Model<?> model) {
        return TribuoTypes.isModel(model.getClass().getName())
                ? Optional.of(TribuoWire.toStored(TribuoText.serialize(model).toByteString()))
                : Optional.empty();
    }

    @Override
    public String toString() {
        return NAME + (refused.isEmpty() ? " with XGBoost" : "");
    }
}
