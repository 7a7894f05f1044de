package io.mlcd.interop.xgboost;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Thresholds;
import io.mlcd.core.model.Model;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * A model that XGBoost saved, read without XGBoost: JSON and UBJSON of 1.0 to 3.4, and the binary format of 0.4 to 2.x (with
 * the prefixes {@code binf} and xgboost4j-spark 0.x's). The format is told from the bytes.
 *
 * <pre>{@code
 * Model churn = XGBoostModel.read(Path.of("churn.ubj"))
 *     .categories("contract", List.of("Month-to-month", "One year", "Two year"))   // code 0, 1, 2 when it was trained
 *     .output("churn").labels("No", "Yes")
 *     .model();
 * }</pre>
 *
 * <p>Boosters: {@code gbtree}, {@code dart}, {@code gblinear}, random forests, categorical splits, several classes. What an
 * answer is follows from the objective:
 *
 * <table>
 * <caption>Objectives</caption>
 * <tr><th>objective</th><th>{@link #form()} and the output of {@link #model()}</th></tr>
 * <tr><td>{@code binary:logistic}</td><td>sigmoid: the probabilities of two classes</td></tr>
 * <tr><td>{@code binary:hinge}</td><td>1 for the second of two classes if the margin is above 0, else for the first</td></tr>
 * <tr><td>{@code multi:softmax}, {@code multi:softprob}</td><td>softmax: the probabilities of the classes</td></tr>
 * <tr><td>{@code reg:logistic}</td><td>sigmoid: a number from 0 to 1</td></tr>
 * <tr><td>{@code count:poisson}, {@code reg:gamma}, {@code reg:tweedie}, {@code survival:cox}, {@code survival:aft}</td>
 *     <td>exponential: a number above 0</td></tr>
 * <tr><td>{@code binary:logitraw}, {@code reg:squarederror} (and {@code reg:linear}), {@code reg:squaredlogerror},
 *     {@code reg:pseudohubererror}, {@code reg:absoluteerror}, {@code reg:quantileerror} of one quantile,
 *     {@code rank:pairwise}, {@code rank:ndcg}, {@code rank:map}</td><td>the margin: a number</td></tr>
 * </table>
 *
 * <p>Any other objective is refused when it is read, because what its base score means is not known. Leaves with more than one
 * value are refused, too. A model trained with a function of one's own carries the name of another objective: take
 * {@link #margins()} then.
 *
 * <p>All rounds count, as in XGBoost's {@code Booster.predict}; its wrappers for scikit-learn stop at the best iteration. For
 * the same, call {@link #rounds(int) rounds}{@code (bestIteration + 1)}.
 *
 * <p>Immutable; every method that takes something gives a new value.
 */
public final class XGBoostModel {
    private final Saved saved;
    private final int rounds;
    private final List<Feature> features;
    private final String output;
    private final List<String> labels;

    private XGBoostModel(Saved saved, int rounds, List<Feature> features, String output, List<String> labels) {
        this.saved = saved;
        this.rounds = rounds;
        this.features = features;
        this.output = output;
        this.labels = labels;
    }

    /**
     * Reads a model from a file.
     *
     * @throws ArtifactException if the file cannot be read, or for what {@link #read(byte[])} says
     */
    public static XGBoostModel read(Path file) {
        byte[] bytes;
        try {
            if (Files.size(file) > Integer.MAX_VALUE - 8) {
                throw new ArtifactException(
                        ArtifactException.Reason.LIMIT_EXCEEDED,
                        "cannot read " + file + ": it has " + Files.size(file) + " bytes, but a model at most 2^31");
            }
            bytes = Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ArtifactException(ArtifactException.Reason.IO, "cannot read " + file + ": " + e, e);
        }
        try {
            return read(bytes);
        } catch (ArtifactException e) {
            throw new ArtifactException(e.reason(), file + ": " + e.getMessage(), e);
        }
    }

    /**
     * Reads a model. Reading, and the model made of it, take at most 128 bytes of heap for each byte and 96 MB: a model may
     * have 2^18 features, 2^16 classes, and 2^18 categories more than bytes. Time grows with the same.
     *
     * @param bytes as XGBoost saved them, not compressed
     * @throws ArtifactException if they are no saved model ({@code NOT_AN_ARTIFACT}: a dump, a pickle, something else), are cut
     *     off, are corrupt, ask for too much ({@code LIMIT_EXCEEDED}), or hold what has no equal here
     *     ({@code NOT_SUPPORTED}); the message says where and what to do
     */
    public static XGBoostModel read(byte[] bytes) {
        Saved saved = Format.read(bytes);
        List<Feature> features = new ArrayList<>(saved.features().size());
        for (Saved.SavedFeature feature : saved.features()) {
            features.add(feature(feature));
        }
        List<String> labels = new ArrayList<>();
        if (saved.objective().isClasses()) {
            for (int k = 0; k < Math.max(2, saved.groups()); k++) {
                labels.add(Integer.toString(k));
            }
        }
        return new XGBoostModel(saved, rounds(saved), List.copyOf(features), "prediction", List.copyOf(labels));
    }

    private static Feature feature(Saved.SavedFeature feature) {
        if (!feature.isCategory()) {
            return Feature.number(feature.name());
        }
        if (!feature.categories().isEmpty()) {
            return Feature.category(feature.name(), feature.categories());
        }
        // At least "0", so that a row may give a number for a category that no tree looks at, too.
        List<String> codes = new ArrayList<>();
        for (int code = 0; code < Math.max(1, feature.codes()); code++) {
            codes.add(Integer.toString(code));
        }
        return Feature.category(feature.name(), codes);
    }

    private static int rounds(Saved saved) {
        return saved.content() instanceof Saved.Boosted boosted
                ? boosted.rounds().size() - 1
                : 0;
    }

    /** The version of XGBoost that saved it, for example {@code 2.1.4}; binary files tell less, old ones {@code 0.x}. */
    public String version() {
        return saved.version().toString();
    }

    /** The objective, for example {@code binary:logistic}. */
    public String objective() {
        return saved.objective().id();
    }

    /** The booster as the file names it: {@code gbtree}, {@code dart} (which 3.3 and later call gbtree) or {@code gblinear}. */
    public String booster() {
        return saved.booster();
    }

    /**
     * The features in order: named as in the file, or f0, f1, ... A category whose texts the file does not tell has the texts of
     * its codes, "0", "1", ...
     */
    public List<Feature> features() {
        return features;
    }

    /** How many rounds of boosting count; 0 for {@code gblinear}, which keeps no trace of them. */
    public int rounds() {
        return rounds;
    }

    /** The round that early stopping found best, counted from 0, if the file tells. */
    public OptionalInt bestIteration() {
        return saved.bestIteration();
    }

    /**
     * The model after its first rounds only.
     *
     * @param first at least 1, at most {@link #rounds()}
     * @throws IllegalArgumentException if there are not so many
     */
    public XGBoostModel rounds(int first) {
        if (first < 1 || first > rounds) {
            throw new IllegalArgumentException("rounds was " + first + " but must be from 1 to " + rounds
                    + (saved.content() instanceof Saved.Weights ? "; gblinear has weights, no rounds" : ""));
        }
        return new XGBoostModel(saved, first, features, output, labels);
    }

    /**
     * Other names for all features, in order.
     *
     * @throws IllegalArgumentException if there are more or fewer than features, or one is empty or occurs twice
     */
    public XGBoostModel names(List<String> names) {
        requireCount("names", names.size());
        List<Feature> renamed = new ArrayList<>(features.size());
        for (int i = 0; i < names.size(); i++) {
            Feature feature = features.get(i);
            renamed.add(
                    switch (feature.kind()) {
                        case NUMBER -> Feature.number(names.get(i));
                        case CATEGORY -> Feature.category(names.get(i), feature.categories());
                        case TIME -> Feature.time(names.get(i));
                    });
        }
        return features(renamed);
    }

    /**
     * The texts of a category. A feature that was trained on as a number, because its texts were numbered by hand, becomes a
     * category too: its splits keep comparing the codes, a text that is not listed has the code -1.
     *
     * @param feature its name
     * @param texts in the order of the codes that the model was trained with: the first is code 0
     * @throws IllegalArgumentException if there is no such feature, a text occurs twice, or a split knows a code that has no text
     */
    public XGBoostModel categories(String feature, List<String> texts) {
        List<Feature> changed = new ArrayList<>(features);
        for (int i = 0; i < changed.size(); i++) {
            if (changed.get(i).name().equals(feature)) {
                changed.set(i, Feature.category(feature, texts));
                return features(changed);
            }
        }
        throw new IllegalArgumentException("there is no feature \"" + feature + "\"; the features are " + shortList()
                + ", or as names(...) calls them");
    }

    /**
     * Other features altogether: names, kinds and texts of categories, in order.
     *
     * @throws IllegalArgumentException if there are more or fewer, two have one name, or a feature that is split as a category is
     *     a number or has fewer texts than the splits know codes; all problems are in one message
     */
    public XGBoostModel features(List<Feature> newFeatures) {
        requireCount("features", newFeatures.size());
        List<String> problems = new ArrayList<>();
        HashSet<String> names = new HashSet<>();
        for (int i = 0; i < newFeatures.size(); i++) {
            Feature feature = newFeatures.get(i);
            int codes = saved.features().get(i).codes();
            if (!names.add(feature.name())) {
                problems.add("\"" + feature.name() + "\" occurs twice");
            }
            if (codes > 0 && feature.kind() == Kind.NUMBER) {
                problems.add("\"" + feature.name() + "\" is a number, but the trees split it as a category");
            } else if (feature.categories().size() < codes) {
                problems.add("\"" + feature.name() + "\" has "
                        + feature.categories().size() + " categories, but a tree splits code " + (codes - 1));
            }
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException("these features do not fit the model: " + String.join("; ", problems)
                    + "; give each category's texts in the order of the codes that it was trained with");
        }
        return new XGBoostModel(saved, rounds, List.copyOf(newFeatures), output, labels);
    }

    /** The name of what is predicted; {@code prediction} unless told. */
    public XGBoostModel output(String name) {
        return new XGBoostModel(saved, rounds, features, Objects.requireNonNull(name, "name"), labels);
    }

    /**
     * The labels of the classes, in the order of their numbers; "0", "1", ... unless told.
     *
     * @throws IllegalArgumentException if the objective predicts a number, there are more or fewer than classes, or one occurs
     *     twice
     */
    public XGBoostModel labels(String... newLabels) {
        if (labels.isEmpty()) {
            throw new IllegalArgumentException(
                    "the objective " + objective() + " predicts a number, which has no labels; leave labels(...) out");
        }
        if (newLabels.length != labels.size() || new HashSet<>(List.of(newLabels)).size() != newLabels.length) {
            throw new IllegalArgumentException("the labels were " + List.of(newLabels) + " but must be " + labels.size()
                    + ", each once, in the order of the classes' numbers");
        }
        return new XGBoostModel(saved, rounds, features, output, List.of(newLabels));
    }

    /**
     * The raw scores: as many as classes, or one. Reads the features in order; see {@link Thresholds#below(float)} for how
     * 64-bit numbers take the way that 32-bit ones take.
     */
    public Form margins() {
        return Forms.margins(saved, rounds);
    }

    /**
     * The scores that the objective makes of the margins; see the table above.
     *
     * @throws ArtifactException if the model has several outputs and the objective none for them ({@code NOT_SUPPORTED})
     */
    public Form form() {
        return Forms.linked(saved.objective(), margins());
    }

    /**
     * The model: {@link #features()} in, the output out.
     *
     * @throws ArtifactException as {@link #form()}
     */
    public Model model() {
        Output predicted = labels.isEmpty() ? new Output.Numeric(output) : new Output.Classes(output, labels);
        return Model.of(Signature.of(features, predicted), form());
    }

    private void requireCount(String what, int count) {
        if (count != features.size()) {
            throw new IllegalArgumentException(
                    "there were " + count + " " + what + ", but the model has " + features.size() + " features");
        }
    }

    private String shortList() {
        List<String> names = new ArrayList<>();
        for (Feature feature : features.subList(0, Math.min(20, features.size()))) {
            names.add(feature.name());
        }
        return String.join(", ", names) + (features.size() > 20 ? " and " + (features.size() - 20) + " more" : "");
    }

    /** For example {@code XGBoost 2.1.4 gbtree, binary:logistic, 14 features, 100 rounds}. */
    @Override
    public String toString() {
        return "XGBoost " + version() + " " + booster() + ", " + objective() + ", " + features.size() + " features, "
                + rounds + " rounds";
    }
}
