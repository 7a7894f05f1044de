package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/*
 * One fit of AdaBoost. SAMME and R2 are one algorithm here. A member loses l in [0, 1] on each row: for classes 1 where it is wrong,
 * for numbers what the loss makes of the error over the largest one. Its error e is the weighted mean of l, its weight
 *
 *     a = ln((1 - e) / e) + ln(K - 1),   K the number of classes, 2 for numbers,
 *
 * and a row's weight is multiplied by exp(a l). Drucker multiplies by b^(1 - l) with b = e / (1 - e) = exp(-a): the same but for a
 * factor that all rows have. Weights are put back to a sum of as many as there are rows: learners that ask for a least weight of a
 * leaf then mean rows.
 */
final class AdaBoostRun {
    private static final int MAX_DRAWS = 100;
    private static final double LEAST_ERROR = 1e-10;

    private final AdaBoost settings;
    private final Training training;
    private final Fit fit;
    private final int rows;
    private final int width;
    private final int classes;
    private final String weightsName;
    private final Fitter resampler;
    private final double[] weights;

    private final List<Form> members = new ArrayList<>();
    private final List<Double> votes = new ArrayList<>();
    private int fitted;

    private AdaBoostRun(AdaBoost settings, Training training, Fit fit) throws InterruptedException {
        this.settings = settings;
        this.training = training;
        this.fit = fit;
        Table table = training.table();
        rows = table.rows();
        width = training.signature().output().width();
        classes = training.ofClasses() ? width : 2;
        weights = new double[rows];
        Arrays.fill(weights, 1);
        table.weights().ifPresent(column -> Arrays.setAll(weights, column::number));
        normalise();
        weightsName = table.weights().map(Column::name).orElseGet(() -> unused(table));
        resampler = settings.resampled()
                ? settings.learner().over(Roles.withoutWeights(table), fit)
                : (drawn, its) -> {
                    throw new IllegalStateException("rows are weighted, not drawn");
                };
    }

    static AdaBoostRun of(AdaBoost settings, Training training, Fit fit) throws InterruptedException {
        return new AdaBoostRun(settings, training, fit);
    }

    private static String unused(Table table) {
        String name = "boosting weight";
        while (table.has(name)) {
            name += "'";
        }
        return name;
    }

    private void normalise() {
        double sum = 0;
        for (double weight : weights) {
            sum += weight;
        }
        for (int row = 0; row < rows; row++) {
            weights[row] *= rows / sum;
        }
    }

    Model model() throws InterruptedException {
        int round = 0;
        while (round < settings.rounds() && add(round)) {
            round++;
        }
        fit.piecesDone((settings.rounds() - fitted) * settings.learner().pieces());
        Form form = training.ofClasses() ? new Vote(members, votes) : new Median(members, votes);
        return Model.of(training.signature(), form);
    }

    /** Adds a member; false if it is the last one, or none was added. */
    private boolean add(int round) throws InterruptedException {
        if (round > 0 && fit.isLate()) {
            return false;
        }
        Model member;
        try {
            Fit its = fit.member(round).share((settings.rounds() - round) * fit.parallelism());
            member = Alignment.model(member(its), training.signature());
        } catch (TrainingException e) {
            boolean late = e.reason() == Reason.DEADLINE;
            boolean noSample = settings.resampled() && e.reason() == Reason.MISSING_CLASS;
            if (round > 0 && (late || noSample)) {
                return false;
            }
            throw e;
        }
        fitted++;
        return add(member);
    }

    private boolean add(Model member) {
        double[] losses = losses(member.scores(training.table()));
        double error = error(losses);
        if (error >= 1 - 1.0 / classes) {
            refuseOrKeepFirst(member, error);
            return false;
        }
        double floored = Math.max(error, LEAST_ERROR);
        double vote = settings.rate() * (StrictMath.log((1 - floored) / floored) + StrictMath.log(classes - 1));
        members.add(member.form());
        votes.add(vote);
        if (error < LEAST_ERROR) {
            return false;
        }
        for (int row = 0; row < rows; row++) {
            weights[row] *= StrictMath.exp(vote * losses[row]);
        }
        normalise();
        return true;
    }

    private void refuseOrKeepFirst(Model member, double error) {
        if (!members.isEmpty()) {
            return;
        }
        if (training.ofClasses()) {
            throw new TrainingException(
                    Reason.TRAINER_FAILED,
                    String.format(
                            Locale.ROOT,
                            "the first member of AdaBoost is wrong on %.3g %% of the weight of its own training rows, which is no"
                                    + " better than chance among %d classes, so there is nothing to boost; use a learner that"
                                    + " finds out more than %s",
                            100 * error,
                            classes,
                            settings.learner()));
        }
        members.add(member.form());
        votes.add(1.0);
    }

    private Model member(Fit its) throws InterruptedException {
        if (settings.resampled()) {
            return resampler.fit(draw(new SplittableRandom(its.seed())), its);
        }
        Table weighted =
                training.table().with(Column.ofNumbers(weightsName, weights)).weights(weightsName);
        try {
            return settings.learner().fit(weighted, its);
        } catch (TrainingException e) {
            if (e.reason() == Reason.BAD_COLUMN
                    && String.valueOf(e.getMessage()).contains(weightsName)) {
                throw new TrainingException(
                        e.reason(),
                        e.getMessage() + "; AdaBoost weights its rows: for learners that take no weights there is"
                                + " AdaBoost.of(learner).resampling()",
                        e);
            }
            throw e;
        }
    }

    /** As many rows as there are, each drawn by its weight; drawn again while all have one target. */
    private int[] draw(SplittableRandom random) {
        double[] upTo = new double[rows];
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            sum += weights[row];
            upTo[row] = sum;
        }
        for (int tries = 0; tries < MAX_DRAWS; tries++) {
            int[] drawn = new int[rows];
            for (int i = 0; i < rows; i++) {
                drawn[i] = at(upTo, random.nextDouble() * sum);
            }
            if (!Training.isConstant(training.target(), drawn)) {
                return drawn;
            }
        }
        throw new TrainingException(
                Reason.MISSING_CLASS,
                MAX_DRAWS + " samples of " + rows + " rows each held one value of \""
                        + training.target().name()
                        + "\" only; give more rows of the rare values, or leave out resampling()");
    }

    /** The first row up to and with which the weights sum to more. */
    private static int at(double[] upTo, double place) {
        int low = 0;
        int high = upTo.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (upTo[middle] > place) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private double error(double[] losses) {
        double lost = 0;
        double sum = 0;
        for (int row = 0; row < rows; row++) {
            lost += weights[row] * losses[row];
            sum += weights[row];
        }
        return lost / sum;
    }

    private double[] losses(double[] scores) {
        double[] losses = new double[rows];
        Column target = training.target();
        if (training.ofClasses()) {
            for (int row = 0; row < rows; row++) {
                losses[row] = Largest.first(scores, row * width, width) == target.code(row) ? 0 : 1;
            }
            return losses;
        }
        double largest = 0;
        for (int row = 0; row < rows; row++) {
            losses[row] = Math.abs(scores[row] - target.number(row));
            boolean counts = weights[row] > 0 && losses[row] < Double.POSITIVE_INFINITY;
            largest = counts ? Math.max(largest, losses[row]) : largest;
        }
        for (int row = 0; row < rows; row++) {
            boolean finite = losses[row] < Double.POSITIVE_INFINITY;
            double share = largest > 0 ? Math.min(1, losses[row] / largest) : 0;
            losses[row] = settings.loss().of(finite ? share : 1); // a number that is none is as wrong as can be
        }
        return losses;
    }
}
