package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Bags of one table. */
final class BaggingRun implements Fitter {
    private static final int MAX_DRAWS = 100;

    private final Bagging bagging;
    private final Training training;
    private final Fitter shared;
    /** The features that members may draw from. */
    private final String[] drawable;

    /**
     * One fitted member.
     *
     * @param sample positions of the rows that it was fitted to
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Bag(Model model, int[] sample, double seconds) {}

    private BaggingRun(Bagging bagging, Training training, Fitter shared) {
        this.bagging = bagging;
        this.training = training;
        this.shared = shared;
        List<Column> features = training.table().features();
        List<Column> filled = features.stream()
                .filter(column -> column.missingCount() < column.size())
                .toList();
        drawable = (filled.isEmpty() ? features : filled)
                .stream().map(Column::name).toArray(String[]::new);
    }

    static BaggingRun over(Bagging bagging, Table table, Fit fit) throws InterruptedException {
        Training training = Training.of(table, fit);
        bagging.combine().check(training);
        if (bagging.balancing() && !training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, which has no classes to balance; leave out balanced()");
        }
        Fitter shared = bagging.featureFraction() == 1
                ? bagging.learner().over(training.table(), fit)
                : (rows, its) -> {
                    throw new IllegalStateException("members of different features share nothing");
                };
        return new BaggingRun(bagging, training, shared);
    }

    @Override
    public Model fit(int[] rows, Fit fit) throws InterruptedException {
        return together(bags(rows, fit));
    }

    EnsembleReport report(Fit fit) throws InterruptedException {
        long started = System.nanoTime();
        List<Bag> bags = bags(Draw.ascending(training.table().rows()), fit);
        Model model = together(bags);
        HeldOut heldOut = OutOfBag.of(training, model.signature().output(), bagging.combine(), bags, fit);
        List<EnsembleReport.Member> members = new ArrayList<>();
        for (Bag bag : bags) {
            members.add(new EnsembleReport.Member("member " + (members.size() + 1), 1, Map.of(), bag.seconds()));
        }
        return new EnsembleReport(model, heldOut, members, EnsembleReport.secondsSince(started));
    }

    private Model together(List<Bag> bags) {
        return bagging.combine()
                .combine(training.signature(), bags.stream().map(Bag::model).toList());
    }

    private List<Bag> bags(int[] rows, Fit fit) throws InterruptedException {
        int pieces = bagging.learner().pieces();
        return InTime.present(InTime.members(bagging.members(), pieces, fit, (index, its) -> {
            long started = System.nanoTime();
            int[] sample = sample(rows, its.seed());
            Model model = member(sample, its);
            return new Bag(model, sample, EnsembleReport.secondsSince(started));
        }));
    }

    private Model member(int[] sample, Fit its) throws InterruptedException {
        if (bagging.featureFraction() == 1) {
            return shared.fit(sample, its);
        }
        int count = Math.max(1, (int) Math.round(bagging.featureFraction() * drawable.length));
        int[] drawn = Arrays.copyOf(Draw.shuffled(drawable.length, ~its.seed()), count);
        String[] names = Arrays.stream(drawn).mapToObj(i -> drawable[i]).toArray(String[]::new);
        return bagging.learner().fit(training.table().select(names).rows(sample), its);
    }

    private int[] sample(int[] rows, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<int[]> strata = bagging.balancing() ? byClass(rows) : List.of(rows);
        int fewest = strata.stream().mapToInt(its -> its.length).min().orElse(0);
        int size = Math.max(1, (int) Math.round(bagging.rowFraction() * fewest));
        for (int draw = 0; draw < MAX_DRAWS; draw++) {
            int[] sample = new int[size * strata.size()];
            for (int k = 0; k < strata.size(); k++) {
                draw(strata.get(k), size, random, sample, k * size);
            }
            if (!Training.isConstant(training.target(), sample)) {
                return sample;
            }
        }
        throw new TrainingException(
                TrainingException.Reason.MISSING_CLASS,
                MAX_DRAWS + " samples of " + size + " rows out of " + rows.length + " each held one value of \""
                        + training.target().name() + "\" only; raise rowFraction(" + bagging.rowFraction()
                        + ") or give more rows of the rare values");
    }

    private void draw(int[] from, int size, SplittableRandom random, int[] to, int at) {
        int[] drawn = bagging.replacement()
                ? Draw.withReplacement(from.length, size, random)
                : Arrays.copyOf(Draw.shuffled(from.length, random.nextLong()), size);
        for (int i = 0; i < size; i++) {
            to[at + i] = from[drawn[i]];
        }
    }

    /** The rows of each class that has some, in the order of the classes. */
    private List<int[]> byClass(int[] rows) {
        Column target = training.target();
        List<int[]> strata = new ArrayList<>();
        for (int code = 0; code < target.categories().size(); code++) {
            int wanted = code;
            int[] its = Arrays.stream(rows)
                    .filter(row -> target.code(row) == wanted)
                    .toArray();
            if (its.length > 0) {
                strata.add(its);
            }
        }
        return strata;
    }
}
