package io.mlcd.core.compression;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Form;
import io.mlcd.core.model.Model;

/**
 * A recipe that makes a model smaller. Immutable.
 *
 * <pre>{@code
 * Compressed compressed = Compression.lossless().apply(model);
 * System.out.println(compressed);                                    // 3,029,549 -> 3,029,166 bytes, every answer the same
 * Models.save(compressed.model(), Path.of("churn.mlcd"));
 * }</pre>
 */
public final class Compression {
    private static final Compression LOSSLESS = new Compression();

    private Compression() {}

    /**
     * Takes out what cannot change an answer, whatever the row is; every score stays the same to the last bit. Of trees: splits
     * that those above them have decided, splits whose sides are the same, and trees of weight 0. Of ensembles: members of weight
     * 0, and members of a stack whose scores a linear meta model, linked or not, multiplies with 0 alone, with all that they
     * need. Of a preparation: numbers that nothing reads. A learner that grows no such thing leaves little to take out.
     */
    public static Compression lossless() {
        return LOSSLESS;
    }

    /**
     * Makes a model smaller.
     *
     * @return a new model, or the same one if there is nothing to take out
     * @throws IllegalArgumentException if the model holds resources open, which two models cannot share
     * @throws io.mlcd.api.ArtifactException if a part of the model is code and not data, so that it has no bytes
     */
    public Compressed apply(Model model) {
        if (model.ownsResources()) {
            throw new IllegalArgumentException("the model holds resources open, which its compressed form would share;"
                    + " compress it before it is saved or published, where it was trained");
        }
        int before = Artifact.of(model).size();
        Form form = model.form();
        Form without = Redundancy.remove(form);
        if (without.equals(form)) {
            return new Compressed(model, before, before);
        }
        Model smaller = Model.of(model.signature(), without);
        return new Compressed(smaller, before, Artifact.of(smaller).size());
    }

    /** {@code lossless}. */
    @Override
    public String toString() {
        return "lossless";
    }
}
