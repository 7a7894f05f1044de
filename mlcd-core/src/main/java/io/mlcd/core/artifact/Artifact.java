package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Signature;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A model as bytes: one self-describing file that is the same for the same model, whose id is the SHA-256 of its bytes.
 *
 * <p>Reading checks everything, golden records included, before a model is handed out. The
 * {@linkplain io.mlcd.core.artifact package} specifies the bytes. Immutable; equal when the bytes are.
 */
public final class Artifact {
    private final Model model;
    private final Map<String, String> facts;
    private final @Nullable Certificate certificate;
    private final String formId;
    private final int formSize;
    private final byte[] bytes;
    private final String id;

    private Artifact(
            Model model,
            Map<String, String> facts,
            @Nullable Certificate certificate,
            byte[] bytesOfForm,
            byte[] bytes) {
        this.model = model;
        this.facts = facts;
        this.certificate = certificate;
        this.bytes = bytes;
        formId = Sha256.of(bytesOfForm);
        formSize = bytesOfForm.length;
        id = Sha256.of(bytes);
        if (certificate != null && !certificate.formId().equals(formId)) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT,
                    "the certificate is of the form " + certificate.formId() + ", but this form is " + formId
                            + ": the model has been changed since it was compressed; do not use it");
        }
    }

    /**
     * A model as an artifact.
     *
     * @throws ArtifactException if a part of the model is code and not data
     */
    public static Artifact of(Model model) {
        return of(model, Map.of());
    }

    /**
     * A model with facts about its training.
     *
     * @param facts names and values for people and tools, for example the seed; no times and no places, since they are
     *     part of what the id is made of
     * @throws ArtifactException if a part of the model is code and not data, or a text cannot be written
     */
    public static Artifact of(Model model, Map<String, String> facts) {
        return write(model, facts, null);
    }

    /**
     * A compressed model with its certificate, as {@link io.mlcd.core.compression.Compressed#artifact} makes it.
     *
     * @param certificate of just this model
     * @throws ArtifactException as {@link #of(Model, Map)} does, and if the certificate is of another form
     */
    public static Artifact of(Model model, Map<String, String> facts, Certificate certificate) {
        return write(model, facts, certificate);
    }

    private static Artifact write(Model model, Map<String, String> facts, @Nullable Certificate certificate) {
        Form form = model.form();
        Manifest manifest = new Manifest(model.signature(), describe(form), facts);
        Map<String, byte[]> sections = new LinkedHashMap<>();
        sections.put(Sections.MANIFEST, manifest.toBytes());
        byte[] written = FormCodec.write(form);
        sections.put(Sections.FORM, written);
        sections.put(Sections.GOLDEN, Golden.write(model));
        if (certificate != null) {
            sections.put(Sections.CERTIFICATE, CertificateCodec.write(certificate));
        }
        byte[] bytes = Sections.write(sections);
        Limits.check(form, bytes.length);
        return new Artifact(model, manifest.facts(), certificate, written, bytes);
    }

    private static String describe(Form form) {
        Class<?> kind = form instanceof Packed ? Trees.class : form.getClass();
        return kind.getSimpleName() + " " + form.inputs() + " -> " + form.outputs();
    }

    /**
     * Reads an artifact and checks all of it. Memory is bounded, whatever the bytes are, as the
     * {@linkplain io.mlcd.core.artifact package} says.
     *
     * @param bytes not sealed; copied
     * @throws ArtifactException if the bytes are not an artifact, are cut off, corrupt, of another version, need a codec, or
     *     hold a model that does not answer as it did when it was written
     */
    public static Artifact read(byte[] bytes) {
        return read(bytes, Codecs.none());
    }

    /**
     * Reads an artifact parts of which may be another library's; see {@link #read(byte[])}.
     *
     * @param bytes not sealed; copied
     * @param codecs the only ones that may read such parts
     * @throws ArtifactException as {@link #read(byte[])} does, and if a part needs a codec that is not given
     */
    public static Artifact read(byte[] bytes, Codecs codecs) {
        return read(bytes, codecs, Load.FAST);
    }

    /**
     * Reads an artifact, and makes of it what is asked for; see {@link #read(byte[], Codecs)}.
     *
     * @param bytes not sealed; copied
     * @param codecs the only ones that may read parts that are another library's
     * @param load whether to answer as fast as can be or in as few bytes
     * @throws ArtifactException as {@link #read(byte[], Codecs)} does
     */
    public static Artifact read(byte[] bytes, Codecs codecs, Load load) {
        Opened opened = new Opened(codecs);
        try {
            return read(bytes.clone(), opened, load);
        } catch (RuntimeException | Error e) {
            opened.close();
            throw e;
        }
    }

    private static Artifact read(byte[] copy, Opened opened, Load load) {
        Sections.Contents sections = Sections.read(copy);
        Manifest manifest = Manifest.read(sections.manifest());
        byte[] bytesOfForm = sections.form();
        Certificate certificate =
                sections.certificate().length == 0 ? null : CertificateCodec.read(sections.certificate());
        Form form = FormCodec.read(bytesOfForm, opened, load);
        boolean together = isOf(manifest.signature(), form);
        if (together) {
            Limits.check(form, copy.length);
        }
        Model model;
        try {
            model = Model.of(
                    manifest.signature(),
                    form,
                    () -> FormCodec.read(bytesOfForm, opened.again(), Load.FAST),
                    opened.resources());
        } catch (IllegalArgumentException e) {
            throw together
                    ? new ArtifactException(
                            ArtifactException.Reason.LIMIT_EXCEEDED,
                            "the form in section FORM cannot be compiled: " + e.getMessage(),
                            e)
                    : new ArtifactException(
                            ArtifactException.Reason.CORRUPT,
                            "the artifact's manifest and form do not belong together: " + e.getMessage(),
                            e);
        }
        verify(model, sections.golden());
        return new Artifact(model, manifest.facts(), certificate, bytesOfForm, copy);
    }

    private static void verify(Model model, byte[] golden) {
        try {
            Golden.verify(model, golden);
        } catch (ArtifactException e) {
            throw e;
        } catch (RuntimeException e) { // what a codec opened may fail in any way
            throw new ArtifactException(
                    ArtifactException.Reason.GOLDEN_MISMATCH,
                    "the model cannot answer its golden records: " + e + "; do not use it, and report this",
                    e);
        }
    }

    private static boolean isOf(Signature signature, Form form) {
        return form.inputs() == signature.features().size()
                && form.outputs() == signature.output().width();
    }

    /** The model; one that was read may {@linkplain Model#close() own resources}. */
    public Model model() {
        return model;
    }

    /** Facts about the training, sorted by name. */
    public Map<String, String> facts() {
        return new TreeMap<>(facts);
    }

    /** What making the model smaller cost; empty if it was not compressed, or the certificate was not written. */
    public Optional<Certificate> certificate() {
        return Optional.ofNullable(certificate);
    }

    /**
     * The SHA-256 of the form alone, what the model computes, in lower-case hexadecimal: of two artifacts with the same one the
     * models score the same rows the same, whatever their features are called.
     */
    public String formId() {
        return formId;
    }

    /** How many of the bytes say what the model computes; the others are the signature, facts, golden records and the certificate. */
    public int formSize() {
        return formSize;
    }

    /** The bytes, a copy. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** How many bytes there are. */
    public int size() {
        return bytes.length;
    }

    /** The SHA-256 of the bytes in lower-case hexadecimal. */
    public String id() {
        return id;
    }

    /**
     * The SHA-256 of the model's signature in lower-case hexadecimal: equal for two models that take the same features in the
     * same order, with the same categories, and have the same output.
     */
    public String signatureDigest() {
        return Manifest.digest(model.signature());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Artifact that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "artifact " + id.substring(0, 8) + " of " + bytes.length + " bytes";
    }
}
