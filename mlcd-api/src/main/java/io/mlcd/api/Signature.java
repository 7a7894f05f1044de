package io.mlcd.api;

import java.time.Instant;
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
    private static final int MOST_PROBLEMS = 10;

    private final List<Feature> features;
    private final Output output;
    private final Positions positions;
    /** The features, for the hot path. */
    private final Feature[] inOrder;
    /** How rows name the features; at first, and until learnt otherwise, in order. */
    private final NameOrder names;

    private Signature(List<Feature> features, Output output) {
        this.features = List.copyOf(features);
        this.output = Objects.requireNonNull(output, "output");
        String[] texts = names().toArray(new String[0]);
        String twice = Positions.twice(texts);
        if (twice != null) {
            throw new IllegalArgumentException("the features name \"" + twice + "\" twice; each must occur once");
        }
        positions = new Positions(texts);
        names = new NameOrder(positions, texts);
        inOrder = this.features.toArray(new Feature[0]);
    }

    private List<String> names() {
        List<String> all = new ArrayList<>();
        for (Feature feature : features) {
            all.add(feature.name());
        }
        return all;
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
     * know {@link Feature#UNSEEN}. A number given for a category is looked up by its text: 3.0 is "3", and 0.1f is "0.1"; it is
     * a mistake only where none of the categories is a number. A {@code long} beyond 2<sup>53</sup> loses digits in a row: give
     * such ids as texts. {@code true} and {@code false} find a category in any case. A time becomes milliseconds since
     * 1970-01-01 UTC, rounded down; a number is none, for it may be of seconds or of milliseconds, and neither is a text.
     *
     * <p>Cost: one look-up a category, and one a name unless rows give the names as the same objects in the same order, as
     * literals are. No allocation but for a number with a fraction that is taken for a category, and now and then while
     * the order of the names is learnt.
     *
     * @param out receives the numbers in the order of {@link #features()}, shape [features]
     * @throws IllegalArgumentException if the row names a feature that is not here, gives a text for a number, a
     *     number for a category of texts, or a time where there is none or none where there is one, or {@code out} is of another
     *     length; the first problems are in one message
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
        List<String> problems = null;
        int more = 0;
        NameOrder.Seen order = names.seen();
        int place = 0;
        int missed = 0;
        int size = row.size();
        for (int i = 0; i < size; i++) {
            String name = row.name(i);
            int position = order.at(place, name);
            if (position == NameOrder.ELSEWHERE) {
                position = positions.of(name);
                place = order.after(position, place);
                missed++;
            } else {
                place++;
            }
            String problem = position == Positions.NONE
                    ? (ignored.test(name) ? null : unknown(name))
                    : encode(position, row.value(i), out);
            if (problem != null) {
                problems = problems == null ? new ArrayList<>() : problems;
                problems.add(problem);
            }
            if (problems != null && problems.size() == MOST_PROBLEMS) {
                more = size - 1 - i;
                break;
            }
        }
        if (problems != null) {
            throw new IllegalArgumentException(
                    String.join("; ", problems) + (more == 0 ? "" : "; " + more + " more values were not looked at"));
        }
        if (2 * missed > row.size()) {
            names.missed(row, out.length);
        }
    }

    /** What is wrong with a value, or else null, and the number in its place. */
    private @Nullable String encode(int position, @Nullable Object value, double[] out) {
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
        if (feature.kind() == Kind.TIME) {
            if (value instanceof Instant time) {
                out[position] = time.toEpochMilli();
                return null;
            }
            return Double.valueOf(Double.NaN).equals(value) ? null : wrongType(feature, value);
        }
        double code = value instanceof String text
                ? feature.codeOf(text)
                : value instanceof Double number ? feature.codeOf(number.doubleValue()) : Feature.NO_CODE;
        if (code == Feature.NO_CODE) {
            return wrongType(feature, value);
        }
        out[position] = code;
        return null;
    }

    private static String wrongType(Feature feature, Object value) {
        String given = value instanceof String text
                ? "the text \"" + Names.shown(text) + "\""
                : (value instanceof Instant ? "the time " : "the number ") + value;
        return "feature \"" + feature.name() + "\" is a "
                + switch (feature.kind()) {
                    case NUMBER -> "number, but the row gives " + given + "; give a number";
                    case CATEGORY -> "category, but the row gives " + given + "; give its text";
                    case TIME ->
                        "time, but the row gives " + given + "; give "
                                + (value instanceof String
                                        ? "a time of java.time, for example Instant.parse(text) or LocalDate.parse(text)"
                                        : "Instant.ofEpochMilli(number), or Instant.ofEpochSecond(number) if it counts seconds");
                }
                + ", or null if it is missing";
    }

    private String unknown(String name) {
        String near = Names.nearest(name, names());
        return "the row names \"" + Names.shown(name) + "\", which is not a feature of this model"
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
