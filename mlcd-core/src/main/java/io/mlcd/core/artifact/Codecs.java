package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Opaque;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The codecs that a host trusts, each under its name. Immutable. */
public final class Codecs {
    static final int MAX_NAME = 100;
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1," + MAX_NAME + "}");
    private static final Codecs NONE = new Codecs(new TreeMap<>());

    private final Map<String, Codec> byName;

    private Codecs(Map<String, Codec> byName) {
        this.byName = byName;
    }

    /** None: artifacts that need one are refused. */
    public static Codecs none() {
        return NONE;
    }

    /**
     * Some codecs.
     *
     * @throws IllegalArgumentException if two have the same name, or a name is not as {@link Codec#name} says
     */
    public static Codecs of(Codec... codecs) {
        Codecs all = NONE;
        for (Codec codec : codecs) {
            all = all.with(codec);
        }
        return all;
    }

    /**
     * These and another one.
     *
     * @throws IllegalArgumentException if its name is there already, or is not as {@link Codec#name} says
     */
    public Codecs with(Codec codec) {
        String name = codec.name();
        if (!isName(name)) {
            throw new IllegalArgumentException("the codec's name was \"" + name
                    + "\" but must be 1 to 100 lower-case letters, digits and hyphens, for example my-codec-1");
        }
        Map<String, Codec> all = new TreeMap<>(byName);
        if (all.put(name, codec) != null) {
            throw new IllegalArgumentException("there are two codecs named " + name + "; give one of them");
        }
        return new Codecs(all);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** An opaque form, opened by its codec. */
    Opaque open(String name, byte[] bytes, int inputs, int outputs) {
        @Nullable Codec codec = byName.get(name);
        if (codec == null) {
            throw new ArtifactException(
                    ArtifactException.Reason.CODEC_MISSING,
                    "the artifact holds a model that only the codec " + name + " reads, and the codecs here are "
                            + byName.keySet()
                            + "; hand it in: Models.load(file, Codecs.of(codec)), Artifact.read(bytes, Codecs.of(codec)),"
                            + " LocalRegistry.at(folder).codec(codec).open(); for tribuo-1 it is TribuoCodec.protobuf() of"
                            + " mlcd-ensemble");
        }
        try {
            return Opaque.encoded(name, bytes, inputs, outputs, codec.open(bytes, inputs, outputs));
        } catch (ArtifactException e) {
            throw e;
        } catch (RuntimeException e) { // whatever a host's codec throws
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the codec " + name + " cannot read its " + bytes.length + " bytes of the artifact: "
                            + e.getMessage(),
                    e);
        }
    }

    @Override
    public String toString() {
        return "codecs " + byName.keySet();
    }
}
