package io.mlcd.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a model takes and what it predicts: the features in order, and the output.
 *
 * <p>Immutable and equal by value.
 */
public final class Signature {
    private final List<Feature> features;
    private final Output output;
    private final Positions positions;
    /** The features, for the hot path. */
    private final Feature[] inOrder;

    private Signature(List<Feature> features, Output output) {
        this.features = List.copyOf(features);
        this.output = Objects.requireNonNull(output, "output");
        List<String> names = names();
        String twice = Positions.twice(names);
        if (twice != null) {
            throw new IllegalArgumentException("the features name \"" + twice + "\" twice; each must occur once");
        }
        positions = new Positions(names);
        inOrder = this.features.toArray(new Feature[0]);
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (Feature feature : features) {
            names.add(feature.name());
        }
        return names;
    }

    /**
     * A signature.
     *
     * @throws IllegalArgumentException if two features have one name
     */
    public static Signature of(List<Feature> features, Output output) {
        return new Signature(features, output);
    }

    /** The features, in the order of the bare {@code double[]} row. */
    public List<Feature> features() {
        return features;
    }

    /** What is predicted. */
    public Output output() {
        return output;
    }

    /** The position of a feature, or -1. */
    public int indexOf(String feature) {
        return positions.of(feature);
    }

    /**
     * A row as bare numbers: categories become codes, a missing value {@code NaN}, a category that the model does not
     * know {@link Feature#UNSEEN}. A number is taken for a category where the categories are texts of numbers: 3.0 is "3".
     * {@code true} and {@code false} find a category in any case.
     *
     * <p>Cost: one lookup a name and one a category, quickest for names given as literals in the order of the features. No
     * allocation but for a number with a fraction that is taken for a category.
     *
     * @param out receives the numbers in the order of {@link #features()}, shape [features]
     * @throws IllegalArgumentException if the row names a feature that is not here, gives a text for a number or a
     *     number for a category, or {@code out} is of another length; all problems are in one message
     */
    public void encode(Row row, double[] out) {
        encode(row, name -> false, out);
    }

    /**
     * As {@link #encode(Row, double[])}, but leaves out some names that are not here.
     *
     * @param ignored says which unknown names are no error, for example those that another version declares
     */
    public void encode(Row row, Predicate<String> ignored, double[] out) {
        if (out.length != features.size()) {
            throw new IllegalArgumentException("out has length " + out.length
                    + " but must have one place for each of the " + features.size() + " features");
        }
        Arrays.fill(out, Double.NaN);
        StringBuilder problems = null;
        for (int i = 0; i < row.size(); i++) {
            String problem = encode(row.name(i), i, row.value(i), ignored, out);
            if (problem != null) {
                problems = problems == null
                        ? new StringBuilder(problem)
                        : problems.append("; ").append(problem);
            }
        }
        if (problems != null) {
            throw new IllegalArgumentException(problems.toString());
        }
    }

    private @Nullable String encode(
            String name, int place, @Nullable Object value, Predicate<String> ignored, double[] out) {
        int position = positions.of(name, place);
        if (position == Positions.NONE) {
            return ignored.test(name) ? null : unknown(name);
        }
        if (value == null) {
            return null;
        }
        Feature feature = inOrder[position];
        if (feature.kind() == Kind.NUMBER) {
            if (!(value instanceof Double number)) {
                return wrongType(feature, value);
            }
            out[position] = number;
            return null;
        }
        double code = value instanceof String text ? feature.codeOf(text) : feature.codeOf((Double) value);
        if (code == Feature.NO_CODE) {
            return wrongType(feature, value);
        }
        out[position] = code;
        return null;
    }

    private static String wrongType(Feature feature, Object value) {
        return feature.kind() == Kind.NUMBER
                ? "feature \"" + feature.name() + "\" is a number, but the row gives the text \"" + value
                        + "\"; give a number, or null if it is missing"
                : "feature \"" + feature.name() + "\" is a category, but the row gives the number " + value
                        + "; give its text, or null if it is missing";
    }

    private String unknown(String name) {
        String near = Names.nearest(name, names());
        return "the row names \"" + name + "\", which is not a feature of this model"
                + (near == null ? "" : "; did you mean \"" + near + "\"?")
                + (near == null ? "; its features are " + shortList() : "");
    }

    private String shortList() {
        StringBuilder list = new StringBuilder();
        for (int i = 0; i < features.size() && i < 20; i++) {
            list.append(i == 0 ? "" : ", ").append(features.get(i).name());
        }
        return features.size() > 20
                ? list.append(" and ")
                        .append(features.size() - 20)
                        .append(" more")
                        .toString()
                : list.toString();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Signature that && features.equals(that.features) && output.equals(that.output);
    }

    @Override
    public int hashCode() {
        return Objects.hash(features, output);
    }

    @Override
    public String toString() {
        return features + " -> " + output;
    }
}
