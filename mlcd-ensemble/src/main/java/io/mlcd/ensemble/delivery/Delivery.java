package io.mlcd.ensemble.delivery;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.GateException;
import io.mlcd.api.MlcdException;
import io.mlcd.api.TrainingException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.compression.Compressed;
import io.mlcd.core.compression.Compression;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.ensemble.evaluate.Evaluation;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import io.mlcd.ensemble.learn.Training;
import io.mlcd.ensemble.progress.Progress;
import io.mlcd.ensemble.progress.Step;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The recipe of a whole delivery: from a table to a released model. A value; run it every month.
 *
 * <pre>{@code
 * Delivery churn = Delivery.of("churn")
 *     .target("Churn")
 *     .split(Split.stratified().test(0.2))
 *     .learner(Boosting.gradient().rounds(200).rate(0.05))
 *     .gate(Gate.atLeast(Metric.ROC_AUC, 0.8))
 *     .seed(42);
 * DeliveryReport report = churn.run(table, Run.into(registry));
 * }</pre>
 *
 * <p>Running it splits the table, fits the learner to the training part, {@linkplain #compress makes it smaller} if told so, asks the gates about the result on the test part,
 * and publishes what passes. Publishing moves no traffic; {@link LocalRegistry#promote} does. The same table, recipe and
 * seed give the same artifact on any number of threads.
 *
 * <p>Immutable and equal by value; withers may be called in any order.
 */
public final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private static final String SPLIT = "split";
    private static final String TRAINED_UNTIL = "trained-until";

    private final String name;
    private final @Nullable String target;
    private final @Nullable String weights;
    private final @Nullable String key;
    private final List<String> dropped;
    private final Split split;
    private final @Nullable Learner learner;
    private final @Nullable Compression compression;
    private final List<Gate> gates;
    private final long seed;

    private Delivery(Settings settings) {
        name = settings.name;
        target = settings.target;
        weights = settings.weights;
        key = settings.key;
        dropped = settings.dropped;
        split = settings.split;
        learner = settings.learner;
        compression = settings.compression;
        gates = settings.gates;
        seed = settings.seed;
    }

    /** The fields, to be changed by a wither and then frozen. */
    private static final class Settings {
        private final String name;
        private @Nullable String target;
        private @Nullable String weights;
        private @Nullable String key;
        private List<String> dropped = List.of();
        private Split split = Split.stratified();
        private @Nullable Learner learner;
        private @Nullable Compression compression;
        private List<Gate> gates = List.of();
        private long seed;

        private Settings(String name) {
            this.name = name;
        }
    }

    /**
     * A recipe for one name; a stratified split of which a fifth is tested, no gates, seed 0.
     *
     * @param name under which the model is published
     */
    public static Delivery of(String name) {
        return new Delivery(new Settings(Objects.requireNonNull(name, "name")));
    }

    private Settings settings() {
        Settings settings = new Settings(name);
        settings.target = target;
        settings.weights = weights;
        settings.key = key;
        settings.dropped = dropped;
        settings.split = split;
        settings.learner = learner;
        settings.compression = compression;
        settings.gates = gates;
        settings.seed = seed;
        return settings;
    }

    /** Predicting a column: a category means classes, a number a number. */
    public Delivery target(String column) {
        Settings settings = settings();
        settings.target = column;
        return new Delivery(settings);
    }

    /** With rows that count as much as a column of numbers says. */
    public Delivery weights(String column) {
        Settings settings = settings();
        settings.weights = column;
        return new Delivery(settings);
    }

    /** With a column that says whose a row is; it is no feature. */
    public Delivery key(String column) {
        Settings settings = settings();
        settings.key = column;
        return new Delivery(settings);
    }

    /** Without some more columns. */
    public Delivery drop(String... columns) {
        Settings settings = settings();
        TreeSet<String> all = new TreeSet<>(dropped);
        all.addAll(List.of(columns));
        settings.dropped = List.copyOf(all);
        return new Delivery(settings);
    }

    /** Dividing the rows in another way. */
    public Delivery split(Split newSplit) {
        Settings settings = settings();
        settings.split = newSplit;
        return new Delivery(settings);
    }

    /** With what is fitted to the training part. */
    public Delivery learner(Learner newLearner) {
        Settings settings = settings();
        settings.learner = newLearner;
        return new Delivery(settings);
    }

    /**
     * Making the model smaller before it is tested, so that the gates look at what would be released: training rows say what is worth
     * keeping, the split's validation part says what it costs. A compression that refuses is a gate that does not pass; the other gates then look at the model as it was.
     */
    public Delivery compress(Compression newCompression) {
        Settings settings = settings();
        settings.compression = newCompression;
        return new Delivery(settings);
    }

    /** With one more gate; a candidate must pass them all. */
    public Delivery gate(Gate gate) {
        Settings settings = settings();
        settings.gates = new ArrayList<>(gates);
        settings.gates.add(gate);
        settings.gates = List.copyOf(settings.gates);
        return new Delivery(settings);
    }

    /** With another seed. */
    public Delivery seed(long newSeed) {
        Settings settings = settings();
        settings.seed = newSeed;
        return new Delivery(settings);
    }

    /**
     * Runs the recipe on a table.
     *
     * @return how it went; a candidate that did not pass its gates is not published
     * @throws IllegalStateException if the recipe lacks a target or a learner, or a gate or the compression cannot go with the split
     * @throws IllegalArgumentException if the compression cannot go with what is predicted
     * @throws TrainingException if nothing can be learned from the table
     * @throws MlcdException if what passed cannot be sealed or published
     * @throws InterruptedException if the thread was interrupted; nothing was published
     */
    public DeliveryReport run(Table table, Run run) throws InterruptedException {
        Learner recipe = requireComplete();
        run.registry().ifPresent(registry -> registry.live(name)); // a bad name is found now, not after the fit
        Stages stages = new Stages(run.progress());
        Split.Parts parts = stages.time("split", () -> split.split(roles(table), seed));
        Model fitted = fit(recipe, withoutDropped(parts.train()), run, stages);
        List<GateResult> results = new ArrayList<>();
        Optional<Compressed> compressed = compressed(fitted, parts, stages, results);
        Model model = compressed.map(Compressed::model).orElse(fitted);
        Evaluation evaluation = stages.time("evaluate", () -> Evaluation.of(model, parts.test()));
        Optional<Evaluation> validation = parts.validation().map(rows -> Evaluation.of(model, rows));
        Candidate candidate = new Candidate(model, evaluation, parts.test(), live(parts.test(), run));
        gates.forEach(gate -> results.add(gate.check(candidate)));
        Verdict verdict = Verdict.worst(results);
        Optional<Artifact> artifact =
                stages.time("write", () -> artifact(recipe, model, compressed, parts, verdict, run));
        Optional<Version> version = Optional.empty();
        if (verdict == Verdict.PASS && run.registry().isPresent()) {
            requireNotInterrupted();
            version = stages.time("publish", () -> artifact.map(its -> publish(its, run)));
        }
        DeliveryReport report = new DeliveryReport(
                name,
                verdict,
                List.copyOf(results),
                evaluation,
                validation,
                candidate.live().evaluation(),
                parts.train().rows(),
                model,
                compressed,
                artifact,
                version,
                stages.elapsed);
        LOG.info("{}: {}, {}", name, verdict, evaluation);
        return report;
    }

    private Learner requireComplete() {
        List<String> problems = new ArrayList<>();
        if (target == null) {
            problems.add("no target: .target(column)");
        }
        if (learner == null) {
            problems.add("no learner: .learner(learner)");
        }
        boolean sidesDiffer = split.kind() == Split.Kind.RANDOM || split.kind() == Split.Kind.STRATIFIED;
        for (Gate gate : gates) {
            if (gate.comparesWithLive() && sidesDiffer) {
                problems.add("the gate \"" + gate + "\" with the split " + split
                        + ", in which the live model may have been trained on the rows that test it: split by time,"
                        + " Split.byTime(column), or by key, Split.byKey(column)");
            }
        }
        if (compression != null && compression.needsRows() && split.validationFraction() == 0) {
            problems.add("the compression \"" + compression + "\", which looks at validation rows, with the split "
                    + split + ", which has none: .split(split.validation(0.1))");
        }
        problems.addAll(rolesTakenTwice());
        Learner recipe = learner;
        if (!problems.isEmpty() || recipe == null) {
            throw new IllegalStateException(
                    "the delivery \"" + name + "\" cannot be run; it has " + String.join("; and ", problems));
        }
        return recipe;
    }

    /** A column has one role, and a table one key: another one would become a feature unseen. */
    private List<String> rolesTakenTwice() {
        List<String> problems = new ArrayList<>();
        boolean byKey = split.kind() == Split.Kind.BY_KEY;
        if (byKey && key != null && !key.equals(split.column())) {
            problems.add("the key \"" + key + "\", but the split " + split
                    + " takes another column for it: split by the key, or leave .key(column) out");
        }
        String splitColumn = byKey && split.column().equals(key) ? "" : split.column();
        Map<String, String> roles = new LinkedHashMap<>();
        for (String[] role : List.of(
                role("target", target), role("weights", weights), role("key", key), role("split", splitColumn))) {
            String other = role[1].isEmpty() ? null : roles.putIfAbsent(role[1], role[0]);
            if (other != null) {
                problems.add("the column \"" + role[1] + "\" as " + other + " and as " + role[0]
                        + "; a column has one role");
            }
        }
        return problems;
    }

    private static String[] role(String role, @Nullable String column) {
        return new String[] {role, column == null ? "" : column};
    }

    private Table roles(Table table) {
        Table given = requireColumn(table, target).target(String.valueOf(target));
        given = weights == null ? given : requireColumn(given, weights).weights(weights);
        given = key == null ? given : requireColumn(given, key).key(key);
        if (!split.column().isEmpty()) {
            given = split.roles(requireColumn(given, split.column()));
        }
        for (String column : dropped) {
            requireColumn(given, column);
        }
        for (Gate gate : gates) {
            for (String column : gate.columns()) {
                requireColumn(given, column);
            }
        }
        Training training = Training.of(withoutDropped(given), Fit.standard()); // before any time is spent
        if (compression != null) {
            compression.check(training.signature().output());
        }
        return given;
    }

    /** What is learned from; gates may look at all columns. */
    private Table withoutDropped(Table table) {
        return table.drop(dropped.toArray(new String[0]));
    }

    private Table requireColumn(Table table, @Nullable String column) {
        if (column == null || !table.has(column)) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_COLUMN,
                    "the delivery \"" + name + "\" names the column \"" + column
                            + "\", which the table does not have; it has " + table.names());
        }
        return table;
    }

    private Model fit(Learner recipe, Table train, Run run, Stages stages) throws InterruptedException {
        long start = System.nanoTime();
        Fit fit = Fit.standard()
                .seed(seed)
                .executor(run.executor(), run.parallelism())
                .progress(stages, recipe.pieces());
        Model model = recipe.fit(train, run.timeLimit().map(fit::timeLimit).orElse(fit));
        stages.took("fit", start);
        stages.end();
        return model;
    }

    /** Empty if there is none to make, or it refused, which is then the first result. */
    private Optional<Compressed> compressed(Model fitted, Split.Parts parts, Stages stages, List<GateResult> results)
            throws InterruptedException {
        Compression how = compression;
        if (how == null) {
            return Optional.empty();
        }
        try {
            Compressed compressed = stages.time(
                    "compress",
                    () -> parts.validation().isPresent()
                            ? how.apply(
                                    fitted, parts.train(), parts.validation().get())
                            : how.apply(fitted));
            return Optional.of(compressed);
        } catch (GateException e) {
            Verdict verdict = e.reason() == GateException.Reason.INCONCLUSIVE ? Verdict.INCONCLUSIVE : Verdict.FAIL;
            results.add(new GateResult("compression " + how, verdict, String.valueOf(e.getMessage())));
            return Optional.empty();
        } catch (CancellationException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException(e.getMessage());
            }
            throw e;
        }
    }

    /** What is live, scored on this run's test part, if it has not been trained on it. */
    private Candidate.Live live(Table test, Run run) {
        if (run.registry().isEmpty() || gates.isEmpty()) {
            return Candidate.Live.none();
        }
        LocalRegistry registry = run.registry().get();
        Optional<Version> version = registry.live(name).version();
        if (version.isEmpty() && registry.liveProblem(name).isPresent()) {
            return Candidate.Live.incomparable(registry.liveProblem(name).get());
        }
        if (version.isEmpty()) {
            return Candidate.Live.none();
        }
        try {
            Artifact artifact = registry.artifact(version.get());
            try {
                Optional<String> overlap = overlap(artifact.facts(), test);
                return overlap.isPresent()
                        ? Candidate.Live.incomparable(version.get() + " " + overlap.get())
                        : Candidate.Live.of(Evaluation.of(artifact.model(), test));
            } finally {
                artifact.model().close();
            }
        } catch (MlcdException | IllegalArgumentException e) {
            return Candidate.Live.incomparable(String.valueOf(e.getMessage()));
        }
    }

    /** Why a model may have been trained on the rows of the test part; empty when it cannot have been. */
    private Optional<String> overlap(Map<String, String> facts, Table test) {
        if (split.kind() == Split.Kind.BY_KEY) {
            return StableText.of(split).equals(facts.get(SPLIT))
                    ? Optional.empty()
                    : Optional.of("was split by " + facts.get(SPLIT) + ", this run by " + split
                            + ", so it may have been trained on this run's test rows");
        }
        if (!facts.getOrDefault(SPLIT, "").startsWith("byTime(\"" + split.column() + "\")")) {
            return Optional.of("was split by " + facts.get(SPLIT) + ", this run by " + split
                    + ", so it may have been trained on this run's test rows");
        }
        String until = facts.get(TRAINED_UNTIL);
        if (until == null) {
            return Optional.of("does not say until when its training rows reach");
        }
        double first = moments(test).min().orElse(Double.NEGATIVE_INFINITY);
        return Double.parseDouble(until) < first
                ? Optional.empty()
                : Optional.of("was trained on rows up to " + moment(Double.parseDouble(until), test)
                        + ", but this run's test rows begin at " + moment(first, test));
    }

    private static DoubleStream moments(Table table) {
        Column time = table.time().orElseThrow();
        return IntStream.range(0, time.size()).mapToDouble(time::asNumber);
    }

    private static String moment(double value, Table table) {
        boolean time = table.time()
                .map(Column::type)
                .filter(type -> type == Column.Type.TIME)
                .isPresent();
        return time ? Instant.ofEpochMilli((long) value).toString() : Double.toString(value);
    }

    /** Digits that are the same on every Java. */
    private static String exact(double value) {
        return Double.isInfinite(value) ? Double.toString(value) : new BigDecimal(value).toPlainString();
    }

    private Optional<Artifact> artifact(
            Learner recipe, Model model, Optional<Compressed> compressed, Split.Parts parts, Verdict verdict, Run run) {
        Map<String, String> facts = new TreeMap<>();
        facts.put("seed", Long.toString(seed));
        facts.put("learner", StableText.of(recipe));
        facts.put(SPLIT, StableText.of(split));
        if (compressed.isPresent() && compression != null) {
            facts.put("compression", StableText.of(compression));
        }
        facts.put("train-rows", Integer.toString(parts.train().rows()));
        if (split.kind() == Split.Kind.BY_TIME) {
            double last = Math.max(
                    moments(parts.train()).max().orElse(Double.NaN),
                    parts.validation()
                            .map(rows -> moments(rows).max().orElse(Double.NaN))
                            .orElse(Double.NEGATIVE_INFINITY));
            facts.put(TRAINED_UNTIL, exact(last));
        }
        try {
            return Optional.of(compressed.isPresent() ? compressed.get().artifact(facts) : Artifact.of(model, facts));
        } catch (ArtifactException e) {
            boolean wanted = verdict == Verdict.PASS && run.registry().isPresent();
            if (wanted || e.reason() != ArtifactException.Reason.NOT_DATA) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Version publish(Artifact artifact, Run run) {
        LocalRegistry registry = run.registry().orElseThrow();
        return run.sealer().isPresent()
                ? registry.publish(name, artifact, run.sealer().get())
                : registry.publish(name, artifact);
    }

    private static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("the delivery was interrupted before it published");
        }
    }

    /** Times the stages and tells of them. */
    private static final class Stages implements Progress {
        private final Progress progress;
        private volatile @Nullable Step last;
        private final Map<String, Duration> elapsed = new LinkedHashMap<>();

        Stages(Progress progress) {
            this.progress = progress;
        }

        <T> T time(String stage, Supplier<T> work) {
            long start = System.nanoTime();
            on(new Step(stage, 0, 1, Duration.ZERO));
            T result = work.get();
            took(stage, start);
            on(new Step(stage, 1, 1, elapsed.getOrDefault(stage, Duration.ZERO)));
            return result;
        }

        @Override
        public void on(Step step) {
            last = step;
            progress.on(step);
        }

        /** Ends a stage whose learner did not tell of all its pieces. */
        void end() {
            Step step = last;
            if (step != null && !step.finished()) {
                on(new Step(
                        step.stage(), step.total(), step.total(), elapsed.getOrDefault(step.stage(), Duration.ZERO)));
            }
        }

        void took(String stage, long start) {
            elapsed.put(stage, Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private List<Object> fields() {
        return Arrays.asList(name, target, weights, key, dropped, split, learner, compression, gates, seed);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Delivery that && fields().equals(that.fields());
    }

    @Override
    public int hashCode() {
        return fields().hashCode();
    }

    @Override
    public String toString() {
        return "delivery \"" + name + "\" of \"" + target + "\": " + split + ", " + learner
                + (compression == null ? "" : ", compression " + compression) + ", gates " + gates
                + ", seed " + seed;
    }
}
