package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;

/** One fit of a stack. */
final class StackRun {
    private final Stacking.Settings settings;
    private final Cast meta;
    private final Training training;
    private final Fit fit;
    private final boolean reported;
    private final List<StackLevel> levels = new ArrayList<>();
    private final List<OutOfFold> fitted = new ArrayList<>();

    private StackRun(Stacking.Settings settings, Cast meta, Training training, Fit fit, boolean reported) {
        this.settings = settings;
        this.meta = meta;
        this.training = training;
        this.fit = fit;
        this.reported = reported;
    }

    /**
     * Fits all members and the meta learner.
     *
     * @param reported whether the meta learner is fitted to folds too, for its own score
     */
    static StackRun of(Stacking.Settings settings, Learner meta, Training training, Fit fit, boolean reported)
            throws InterruptedException {
        StackRun run = new StackRun(settings, Cast.of(meta), training, fit, reported);
        run.run();
        return run;
    }

    private void run() throws InterruptedException {
        Folds folds = Inner.folds(settings.folds(), training);
        levels.add(StackLevel.first(
                training, folds.divide(training.table(), fit.seed(fit.member(-1).seed()))));
        for (int i = 0; i < settings.levels().size(); i++) {
            StackLevel level = levels.get(i);
            requireFolds(folds, level, i);
            fitted.add(fit(settings.levels().get(i), level, level.folds, later(i + 1)));
            fit.piecesDone(settings.levels().get(i).pieces(folds.size() - level.folds.size()));
            levels.add(level.next(fitted.get(i), settings.passThrough()));
        }
        StackLevel top = top();
        fitted.add(fit(meta, top, reported ? top.folds : List.of(), 0));
        Certainty.refuse(
                metaModel(), top.table, "the meta learner \"" + meta.names().get(0) + "\"");
    }

    private StackLevel top() {
        return levels.get(levels.size() - 1);
    }

    private Model metaModel() {
        return fitted.get(fitted.size() - 1).model(0);
    }

    private OutOfFold fit(Cast cast, StackLevel level, List<Folds.Fold> folds, int later) throws InterruptedException {
        Fit its = fit.member(-2 - fitted.size());
        return OutOfFold.of(cast, level.table, level.signature, folds, true, later, its);
    }

    /** How many fits come after a level, for which time is left. */
    private int later(int from) {
        int folds = levels.get(0).folds.size();
        int later = 1 + (reported ? folds : 0);
        for (Cast level : settings.levels().subList(from, settings.levels().size())) {
            later += level.size() * (folds + 1);
        }
        return later;
    }

    private void requireFolds(Folds folds, StackLevel level, int index) {
        if (level.folds.isEmpty()) {
            throw new TrainingException(
                    Reason.NO_ROWS,
                    "level " + (index + 1) + " of the stack has no fold left: " + folds
                            + " leaves its first block without predictions on each level; use more folds, or fewer levels");
        }
    }

    Model model() {
        Form form = top().form(metaModel());
        for (int i = settings.levels().size() - 1; i >= 0; i--) {
            List<Form> members = new ArrayList<>();
            for (int member : fitted.get(i).kept()) {
                members.add(levels.get(i).form(fitted.get(i).model(member)));
            }
            form = new Stacked(members, form, settings.passThrough());
        }
        return Model.of(Decisions.averaged(training.signature(), List.of(metaModel())), form);
    }

    EnsembleReport report(long started) {
        List<EnsembleReport.Member> members = new ArrayList<>();
        for (int i = 0; i < settings.levels().size(); i++) {
            OutOfFold its = fitted.get(i);
            for (int member : its.kept()) {
                members.add(its.report(member, 1, training, levels.get(i).positions));
            }
        }
        OutOfFold top = fitted.get(fitted.size() - 1);
        Model model = model();
        HeldOut heldOut = top.heldOut(top.scores(0), model.signature().output(), training, top().positions);
        return new EnsembleReport(model, heldOut, members, EnsembleReport.secondsSince(started));
    }
}
