package io.mlcd.core.compression;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.model.Model;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * A model that was made smaller, and what it cost.
 *
 * @param model the smaller model
 * @param certificate what each stage did, what is proved and what was measured
 * @param compared the model with which what is proved compares: that before; if it was pruned or its thresholds were moved, that
 *     after this
 * @param moved the intervals through which thresholds moved
 * @param variants all that was tried, smallest first; one unless the recipe {@linkplain Compression#smallest searches}
 */
public record Compressed(
        Model model, Certificate certificate, Model compared, List<Moved> moved, List<Variant> variants) {
    /** Copies. */
    public Compressed {
        moved = List.copyOf(moved);
        variants = List.copyOf(variants);
    }

    /** What the artifact of the model before takes, with its manifest and its golden records. */
    public int bytesBefore() {
        return certificate.bytesBefore();
    }

    /** What the artifact of this model takes, without its certificate. */
    public int bytesAfter() {
        return certificate.bytesAfter();
    }

    /**
     * The model as an artifact that holds its certificate.
     *
     * @param facts as {@link Artifact#of(Model, Map)} takes them
     */
    public Artifact artifact(Map<String, String> facts) {
        return Artifact.of(model, facts, certificate);
    }

    /** For example {@code 3,029,549 -> 28,410 bytes (106.6 x smaller)}, then the certificate and the variants, a line each. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        lines.add(String.format(
                Locale.ROOT,
                "%,d -> %,d bytes (%.1f x smaller)",
                bytesBefore(),
                bytesAfter(),
                (double) bytesBefore() / bytesAfter()));
        lines.add(certificate.toString());
        if (variants.size() > 1) {
            variants.forEach(variant -> lines.add(variant.toString()));
        }
        return lines.toString();
    }
}
