package io.mlcd.ensemble.learn;

import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * What each of some learners predicts for rows of the folds that it was not fitted to, and its model of all rows. All fits, each
 * member's on each fold and on all rows, are independent pieces; a fold's model is fitted to {@code table.rows(train)} and knows
 * nothing else. A row that several folds test gets the mean of their predictions.
 *
 * <p>When the time is over, a member that lacks a fit is left out, as long as there is one that has all.
 */
final class OutOfFold {
    private final Cast cast;
    private final List<String> names;
    private final Table table;
    private final Signature signature;
    private final List<Folds.Fold> folds;
    private final boolean refit;
    private final Fit fit;

    private final AtomicIntegerArray undone;
    private final AtomicIntegerArray dropped;
    private final AtomicBoolean anyComplete = new AtomicBoolean();
    private final Map<Integer, TrainingException> late = new ConcurrentSkipListMap<>();

    private final List<Integer> kept = new ArrayList<>();
    private final List<Optional<Piece>> pieces = new ArrayList<>();
    private int[] rows = new int[0];

    /** One fit: of all rows the model, of a fold what it predicts for the fold's rows, and its output, which is all that is kept. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Piece(Optional<Model> model, Output output, double[] scores, double seconds) {}

    private OutOfFold(Cast cast, Table table, Signature signature, List<Folds.Fold> folds, boolean refit, Fit fit) {
        this.cast = cast;
        this.names = cast.names();
        this.table = table;
        this.signature = signature;
        this.folds = folds;
        this.refit = refit;
        this.fit = fit;
        undone = new AtomicIntegerArray(cast.size());
        dropped = new AtomicIntegerArray(cast.size());
        for (int member = 0; member < cast.size(); member++) {
            undone.set(member, fits());
        }
    }

    /**
     * Fits.
     *
     * @param signature of the table's features, and of what all members predict
     * @param refit whether members are fitted to all rows too
     * @param reserve for how many further fits, later, a share of the time is left
     * @throws TrainingException if a member cannot be fitted; it is named, and so is the fold
     */
    static OutOfFold of(
            Cast cast, Table table, Signature signature, List<Folds.Fold> folds, boolean refit, int reserve, Fit fit)
            throws InterruptedException {
        int count = cast.size() * (folds.size() + (refit ? 1 : 0));
        OutOfFold run = new OutOfFold(cast, table, signature, folds, refit, fit.phase(count, count + reserve));
        run.run(count);
        return run;
    }

    private int fits() {
        return folds.size() + (refit ? 1 : 0);
    }

    private void run(int count) throws InterruptedException {
        pieces.addAll(fit.members(count, this::piece));
        for (int member = 0; member < cast.size(); member++) {
            if (undone.get(member) == 0) {
                kept.add(member);
            }
        }
        if (kept.isEmpty()) {
            throw late.values().iterator().next();
        }
        boolean[] tested = new boolean[table.rows()];
        folds.forEach(fold -> Arrays.stream(fold.test()).forEach(row -> tested[row] = true));
        rows = Arrays.stream(Draw.ascending(tested.length))
                .filter(row -> tested[row])
                .toArray();
    }

    /** The first piece of a member is its model of all rows, the longest work. Its seed does not depend on the folds. */
    private Optional<Piece> piece(int index, Fit its) throws InterruptedException {
        int member = index / fits();
        int fold = index % fits() - (refit ? 1 : 0);
        Learner learner = cast.learners().get(member);
        if (dropped.get(member) > 0 || (anyComplete.get() && fit.isLate())) {
            dropped.set(member, 1);
            fit.piecesDone(learner.pieces());
            return Optional.empty();
        }
        int seedIndex = fold < 0 ? member : cast.size() + member * folds.size() + fold;
        try {
            Piece piece = piece(learner, fold, its.seed(fit.member(seedIndex).seed()));
            if (undone.decrementAndGet(member) == 0) {
                anyComplete.set(true);
            }
            return Optional.of(piece);
        } catch (TrainingException e) {
            if (e.reason() != TrainingException.Reason.DEADLINE) {
                throw new TrainingException(e.reason(), place(member, fold) + ": " + e.getMessage(), e);
            }
            dropped.set(member, 1);
            late.put(index, e);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(place(member, fold) + ": " + e.getMessage(), e);
        }
    }

    private String place(int member, int fold) {
        return "member \"" + names.get(member) + "\""
                + (fold < 0 ? "" : ", fold " + (fold + 1) + " of " + folds.size());
    }

    private Piece piece(Learner learner, int fold, Fit its) throws InterruptedException {
        long started = System.nanoTime();
        Table train = fold < 0 ? table : table.rows(folds.get(fold).train());
        Model model = learner.fit(train, its);
        Model aligned = Alignment.model(model, signature);
        double[] scores = fold < 0
                ? new double[0]
                : aligned.scores(table.rows(folds.get(fold).test()));
        return new Piece(
                fold < 0 ? Optional.of(model) : Optional.empty(),
                model.signature().output(),
                scores,
                EnsembleReport.secondsSince(started));
    }

    /** The members that have all fits. */
    List<Integer> kept() {
        return kept;
    }

    String name(int member) {
        return names.get(member);
    }

    /** A member's model of all rows. */
    Model model(int member) {
        return present(member * fits()).model().orElseThrow();
    }

    private Piece present(int index) {
        return pieces.get(index)
                .orElseThrow(() -> new IllegalStateException("member " + names.get(index / fits()) + " was left out"));
    }

    /** The rows that a fold tests, ascending. */
    int[] rows() {
        return rows;
    }

    /** A member's predictions of {@link #rows()}, row-major, shape [rows x outputs]. */
    double[] scores(int member) {
        int width = signature.output().width();
        double[] sums = new double[table.rows() * width];
        int[] counts = new int[table.rows()];
        for (int fold = 0; fold < folds.size(); fold++) {
            int[] test = folds.get(fold).test();
            double[] its = present(member * fits() + (refit ? 1 : 0) + fold).scores();
            for (int i = 0; i < test.length; i++) {
                counts[test[i]]++;
                for (int k = 0; k < width; k++) {
                    sums[test[i] * width + k] += its[i * width + k];
                }
            }
        }
        double[] scores = new double[rows.length * width];
        for (int i = 0; i < rows.length; i++) {
            for (int k = 0; k < width; k++) {
                scores[i * width + k] = sums[rows[i] * width + k] / counts[rows[i]];
            }
        }
        return scores;
    }

    /** How long a member's fits took together. */
    double seconds(int member) {
        double seconds = 0;
        for (int i = 0; i < fits(); i++) {
            seconds += present(member * fits() + i).seconds();
        }
        return seconds;
    }

    /**
     * A member in a report.
     *
     * @param training of the whole ensemble
     * @param positions for each row of the table here its position there
     */
    EnsembleReport.Member report(int member, double weight, Training training, int[] positions) {
        return new EnsembleReport.Member(
                name(member),
                weight,
                heldOut(scores(member), output(member), training, positions).metrics(),
                seconds(member));
    }

    /** What a member's models of the folds predict, and how they choose labels. */
    Output output(int member) {
        return output(List.of(member));
    }

    /** How labels are chosen by the mean of what some members predict. */
    Output output(List<Integer> some) {
        List<Output> outputs = new ArrayList<>();
        for (int member : some) {
            for (int fold = 0; fold < folds.size(); fold++) {
                outputs.add(present(member * fits() + (refit ? 1 : 0) + fold).output());
            }
        }
        return Decisions.averaged(signature.output(), outputs);
    }

    /**
     * Predictions of {@link #rows()} by the positions of the whole ensemble's rows.
     *
     * @param output says how labels are chosen
     */
    HeldOut heldOut(double[] scores, Output output, Training training, int[] positions) {
        return HeldOut.of(
                training, output, Arrays.stream(rows).map(row -> positions[row]).toArray(), scores);
    }
}
