package io.mlcd.core.compression;

import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.bound.ScoreBound;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.certificate.Effect;
import io.mlcd.core.certificate.Measured;
import io.mlcd.core.certificate.Stage;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model to be compressed, with the rows to look at, and what comes of steps. */
final class Attempt {
    /** So many training rows tell what splits are worth; more would tell the same. */
    private static final int MOST_ROWS = 1 << 15;

    private final Model model;
    private final boolean quantizes;
    private final int bytesBefore;
    private final Map<Boolean, Begun> starts = new HashMap<>();
    /** All training rows. */
    private final @Nullable Sample training;
    /** Some of them. */
    private final @Nullable Sample sample;

    private final @Nullable Validation validation;
    private final IdentityHashMap<Trees, TreePruning> begun = new IdentityHashMap<>();
    private final LeafIndices.Room room = new LeafIndices.Room();
    /** What is left without what is redundant. */
    private final Form lean;

    /**
     * An attempt.
     *
     * @param quantizes whether leaves may be rounded
     */
    Attempt(Model model, boolean quantizes, @Nullable Sample training, @Nullable Validation validation) {
        this.model = model;
        this.quantizes = quantizes;
        this.training = training;
        this.sample = training == null ? null : training.atMost(MOST_ROWS);
        this.validation = validation;
        bytesBefore = Artifact.of(model).size();
        lean = lean(model.form());
    }

    /** What is left when nothing redundant is; what goes may lay bare more. */
    private static Form lean(Form form) {
        Form before = form;
        Form after = Redundancy.remove(before);
        while (!after.equals(before)) {
            before = after;
            after = Redundancy.remove(before);
        }
        return after;
    }

    /** The ways of refitting leaves that differ for this model; those that move nothing would be tried in vain. */
    List<Pruning.Refit> refits() {
        List<Pruning.Refit> refits = new ArrayList<>(Arrays.asList(Pruning.Refit.values()));
        if (sample == null || !LabelledParts.in(lean, sample)) {
            refits.remove(Pruning.Refit.LABELS);
        }
        return refits;
    }

    Model model() {
        return model;
    }

    int bytesBefore() {
        return bytesBefore;
    }

    @Nullable Validation validation() {
        return validation;
    }

    /** The forms that came one of another. */
    record Result(
            Attempt attempt,
            Steps steps,
            Form deduplicated,
            Form moved,
            Form pruned,
            Form rounded,
            Form form,
            Model model,
            int bytes,
            int formBytes,
            List<Moved> intervals,
            int thresholds,
            double score) {
        /**
         * What certificates need in addition takes time: only for what was chosen.
         *
         * @param most how many bytes the result may have; 0 for any
         */
        Compressed finished(List<Variant> variants, int most) {
            return attempt.finished(this, variants, most);
        }
    }

    /** What every way of pruning and rounding begins with. */
    private record Begun(Form deduplicated, Form moved, List<Moved> intervals, int thresholds) {}

    /** Thresholds move if leaves are to be rounded, there are rows, and it makes the model smaller. */
    private Begun begun(boolean deduplicate, boolean move) {
        Begun known = starts.get(deduplicate);
        if (known == null) {
            Form deduplicated = deduplicate ? lean(Duplicates.merge(lean)) : lean;
            known = new Begun(deduplicated, deduplicated, List.of(), 0);
            if (move && training != null) {
                ThresholdRounding rounding = new ThresholdRounding();
                Form moved = lean(rounding.replace(deduplicated, training));
                if (bytes(moved) < bytes(deduplicated)) {
                    known = new Begun(deduplicated, moved, rounding.moved(), rounding.thresholds());
                }
            }
            starts.put(deduplicate, known);
        }
        return known;
    }

    Result run(Steps steps) {
        Begun start = begun(steps.deduplicate(), quantizes);
        Form moved = steps.bits() > 0 ? start.moved : start.deduplicated;
        Pruning pruning = steps.pruning();
        Form pruned = pruning == null ? moved : lean(new PrunedParts(pruning, begun, room).replace(moved, sample));
        Form rounded = steps.bits() > 0 ? new QuantizedParts(steps.bits()).replace(pruned, sample) : pruned;
        Form form = steps.bits() > 0 ? Redundancy.remove(rounded) : rounded;
        Model smaller = form.equals(model.form()) ? model : Model.of(model.signature(), form);
        Artifact artifact = Artifact.of(smaller);
        return new Result(
                this,
                steps,
                start.deduplicated,
                moved,
                pruned,
                rounded,
                form,
                smaller,
                artifact.size(),
                artifact.formSize(),
                steps.bits() > 0 ? start.intervals : List.of(),
                start.thresholds,
                validation == null ? Double.NaN : validation.score(validation.scores(smaller)));
    }

    private Compressed finished(Result result, List<Variant> variants, int most) {
        List<Stage> stages = new ArrayList<>();
        stages.add(new Stage("redundancy removed", Effect.EXACT, bytes(lean), List.of()));
        if (result.steps.deduplicate()) {
            Effect effect = result.deduplicated.equals(lean) ? Effect.EXACT : Effect.MEASURED;
            stages.add(new Stage("equal trees and members made one", effect, bytes(result.deduplicated), List.of()));
        }
        if (!result.intervals.isEmpty()) {
            stages.add(new Stage(
                    result.intervals.size() + " of " + result.thresholds + " thresholds moved",
                    Effect.EXACT_OUTSIDE_INTERVALS,
                    bytes(result.moved),
                    List.of()));
        }
        Pruning pruning = result.steps.pruning();
        if (pruning != null) {
            stages.add(new Stage(pruning.toString(), Effect.MEASURED, bytes(result.pruned), List.of()));
        }
        Model smaller = result.model;
        if (result.steps.bits() > 0) {
            Form last = result.form;
            double[] bounds = ScoreBound.between(result.pruned, last);
            if (!last.equals(result.rounded)) {
                double[] before = ScoreBound.between(result.pruned, result.rounded);
                boolean fits = most == 0 || bytes(result.rounded) <= most;
                if (fits && largest(before) < largest(bounds)) { // what goes last would hide what is known
                    bounds = before;
                    last = result.rounded;
                    smaller = Model.of(model.signature(), last);
                }
            }
            String method = "leaves and weights of " + result.steps.bits() + " bits";
            List<Double> stated = new ArrayList<>();
            for (double bound : bounds) {
                stated.add(bound);
            }
            stages.add(new Stage(method, Effect.PROVED, bytes(result.rounded), stated));
            if (last.equals(result.form)) {
                stages.add(new Stage("redundancy removed", Effect.EXACT, bytes(last), List.of()));
            }
        }
        int tried = Math.max(1, variants.size());
        Optional<Measured> measured = validation == null
                ? Optional.empty()
                : Optional.of(validation.measured(validation.scores(smaller), tried));
        int bytesAfter = stages.get(stages.size() - 1).bytes();
        List<Variant> all = new ArrayList<>();
        for (Variant variant : variants) {
            all.add(variant.chosen() ? variant.bytes(bytesAfter) : variant);
        }
        all.sort(Comparator.comparingInt(Variant::bytes));
        Model compared = result.pruned.equals(model.form()) ? model : Model.of(model.signature(), result.pruned);
        return new Compressed(
                smaller,
                new Certificate(
                        Artifact.of(smaller).formId(), Artifact.of(compared).formId(), bytesBefore, stages, measured),
                compared,
                result.intervals,
                all);
    }

    private int bytes(Form form) {
        return form.equals(model.form())
                ? bytesBefore
                : Artifact.of(Model.of(model.signature(), form)).size();
    }

    static double largest(double[] bounds) {
        double largest = 0;
        for (double bound : bounds) {
            largest = Math.max(largest, bound);
        }
        return largest;
    }
}
