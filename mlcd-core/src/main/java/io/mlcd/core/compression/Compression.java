package io.mlcd.core.compression;

import io.mlcd.api.GateException;
import io.mlcd.api.Output;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.bound.ScoreBound;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.certificate.Effect;
import io.mlcd.core.certificate.Stage;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Measure;
import io.mlcd.core.model.Model;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A recipe that makes a model smaller, and says what that cost. Immutable and equal by value.
 *
 * <pre>{@code
 * Compressed exact = Compression.lossless().apply(model);                        // every answer the same
 * Compressed small = Compression.smallest().within(Metric.ROC_AUC, 0.002).apply(model, train, validation);
 * Compressed fits = Compression.toBytes(100_000).apply(model, train, validation);
 * Compressed mine = Compression.lossless().prune(0.3).quantize(6).apply(model, train, validation);
 * System.out.println(small);                                                     // bytes, what is proved, what was measured
 * Models.save(small.artifact(Map.of()), file);                                  // with its certificate
 * }</pre>
 *
 * <p>Stages come in one order, whatever the order of the calls: what is redundant goes, equal trees become one, thresholds
 * move, trees are pruned, leaves are rounded, and what has become redundant goes. Training rows tell what a split is worth; validation rows
 * are only measured, so they must not have trained the model. The same model, rows and recipe give the same model, to the last bit.
 */
public final class Compression {
    private static final int MOST_BITS = 32;

    private final Steps steps;
    /** Whether the steps are searched for. */
    private final boolean search;
    /** How many bytes the artifact may have; 0 for any. */
    private final int most;

    private final @Nullable Measure measure;
    private final double tolerance;

    private Compression(Steps steps, boolean search, int most, @Nullable Measure measure, double tolerance) {
        this.steps = steps;
        this.search = search;
        this.most = most;
        this.measure = measure;
        this.tolerance = tolerance;
    }

    /**
     * Takes out what cannot change an answer, whatever the row is; every score stays the same to the last bit. Of trees: splits
     * that those above them have decided, splits whose sides are the same, and trees of weight 0. Of averages and
     * votes: members of weight 0 that always answer with finite numbers. Of stacks, linked or not: members whose scores a linear meta model multiplies
     * with 0 alone, if they are always finite; members that a meta model of trees does not split by, or that always answer the same. Of a
     * preparation before trees: numbers that nothing reads. A learner that grows no such thing leaves little to take out.
     */
    public static Compression lossless() {
        return new Compression(Steps.NONE, false, 0, null, 0);
    }

    /**
     * Searches for the smallest model whose measure on the validation rows is worse by no more than a tolerance, which
     * {@link #within} must set.
     */
    public static Compression smallest() {
        return new Compression(Steps.NONE, true, 0, null, 0);
    }

    /**
     * Searches for the best model whose artifact, without its certificate and what facts are added, has at most so many bytes: by the measure of
     * {@link #within}, else by log loss or, of numbers, root mean squared error.
     *
     * @throws IllegalArgumentException if it is below 1
     */
    public static Compression toBytes(int most) {
        if (most < 1) {
            throw new IllegalArgumentException("the size was " + most + " bytes but must be at least 1");
        }
        return new Compression(Steps.NONE, true, most, null, 0);
    }

    /**
     * With trees and linear parts pruned to a share of their splits and weights; see {@link Pruning}.
     *
     * @throws IllegalArgumentException if the share is not in (0, 1]
     */
    public Compression prune(double keep) {
        return prune(Pruning.keeping(keep));
    }

    /**
     * With trees and linear parts pruned.
     *
     * @throws IllegalArgumentException if this recipe searches, and so prunes by itself
     */
    public Compression prune(Pruning pruning) {
        if (search) {
            throw new IllegalArgumentException(
                    "\"" + this + "\" searches by itself for what to prune; use Compression.lossless().prune(...)");
        }
        return new Compression(
                new Steps(steps.deduplicate(), Objects.requireNonNull(pruning, "pruning"), steps.bits()),
                search,
                most,
                measure,
                tolerance);
    }

    /**
     * With the numbers in leaves, and the weights of linear parts, told apart by so many bits: the best 2^bits numbers up to 16 bits, of leaves that are probabilities the multiples of one share;
     * above that leaves are shorter floats where they hold more numbers than 16 bits tell apart, and weights the best 2^16. Thresholds move to numbers of few bits between the same two values of the training rows.
     *
     * @throws IllegalArgumentException if it is not from 1 to 32
     */
    public Compression quantize(int bits) {
        if (bits < 1 || bits > MOST_BITS) {
            throw new IllegalArgumentException("leaves cannot be rounded to " + bits + " bits, but to 1 to " + MOST_BITS
                    + "; 6 to 8 are usual, 32 are floats");
        }
        return new Compression(new Steps(steps.deduplicate(), steps.pruning(), bits), search, most, measure, tolerance);
    }

    /** With equal trees, and equal members of an ensemble, made one that has their weights' sum; scores change by rounding alone. */
    public Compression deduplicate() {
        return new Compression(new Steps(true, steps.pruning(), steps.bits()), search, most, measure, tolerance);
    }

    /**
     * That may cost only so much: a result whose measure on the validation rows is worse by more is refused; a
     * recipe that searches does not choose it.
     *
     * @param newMeasure for example {@link io.mlcd.core.metric.Metric#ROC_AUC}
     * @param newTolerance 0 or more, in the measure's unit
     * @throws IllegalArgumentException if the tolerance is below 0 or not finite
     */
    public Compression within(Measure newMeasure, double newTolerance) {
        Objects.requireNonNull(newMeasure, "measure");
        if (!(newTolerance >= 0) || Double.isInfinite(newTolerance)) {
            throw new IllegalArgumentException("the tolerance of " + newMeasure + " was " + newTolerance
                    + " but must be 0 or more, and finite; 0.002 lets it get worse by that much");
        }
        return new Compression(steps, search, most, newMeasure, newTolerance);
    }

    /**
     * Checks before any time is spent whether this can make models smaller that predict something.
     *
     * @throws IllegalArgumentException if the measure does not apply to it, or there is none where one is needed
     */
    public void check(Output output) {
        if (search && most == 0 && measure == null) {
            throw new IllegalArgumentException("the smallest model is that without an answer: say how good it must be,"
                    + " smallest().within(metric, tolerance)");
        }
        if (measure != null && !measure.appliesTo(output)) {
            throw new IllegalArgumentException(
                    measure + " is not defined for a model that predicts " + output + "; choose another metric");
        }
    }

    /** Whether {@link #apply(Model, Table, Table)} is needed. */
    public boolean needsRows() {
        return search || steps.pruning() != null || measure != null;
    }

    /**
     * Makes a model smaller without looking at rows.
     *
     * @throws IllegalArgumentException if the recipe {@linkplain #needsRows needs rows}, or the model holds resources open, which
     *     two models cannot share
     * @throws io.mlcd.api.ArtifactException if a part of the model is code and not data, so that it has no bytes
     */
    public Compressed apply(Model model) {
        if (needsRows()) {
            throw new IllegalArgumentException(
                    "\"" + this + "\" looks at rows; use apply(model, training, validation)");
        }
        requireShareable(model);
        return new Attempt(model, steps.bits() > 0, null, null).run(steps).finished(List.of(), 0);
    }

    /**
     * Makes a model smaller.
     *
     * @param training the rows that trained the model, or others like them, with their target
     * @param validation rows that did not, with their target; only measured
     * @throws IllegalArgumentException if the tables lack a column that the model reads, or the target, or have no rows; if the measure
     *     does not apply; if the model holds resources open
     * @throws GateException if the measure of a recipe that searches, or has a tolerance, is not defined on the validation rows; if the result is not within the tolerance, or no variant has so few bytes; the message says what is
     *     possible
     * @throws io.mlcd.api.ArtifactException if a part of the model is code and not data, so that it has no bytes
     * @throws java.util.concurrent.CancellationException if the thread is interrupted while a recipe searches; it stays so
     */
    public Compressed apply(Model model, Table training, Table validation) {
        requireShareable(model);
        check(model.signature().output());
        Attempt attempt = new Attempt(
                model,
                search || steps.bits() > 0,
                Samples.of(model, training, Samples.outcomes(model, training, "training")),
                Validation.of(model, validation, measure, search || measure != null));
        return search
                ? new Search(attempt, steps, most, tolerance, measure != null).found()
                : checked(attempt.run(steps));
    }

    private Compressed checked(Attempt.Result result) {
        Validation validation = Objects.requireNonNull(result.attempt().validation());
        double loss = validation.loss(result.score());
        if (measure != null && !(loss <= tolerance)) {
            throw new GateException(
                    GateException.Reason.REFUSED,
                    String.format(
                            Locale.ROOT,
                            "\"%s\" takes %,d instead of %,d bytes, but %s is %.5f instead of %.5f on %,d validation rows: worse by"
                                    + " %.5f, more than %s; keep more splits or bits, or search: Compression.smallest().within(%s, %s)",
                            steps,
                            result.bytes(),
                            result.attempt().bytesBefore(),
                            measure,
                            result.score(),
                            validation.before(),
                            validation.rows(),
                            loss,
                            tolerance,
                            measure,
                            tolerance));
        }
        return result.finished(List.of(), 0);
    }

    private static void requireShareable(Model model) {
        if (model.ownsResources()) {
            throw new IllegalArgumentException("the model holds resources open, which its compressed form would share;"
                    + " compress it before it is saved or published, where it was trained");
        }
    }

    /**
     * Proves once more what a certificate says of a model, from the numbers in both models alone.
     *
     * @param compared the model with which what is proved compares, {@link Compressed#compared()}
     * @param artifact the compressed model with its certificate
     * @return the largest change of a score that was proved, no larger than the certificate says
     * @throws IllegalArgumentException if the artifact has no certificate
     * @throws GateException if more may change than the certificate says, it is of another pair of models, or it proves nothing
     */
    public static double verify(Model compared, Artifact artifact) {
        Certificate certificate = artifact.certificate()
                .orElseThrow(() -> new IllegalArgumentException(
                        artifact + " holds no certificate; write it with Compressed.artifact(facts)"));
        double stated = certificate.boundOfRounding();
        if (!certificate.comparedId().equals(Artifact.of(compared).formId())) {
            throw new GateException(
                    GateException.Reason.REFUSED,
                    "this is not the model that " + artifact + " was compared with, which has the form "
                            + certificate.comparedId() + "; give Compressed.compared()");
        }
        if (Double.isInfinite(stated)) {
            throw new GateException(
                    GateException.Reason.INCONCLUSIVE,
                    "the certificate of " + artifact + " proves nothing of how much scores change: " + certificate);
        }
        double[] proved = ScoreBound.between(compared.form(), artifact.model().form());
        for (Stage stage : certificate.stages()) {
            if (stage.effect() == Effect.PROVED && stage.bounds().size() != proved.length) {
                throw new GateException(
                        GateException.Reason.REFUSED,
                        "the certificate bounds " + stage.bounds().size() + " scores, but the model has "
                                + proved.length + "; do not use this model");
            }
        }
        for (int k = 0; k < proved.length; k++) {
            double its = certificate.boundOfRounding(k);
            if (!(proved[k] <= its * (1 + 1e-9))) {
                throw new GateException(
                        GateException.Reason.REFUSED,
                        "the certificate says that score " + k + " changes by at most " + its
                                + ", but it may change by "
                                + proved[k]
                                + "; do not use this model, or compare it with the model that it was made from");
            }
        }
        return Attempt.largest(proved);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Compression that
                && steps.equals(that.steps)
                && search == that.search
                && most == that.most
                && Objects.equals(measure, that.measure)
                && Double.compare(tolerance, that.tolerance) == 0;
    }

    @Override
    public int hashCode() {
        return Objects.hash(steps, search, most, measure, tolerance);
    }

    /** For example {@code lossless, prune to 0.3, quantize to 6 bits, within ROC_AUC 0.002}. */
    @Override
    public String toString() {
        String searched = (most == 0 ? "smallest" : "to " + most + " bytes")
                + steps.toString().substring("lossless".length());
        String what = search ? searched : steps.toString();
        return measure == null ? what : what + ", within " + measure + " " + tolerance;
    }
}
