package io.mlcd.core.compression;

import io.mlcd.api.GateException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/** Tries variants of steps, from those that lose nothing on, and chooses one. */
final class Search {
    private static final int USUAL_BITS = 6;
    private static final int[] BITS = {8, 5, 4};
    /** How much fewer splits each try keeps. */
    private static final double FEWER = 0.7;

    private static final double FEWEST = 0.005;
    /** So many tries in a row that lose too much end a series. */
    private static final int TOO_MUCH = 2;

    /** A size that is so near to the one allowed is good enough. */
    private static final double NEAR = 0.98;

    private static final int SIZES_TRIED = 6;
    /** Shares of splits that are tried where none of those was small enough, relative to the least of them; the last leaves none. */
    private static final double[] LEAST = {0.3, 0.03, 1e-12};

    private static final int REFITS_TRIED = 3;

    private final Attempt attempt;
    private final Validation validation;
    private final Steps given;
    private final int most;
    private final double tolerance;
    private final boolean bounded;
    private final Map<Steps, Tried> tried = new LinkedHashMap<>();
    /** What was best so far; of the others only numbers are kept. */
    private Attempt.@Nullable Result best;

    /** What came of steps. */
    private record Tried(Steps steps, int bytes, int formBytes, double score, double nanos) {}

    /**
     * A search.
     *
     * @param given what is done in any case
     * @param most how many bytes the result may have; 0 for any
     * @param bounded whether the tolerance counts
     */
    Search(Attempt attempt, Steps given, int most, double tolerance, boolean bounded) {
        this.attempt = attempt;
        this.validation = Objects.requireNonNull(attempt.validation());
        this.given = given;
        this.most = most;
        this.tolerance = tolerance;
        this.bounded = bounded;
    }

    Compressed found() {
        validation.warmUp(attempt.model());
        int[] bits = given.bits() == 0 ? BITS : new int[0];
        int usual = given.bits() == 0 ? USUAL_BITS : given.bits();
        if (given.bits() == 0) {
            result(null, 0);
        }
        Tried whole = result(null, usual);
        if (most == 0) {
            for (Pruning.Refit refit : attempt.refits()) {
                towardTolerance(refit, usual);
            }
            Pruning pruning = best == null ? null : best.steps().pruning();
            for (int one : bits) {
                result(pruning, one);
            }
        } else {
            towardSize(usual, whole);
            for (int one : bits) {
                towardSize(one, whole);
            }
            refitted();
        }
        Attempt.Result chosen = best;
        if (chosen == null) {
            throw refused();
        }
        return chosen.finished(variants(chosen.steps()), most);
    }

    private Tried result(@Nullable Pruning pruning, int bits) {
        Steps steps = new Steps(given.deduplicate(), pruning, bits);
        Tried known = tried.get(steps);
        if (known != null) {
            return known;
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new CancellationException("interrupted after " + tried.size() + " variants; the model is as it was");
        }
        Attempt.Result result = attempt.run(steps);
        Tried its = new Tried(
                steps, result.bytes(), result.formBytes(), result.score(), validation.nanosPerRow(result.model()));
        tried.put(steps, its);
        Tried former = best == null ? null : tried.get(best.steps());
        if (fits(its) && isGood(its) && (former == null || order().compare(its, former) < 0)) {
            best = result;
        }
        return its;
    }

    private void towardTolerance(Pruning.Refit refit, int bits) {
        int tooMuch = 0;
        for (double keep = FEWER; keep > FEWEST && tooMuch < TOO_MUCH; keep *= FEWER) {
            Tried result = result(new Pruning(keep, refit), bits);
            tooMuch = isGood(result) ? 0 : tooMuch + 1;
        }
    }

    /** Finds the share of splits that has about as many bytes as there may be: bytes go by splits, but for what none of them takes. */
    private void towardSize(int bits, Tried whole) {
        if (fits(result(null, bits))) {
            return;
        }
        double high = 1;
        double low = 0;
        double keep = next(1, whole, 0, null);
        Tried last = whole;
        double lastKeep = 1;
        for (int i = 0; i < SIZES_TRIED; i++) {
            keep = keep > low && keep < high ? keep : (low + high) / 2;
            Tried result = result(new Pruning(keep, Pruning.Refit.NONE), bits);
            if (result.bytes() > most) {
                high = keep;
            } else if (result.bytes() >= NEAR * most) {
                return;
            } else {
                low = keep;
            }
            double next = next(keep, result, lastKeep, last.steps().bits() == bits ? last : null);
            last = result;
            lastKeep = keep;
            keep = next;
        }
        for (int i = 0; i < LEAST.length && low == 0; i++) {
            boolean fits = fits(result(new Pruning(high * LEAST[i], Pruning.Refit.NONE), bits));
            low = fits ? high * LEAST[i] : 0;
        }
    }

    /** The share on the line through one try and another, or else through that and what is no form at all. */
    private double next(double keep, Tried result, double otherKeep, @Nullable Tried other) {
        double wanted = (1 + NEAR) / 2 * most;
        if (other != null && (result.bytes() - other.bytes()) * (keep - otherKeep) > 0) {
            return keep + (wanted - result.bytes()) * (keep - otherKeep) / (result.bytes() - other.bytes());
        }
        int fixed = result.bytes() - result.formBytes();
        return keep * (wanted - fixed) / result.formBytes();
    }

    /** Tries what was best, though it may lose too much, with leaves refitted; the same share of splits may take a little more then. */
    private void refitted() {
        Steps steps = bestThatFits().map(Tried::steps).orElse(Steps.NONE);
        Pruning pruning = steps.pruning();
        if (pruning == null) {
            return;
        }
        for (Pruning.Refit refit : attempt.refits()) {
            double keep = pruning.keep();
            for (int i = 0; i < REFITS_TRIED; i++) {
                Tried result = result(new Pruning(keep, refit), steps.bits());
                if (result.bytes() <= most) {
                    break;
                }
                double next = next(keep, result, 0, null);
                keep = next > 0 && next < keep ? next : keep / 2;
            }
        }
    }

    private Optional<Tried> bestThatFits() {
        return tried.values().stream()
                .filter(this::fits)
                .filter(result -> Double.isFinite(result.score()))
                .min(Comparator.comparingDouble(result -> validation.loss(result.score())));
    }

    private boolean isGood(Tried result) {
        return Double.isFinite(result.score()) && (!bounded || validation.loss(result.score()) <= tolerance);
    }

    private boolean fits(Tried result) {
        return most == 0 || result.bytes() <= most;
    }

    /** The best first, of those that fit and are good. */
    private Comparator<Tried> order() {
        Comparator<Tried> bySize = Comparator.comparingInt(Tried::bytes);
        Comparator<Tried> byLoss = Comparator.comparingDouble(result -> validation.loss(result.score()));
        return most == 0 ? bySize.thenComparing(byLoss) : byLoss.thenComparing(bySize);
    }

    private List<Variant> variants(Steps chosen) {
        List<Variant> variants = new ArrayList<>();
        for (Tried result : tried.values()) {
            variants.add(new Variant(
                    result.steps.toString(), result.bytes, result.score, result.nanos, result.steps.equals(chosen)));
        }
        return variants;
    }

    private GateException refused() {
        Tried smallest = Collections.min(tried.values(), Comparator.comparingInt(Tried::bytes));
        Optional<Tried> good = tried.values().stream().filter(this::isGood).min(Comparator.comparingInt(Tried::bytes));
        List<String> possible = new ArrayList<>();
        Optional<Tried> fitting = bestThatFits();
        String limit = most == 0 ? "" : " of at most " + most + " bytes";
        fitting.ifPresent(its -> possible.add("the best" + limit + " is " + text(its)));
        good.ifPresent(
                its -> possible.add("the smallest" + (bounded ? " within the tolerance" : "") + " is " + text(its)));
        if (!fitting.isPresent() && !good.isPresent()) {
            possible.add("the smallest is " + text(smallest));
        }
        return new GateException(
                GateException.Reason.REFUSED,
                "of " + tried.size() + " variants none " + (most == 0 ? "" : "of at most " + most + " bytes ")
                        + (bounded ? "keeps " + validation.measure() + " within " + tolerance + " " : "exists ")
                        + "on " + validation.rows() + " validation rows: " + String.join("; ", possible)
                        + "; allow that, or train a smaller model");
    }

    private String text(Tried result) {
        return String.format(
                Locale.ROOT,
                "\"%s\": %,d bytes, %s %.5f instead of %.5f",
                result.steps(),
                result.bytes(),
                validation.measure(),
                result.score(),
                validation.before());
    }
}
