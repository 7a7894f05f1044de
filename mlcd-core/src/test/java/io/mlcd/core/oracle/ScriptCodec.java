package io.mlcd.core.oracle;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.model.Model;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** A codec whose functions do what a test says, also while they serve: throw, hang, answer NaN. */
public final class ScriptCodec implements Codec {
    /** Classes for models that need some. */
    public static final Output.Classes YES_NO = new Output.Classes("yes-no", List.of("no", "yes"));

    private final Map<Integer, Opaque.Function> scripts = new ConcurrentHashMap<>();

    @Override
    public String name() {
        return "script-1";
    }

    /** What a model does from now on. */
    public void on(int id, Opaque.Function script) {
        scripts.put(id, script);
    }

    /** A model answers this number from now on. */
    public void answers(int id, double value) {
        on(id, (row, out) -> out[0] = value);
    }

    /** A model answers its number and a little of the row from now on, so that answers differ. */
    public void varies(int id) {
        on(id, (row, out) -> out[0] = id + row[0] * 1e-9);
    }

    @Override
    public Opaque.Function open(byte[] bytes, int inputs, int outputs) {
        int id = ByteBuffer.wrap(bytes).getInt();
        return (row, out) -> scripts.get(id).score(row, out);
    }

    /** A model of one number, x, that predicts a number. */
    public Artifact artifact(int id) {
        return artifact(id, new Output.Numeric("y"), Feature.number("x"));
    }

    /** A model of one number, x, that predicts yes or no. */
    public Artifact classifier(int id) {
        return artifact(id, YES_NO, Feature.number("x"));
    }

    /** A model. */
    public Artifact artifact(int id, Output output, Feature... features) {
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES).putInt(id).array();
        Opaque.Function function = (row, out) -> scripts.get(id).score(row, out);
        return Artifact.of(Model.of(
                Signature.of(List.of(features), output),
                Opaque.encoded(name(), bytes, features.length, output.width(), function)));
    }
}
