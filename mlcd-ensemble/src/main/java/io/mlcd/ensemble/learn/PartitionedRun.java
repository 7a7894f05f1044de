package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;

/** One fit of {@link Partitioned}: hold rows out if they are needed, divide the others, fit the parts, combine the models. */
final class PartitionedRun {
    /** The seeds of what is no part are those of members that no ensemble has. */
    private static final int HOLDOUT_MEMBER = -2;

    private static final int META_MEMBER = -3;

    /** Makes a learner ready for a table; {@link Learner#over} unless something is shared already. */
    interface Sharing {
        Fitter over(Learner learner, Table base, Fit fit) throws InterruptedException;
    }

    /** A model and the time that it took. */
    record Fitted(Model model, long nanos) {}

    /** Fits the parts, and after them a model of all rows if there is a learner for it. */
    interface Trainer {
        List<Fitted> fit(Learner learner, Optional<Learner> ofAll, Table base, Divided divided, Fit fit)
                throws InterruptedException;
    }

    /**
     * What came of a fit.
     *
     * @param members one for each part
     * @param weights one for each part; equal unless they were found
     */
    record Result(Model model, Divided divided, List<Fitted> members, List<Double> weights) {}

    private final Partitioned recipe;
    private final Combine combine;
    private final Training training;
    private final Trainer trainer;

    PartitionedRun(Partitioned recipe, Training training, Trainer trainer) {
        this.recipe = recipe;
        this.combine = recipe.combine();
        this.training = training;
        this.trainer = trainer;
    }

    /** All parts at the same time, sharing what the learner shares. */
    static Trainer together(Sharing sharing) {
        return (learner, ofAll, base, divided, fit) -> {
            List<int[]> rows = divided.rows();
            Fit shared = fit.asMember(); // the base may be a part of the rows: others are held out
            Fitter parts = sharing.over(learner, base, shared);
            Fitter all = ofAll.isPresent() ? sharing.over(ofAll.get(), base, shared) : parts;
            return fit.members(rows.size() + (ofAll.isPresent() ? 1 : 0), (index, its) -> {
                long started = System.nanoTime();
                Model model = index < rows.size()
                        ? parts.fit(rows.get(index), its)
                        : all.fit(Draw.ascending(base.rows()), its);
                return new Fitted(model, System.nanoTime() - started);
            });
        };
    }

    Result fit(Fit fit) throws InterruptedException {
        combine.checkTarget(training);
        Optional<Holdout> holdout = combine.holdsOut()
                ? Optional.of(Holdout.of(
                        training,
                        recipe.validation(),
                        fit.member(HOLDOUT_MEMBER).seed()))
                : Optional.empty();
        Table base = holdout.isPresent()
                ? training.table().rows(holdout.get().train()).trimmed()
                : training.table();
        Divided divided = divide(base, fit.seed());
        Optional<Learner> ofAll =
                combine.kind() == Combine.Kind.ROUTED && divided.route().hasNowhere()
                        ? combine.learner()
                        : Optional.empty();
        List<Fitted> fitted = trainer.fit(recipe.learner(), ofAll, base, divided, ofParts(divided, fit));
        List<Fitted> members = fitted.subList(0, divided.parts().size());
        List<Model> models = members.stream().map(Fitted::model).toList();
        Optional<Table> heldOut = holdout.map(its -> training.table().rows(its.out()));
        List<Double> weights = combine.kind() == Combine.Kind.WEIGHTED
                ? weights(models, heldOut.orElseThrow())
                : Collections.nCopies(models.size(), 1.0 / models.size());
        Model model = switch (combine.kind()) {
            case AVERAGE, VOTE -> combine.combine(training.signature(), models);
            case WEIGHTED -> decided(models, new Average(Combine.aligned(training.signature(), models), weights));
            case STACKED -> stacked(models, heldOut.orElseThrow(), fit.member(META_MEMBER));
            case ROUTED -> decided(divided.route().answering(models), routed(divided, models, fitted));
        };
        return new Result(model, divided, List.copyOf(members), weights);
    }

    /** With the share of the time that a meta learner, which comes after the parts, leaves them. */
    private Fit ofParts(Divided divided, Fit fit) {
        int parts = divided.parts().size();
        return combine.kind() == Combine.Kind.STACKED ? fit.phase(parts, parts + 1) : fit;
    }

    private Model decided(List<Model> models, Form form) {
        return Model.of(Decisions.averaged(training.signature(), models), form);
    }

    private Divided divide(Table base, long seed) throws InterruptedException {
        Divided divided = Divided.of(recipe.partition(), base, seed);
        if (combine.kind() == Combine.Kind.ROUTED) {
            divided.route().chooser(training.signature(), divided.parts().size()); // throws if it cannot
        }
        requireEachRowOnce(divided.rows(), base.rows());
        List<String> problems = new ArrayList<>();
        if (divided.parts().isEmpty()) {
            problems.add("the partition " + recipe.partition() + " gave no part");
        }
        for (Divided.Part part : divided.parts()) {
            problems.addAll(problems(part, base.rows(part.rows())));
        }
        if (!problems.isEmpty()) {
            boolean empty = divided.parts().isEmpty() || divided.rows().stream().anyMatch(rows -> rows.length == 0);
            throw new TrainingException(
                    empty ? TrainingException.Reason.NO_ROWS : TrainingException.Reason.MISSING_CLASS,
                    String.join("; ", problems) + "; " + remedy());
        }
        return divided;
    }

    private String remedy() {
        if (recipe.partition() instanceof Partition.ByCategory) {
            return "raise minRows, so that rare values go together, or give more rows of the rare values";
        }
        return "use fewer parts, Partition.stratified(k), or give more rows of the rare values";
    }

    private void requireEachRowOnce(List<int[]> parts, int rows) {
        BitSet seen = new BitSet(rows);
        int count = 0;
        for (int part = 0; part < parts.size(); part++) {
            for (int row : parts.get(part)) {
                if (row < 0 || row >= rows || seen.get(row)) {
                    throw new IllegalArgumentException("part " + (part + 1) + " of the partition " + recipe.partition()
                            + " names row " + row + " of " + rows + (row >= 0 && row < rows ? " a second time" : "")
                            + "; each row must be in exactly one part");
                }
                seen.set(row);
                count++;
            }
        }
        if (!parts.isEmpty() && count < rows) {
            throw new IllegalArgumentException("the partition " + recipe.partition() + " leaves out row "
                    + seen.nextClearBit(0) + " and " + (rows - count - 1)
                    + " others; each row must be in exactly one part");
        }
    }

    private List<String> problems(Divided.Part part, Table view) {
        if (view.rows() == 0) {
            return List.of(part.name() + " has no rows");
        }
        Column target = view.column(training.target().name());
        String place = part.name() + ", " + view.rows() + " rows, has ";
        if (!training.ofClasses() || (combine.kind() == Combine.Kind.ROUTED && Training.isConstant(target))) {
            return Training.isConstant(target)
                    ? List.of(place + "only the value " + target.value(0) + " of \"" + target.name() + "\"")
                    : List.of();
        }
        TreeSet<String> missing = new TreeSet<>(target.categories());
        for (int row = 0; row < target.size() && !missing.isEmpty(); row++) {
            missing.remove(target.text(row));
        }
        return missing.isEmpty() || combine.kind() == Combine.Kind.ROUTED
                ? List.of()
                : List.of(place + "no row of "
                        + (missing.size() == 1 ? "the class \"" + missing.first() + "\"" : "the classes " + missing));
    }

    private List<Double> weights(List<Model> models, Table heldOut) {
        double[] losses = models.stream()
                .mapToDouble(model -> HeldOutScore.loss(model, heldOut))
                .toArray();
        double largest = Arrays.stream(losses).max().orElse(0);
        if (!(largest > 0) || Double.isInfinite(largest)) {
            return Collections.nCopies(losses.length, 1.0 / losses.length);
        }
        double sum = 0;
        double[] weights = new double[losses.length];
        for (int i = 0; i < losses.length; i++) {
            weights[i] = largest / Math.max(losses[i], 1e-9 * largest);
            sum += weights[i];
        }
        List<Double> shares = new ArrayList<>();
        for (double weight : weights) {
            shares.add(weight / sum);
        }
        return shares;
    }

    private Form routed(Divided divided, List<Model> models, List<Fitted> fitted) {
        List<Form> members = Combine.aligned(training.signature(), models);
        Form otherwise = fitted.size() > models.size()
                ? Alignment.align(fitted.get(models.size()).model(), training.signature())
                : Average.of(members);
        return divided.route().over(training.signature(), members, otherwise);
    }

    /** The meta learner's table: the members' scores of the rows held out, as {@link Odds} have them, their target and weights, maybe their features. */
    private Model stacked(List<Model> models, Table heldOut, Fit fit) throws InterruptedException {
        List<Column> columns = new ArrayList<>();
        List<Feature> features = new ArrayList<>();
        Set<String> taken = new HashSet<>(heldOut.names());
        List<Form> members = Combine.aligned(training.signature(), models);
        int width = training.signature().output().width();
        DoubleUnaryOperator seen = Odds.seen(training, heldOut.rows());
        for (int m = 0; m < models.size(); m++) {
            double[] scores = Model.of(training.signature(), members.get(m)).scores(heldOut);
            for (int k = 0; k < width; k++) {
                String name = free("score " + (m + 1) + label(k), taken);
                double[] column = new double[heldOut.rows()];
                for (int row = 0; row < column.length; row++) {
                    column[row] = seen.applyAsDouble(scores[row * width + k]);
                }
                columns.add(Column.ofNumbers(name, column));
                features.add(Feature.number(name));
            }
        }
        int ofMembers = features.size();
        if (combine.passesThrough()) {
            columns.addAll(heldOut.features());
            features.addAll(training.signature().features());
        }
        Learner learner = combine.learner().orElseThrow();
        Table above = Roles.copy(heldOut, columns);
        Model meta = learner.fit(above, fit);
        Certainty.refuse(
                meta, above, "the meta learner \"" + Named.of(List.of(learner)).get(0) + "\"");
        Signature read = Signature.of(features, training.signature().output());
        Form top = Prepared.of(
                features.size(),
                Odds.derived(training, ofMembers, features.size(), heldOut.rows()),
                Alignment.align(meta, read));
        return decided(List.of(meta), new Stacked(members, top, combine.passesThrough()));
    }

    private String label(int k) {
        return training.signature().output() instanceof Output.Classes classes
                ? " " + classes.labels().get(k)
                : "";
    }

    private static String free(String name, Set<String> taken) {
        String free = name;
        while (!taken.add(free)) {
            free += "'";
        }
        return free;
    }
}
