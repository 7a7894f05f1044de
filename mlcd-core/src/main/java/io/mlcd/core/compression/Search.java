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
    private static final int REFITS_TRIED = 3;

    private final Attempt attempt;
    private final Validation validation;
    private final Steps given;
    private final int most;
    private final double tolerance;
    private final boolean bounded;
    private final Map<Steps, Attempt.Result> tried = new LinkedHashMap<>();

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
        int[] bits = given.bits() == 0 ? BITS : new int[0];
        int usual = given.bits() == 0 ? USUAL_BITS : given.bits();
        if (given.bits() == 0) {
            result(null, 0);
        }
        Attempt.Result whole = result(null, usual);
        if (most == 0) {
            for (Pruning.Refit refit : attempt.refits()) {
                towardTolerance(refit, usual);
            }
            Pruning pruning = chosen().map(result -> result.steps().pruning()).orElse(null);
            for (int one : bits) {
                result(pruning, one);
            }
        } else {
            double share = Math.min(1, (double) most / whole.bytes());
            towardSize(usual, share);
            for (int one : bits) {
                towardSize(one, share);
            }
            chosen().ifPresent(this::refitted);
        }
        Attempt.Result best = chosen().orElseThrow(this::refused);
        return best.finished(variants(best));
    }

    private Attempt.Result result(@Nullable Pruning pruning, int bits) {
        return tried.computeIfAbsent(new Steps(given.deduplicate(), pruning, bits), attempt::run);
    }

    private void towardTolerance(Pruning.Refit refit, int bits) {
        int tooMuch = 0;
        for (double keep = FEWER; keep > FEWEST && tooMuch < TOO_MUCH; keep *= FEWER) {
            Attempt.Result result = result(new Pruning(keep, refit), bits);
            tooMuch = isGood(result) ? 0 : tooMuch + 1;
        }
    }

    /** Finds the share of splits that has about as many bytes as there may be, each time by the share of the last try. */
    private void towardSize(int bits, double share) {
        double high = 1;
        double low = 0;
        double keep = share;
        if (share == 1 && fits(result(null, bits))) {
            return;
        }
        for (int i = 0; i < SIZES_TRIED; i++) {
            Attempt.Result result = result(new Pruning(keep, Pruning.Refit.NONE), bits);
            if (result.bytes() > most) {
                high = keep;
            } else if (result.bytes() >= NEAR * most) {
                return;
            } else {
                low = keep;
            }
            double next = keep * (1 + NEAR) / 2 * most / result.bytes();
            keep = next > low && next < high ? next : (low + high) / 2;
        }
    }

    /** Tries what was best with leaves refitted; the same share of splits may take a little more then. */
    private void refitted(Attempt.Result best) {
        Pruning pruning = best.steps().pruning();
        if (pruning == null) {
            return;
        }
        for (Pruning.Refit refit : attempt.refits()) {
            double keep = pruning.keep();
            for (int i = 0; i < REFITS_TRIED; i++) {
                Attempt.Result result =
                        result(new Pruning(keep, refit), best.steps().bits());
                if (result.bytes() <= most) {
                    break;
                }
                keep *= NEAR * most / result.bytes();
            }
        }
    }

    private boolean isGood(Attempt.Result result) {
        return !Double.isNaN(result.score()) && (!bounded || validation.loss(result.score()) <= tolerance);
    }

    private boolean fits(Attempt.Result result) {
        return most == 0 || result.bytes() <= most;
    }

    private Optional<Attempt.Result> chosen() {
        Comparator<Attempt.Result> bySize = Comparator.comparingInt(Attempt.Result::bytes);
        Comparator<Attempt.Result> byLoss = Comparator.comparingDouble(result -> validation.loss(result.score()));
        return tried.values().stream()
                .filter(this::fits)
                .filter(this::isGood)
                .min(most == 0 ? bySize.thenComparing(byLoss) : byLoss.thenComparing(bySize));
    }

    private List<Variant> variants(Attempt.Result best) {
        List<Variant> variants = new ArrayList<>();
        for (Attempt.Result result : tried.values()) {
            variants.add(new Variant(
                    result.steps().toString(),
                    result.bytes(),
                    result.score(),
                    validation.nanosPerRow(result.model()),
                    result.steps().equals(best.steps())));
        }
        variants.sort(Comparator.comparingInt(Variant::bytes));
        return variants;
    }

    private GateException refused() {
        Attempt.Result smallest = Collections.min(tried.values(), Comparator.comparingInt(Attempt.Result::bytes));
        Optional<Attempt.Result> fitting = tried.values().stream()
                .filter(this::fits)
                .filter(result -> !Double.isNaN(result.score()))
                .min(Comparator.comparingDouble(result -> validation.loss(result.score())));
        Optional<Attempt.Result> good =
                tried.values().stream().filter(this::isGood).min(Comparator.comparingInt(Attempt.Result::bytes));
        List<String> possible = new ArrayList<>();
        fitting.ifPresent(its -> possible.add("the best of at most " + most + " bytes is " + text(its)));
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

    private String text(Attempt.Result result) {
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
