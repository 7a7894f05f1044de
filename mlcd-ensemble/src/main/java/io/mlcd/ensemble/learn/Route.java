package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** How a row finds the part that it belongs to. */
sealed interface Route {
    /**
     * The form in which each row is answered by its part's member.
     *
     * @param members over the signature, one for each part
     * @param otherwise for rows that belong nowhere
     * @throws TrainingException if rows of this signature do not tell their part
     */
    Form over(Signature signature, List<Form> members, Form otherwise);

    /**
     * The form whose one output is the number of a row's part, from 0; as many as there are parts when it belongs nowhere.
     *
     * @throws TrainingException if rows of this signature do not tell their part
     */
    Form chooser(Signature signature, int parts);

    /** The members that answer rows which belong to a part. */
    default List<Model> answering(List<Model> members) {
        return members;
    }

    /** Whether a row can belong nowhere. */
    default boolean hasNowhere() {
        return true;
    }

    /** Whether rows of this signature tell their part. */
    default boolean tells(Signature signature, int parts) {
        try {
            chooser(signature, parts);
            return true;
        } catch (TrainingException e) {
            return false;
        }
    }

    /** For each row of a table the number of its part; as many as there are parts when it belongs nowhere. */
    static double[] numbers(Route route, Signature signature, int parts, Table table) {
        Signature chooses = Signature.of(signature.features(), new Output.Numeric("part"));
        return Model.of(chooses, route.chooser(chooses, parts)).scores(table);
    }

    /** A row does not tell. */
    record None(String why) implements Route {
        @Override
        public Form over(Signature signature, List<Form> members, Form otherwise) {
            throw refusal();
        }

        @Override
        public Form chooser(Signature signature, int parts) {
            throw refusal();
        }

        TrainingException refusal() {
            return new TrainingException(
                    TrainingException.Reason.BAD_COLUMN, "rows cannot be routed to their parts: " + why);
        }
    }

    /** All rows that will come belong to one part. */
    record Always(int part) implements Route {
        @Override
        public Form over(Signature signature, List<Form> members, Form otherwise) {
            return members.get(part);
        }

        @Override
        public List<Model> answering(List<Model> members) {
            return List.of(members.get(part));
        }

        @Override
        public Form chooser(Signature signature, int parts) {
            Tree one = Tree.builder(1).leaf(part).build();
            return Trees.of(signature.features().size(), List.of(one), Trees.Sum.TOTAL);
        }

        @Override
        public boolean hasNowhere() {
            return false;
        }
    }

    /** The category in a column says it; a category that it does not list, and a missing one, belong nowhere. */
    record ByCategory(String column, Map<String, Integer> partOf) implements Route {
        @Override
        public Form over(Signature signature, List<Form> members, Form otherwise) {
            return new Routed(tree(signature, members.size()), and(members, otherwise));
        }

        @Override
        public Form chooser(Signature signature, int parts) {
            return Trees.of(signature.features().size(), List.of(tree(signature, parts)), Trees.Sum.TOTAL);
        }

        private Tree tree(Signature signature, int parts) {
            int input = input(signature, column, Kind.CATEGORY);
            Feature feature = signature.features().get(input);
            List<List<Integer>> codes = new ArrayList<>();
            for (int part = 0; part < parts; part++) {
                codes.add(new ArrayList<>());
            }
            partOf.forEach((text, part) -> {
                int code = feature.code(text);
                if (code >= 0) {
                    codes.get(part).add(code);
                }
            });
            Tree.Builder tree = Tree.builder(1).split(input, set(codes, 0, parts), false);
            halve(tree, input, codes, 0, parts);
            return tree.leaf(parts).build();
        }

        private static void halve(Tree.Builder tree, int input, List<List<Integer>> codes, int from, int to) {
            if (to - from == 1) {
                tree.leaf(from);
                return;
            }
            int middle = (from + to) >>> 1;
            tree.split(input, set(codes, from, middle), false);
            halve(tree, input, codes, from, middle);
            halve(tree, input, codes, middle, to);
        }

        private static CategorySet set(List<List<Integer>> codes, int from, int to) {
            return CategorySet.of(codes.subList(from, to).stream()
                    .flatMap(List::stream)
                    .mapToInt(Integer::intValue)
                    .sorted()
                    .toArray());
        }
    }

    /**
     * The number in a column says it: part i holds those above bound i - 1 and up to bound i; a missing one belongs nowhere.
     *
     * @param bounds ascending, one less than there are parts
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not compared
    record ByNumber(String column, double[] bounds) implements Route {
        @Override
        public Form over(Signature signature, List<Form> members, Form otherwise) {
            return new Routed(tree(signature), and(members, otherwise));
        }

        @Override
        public Form chooser(Signature signature, int parts) {
            return Trees.of(signature.features().size(), List.of(tree(signature)), Trees.Sum.TOTAL);
        }

        private Tree tree(Signature signature) {
            int input = input(signature, column, Kind.NUMBER);
            Tree.Builder tree =
                    Tree.builder(1).split(input, Double.POSITIVE_INFINITY, false); // only a missing one is not
            halve(tree, input, 0, bounds.length + 1);
            return tree.leaf(bounds.length + 1.0).build();
        }

        private void halve(Tree.Builder tree, int input, int from, int to) {
            if (to - from == 1) {
                tree.leaf(from);
                return;
            }
            int middle = (from + to) >>> 1;
            tree.split(input, bounds[middle - 1], false);
            halve(tree, input, from, middle);
            halve(tree, input, middle, to);
        }

        /** The part of a number that is not missing. */
        int part(double value) {
            int at = Arrays.binarySearch(bounds, value + 0.0);
            return at >= 0 ? at : -at - 1;
        }
    }

    /**
     * The nearest of some centres says it, in the space of prepared features: the one with the greatest
     * {@code centre . x - |centre|^2 / 2}, which is a linear form; equal ones go to the first. Every row has one.
     *
     * @param features in the order of the inputs that are derived from, with the categories whose codes these know
     * @param derived the coordinates
     * @param scores one output for each centre
     */
    record ByCentre(List<Feature> features, List<Derived> derived, Linear scores) implements Route {
        @Override
        public Form over(Signature signature, List<Form> members, Form otherwise) {
            int parts = members.size();
            int width = signature.features().size();
            List<Derived> row = new ArrayList<>();
            for (int i = 0; i < width; i++) {
                row.add(Derived.Scaled.asIs(parts + i));
            }
            List<Form> behind = new ArrayList<>();
            members.forEach(member -> behind.add(Prepared.of(parts + width, row, member)));
            return new Stacked(List.of(nearest(signature)), new Routed(chain(parts), behind), true);
        }

        /** Votes: 1 for the nearest centre, 0 for the others. */
        private Form nearest(Signature signature) {
            List<Derived> inputs = new ArrayList<>();
            for (Feature feature : features) {
                inputs.add(Alignment.input(feature, signature));
            }
            Form nearness = Prepared.of(features.size(), derived, scores);
            return Vote.of(List.of(Prepared.of(signature.features().size(), inputs, nearness)));
        }

        /** Not part 0 -> not part 1 -> ...: a vote of 1 is above one half. */
        private static Tree chain(int parts) {
            Tree.Builder tree = Tree.builder(1);
            for (int part = 0; part + 1 < parts; part++) {
                tree.split(part, 0.5, false);
            }
            tree.leaf(parts - 1.0);
            for (int part = parts - 2; part >= 0; part--) {
                tree.leaf(part);
            }
            return tree.build();
        }

        @Override
        public Form chooser(Signature signature, int parts) {
            double[][] numbers = new double[1][parts];
            Arrays.setAll(numbers[0], part -> part);
            return new Stacked(List.of(nearest(signature)), Linear.of(numbers, new double[1]), false);
        }

        @Override
        public boolean hasNowhere() {
            return false;
        }
    }

    private static List<Form> and(List<Form> members, Form otherwise) {
        List<Form> all = new ArrayList<>(members);
        all.add(otherwise);
        return all;
    }

    private static int input(Signature signature, String column, Kind kind) {
        int input = signature.indexOf(column);
        if (input < 0 || signature.features().get(input).kind() != kind) {
            throw new None("\"" + column + "\" is no feature"
                            + (input < 0
                                    ? ", so a row that is asked about does not have it; let it be one (table without the role),"
                                    : " of the kind " + kind + ";")
                            + " or combine the parts by Combine.AVERAGE")
                    .refusal();
        }
        return input;
    }
}
