package io.mlcd.interop.xgboost;

import io.mlcd.core.form.CategorySet;
import io.mlcd.interop.xgboost.Saved.SavedFeature;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/** Reads the model out of its JSON or UBJSON. */
final class DocumentReader {
    private static final int MAX_NODES = Integer.MAX_VALUE;
    /** From here on not every whole number is a double: 2 to the 53rd. */
    private static final double LARGEST_WHOLE = 1L << 53;

    private static final Pattern NUMBER =
            Pattern.compile("[-+]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][-+]?[0-9]{1,4})?");
    private static final String LINEAR = "gblinear";

    private final Node learner;
    private final Version version;
    private final int features;
    private final int groups;
    private final Splits splits;

    private DocumentReader(Node root, int modelBytes) {
        learner = root.get("learner");
        version = version(root);
        Node parameters = learner.get("learner_model_param");
        features = size(parameters, "num_feature", Saved.MAX_FEATURES);
        int classes = size(parameters, "num_class", Saved.MAX_GROUPS);
        int targets = size(parameters, "num_target", Saved.MAX_GROUPS);
        groups = Math.max(1, Math.max(classes, targets));
        splits = new Splits(features, modelBytes);
    }

    static Saved read(Node root, int modelBytes) {
        return new DocumentReader(root, modelBytes).saved();
    }

    private static Version version(Node root) {
        if (!root.has("version")) {
            return new Version(1, 0, -1);
        }
        Node node = root.get("version");
        int[] parts = node.integers(0, 1 << 20);
        if (parts.length < 2) {
            throw node.corrupt("it has " + parts.length + " parts but must have at least two");
        }
        return new Version(parts[0], parts[1], parts.length > 2 ? parts[2] : -1);
    }

    private static int size(Node parameters, String name, int max) {
        if (!parameters.has(name)) {
            return 0;
        }
        Node node = parameters.get(name);
        int size = node.integer(0, Integer.MAX_VALUE);
        if (size > max) {
            throw Refusal.tooLarge(
                    node.place(),
                    "it is " + size + " but can be at most " + max + "; train with fewer columns or classes");
        }
        return size;
    }

    private Saved saved() {
        Node name = learner.get("objective").get("name");
        Objective objective = Saved.objective(name.place(), name.text());
        Node booster = learner.get("gradient_booster");
        String kind = booster.get("name").text();
        Saved.Content content = switch (kind) {
            case LINEAR -> linear(booster.get("model"));
            case "gbtree", "dart" -> boosted(booster, kind);
            default -> throw booster.corrupt("the booster is none of gbtree, dart and gblinear");
        };
        return new Saved(version, objective, kind, base(objective, kind), features(), bestIteration(), content);
    }

    private List<Double> base(Objective objective, String kind) {
        Node node = learner.get("learner_model_param").get("base_score");
        float[] scores = node.isNumber() ? new float[] {(float) node.number()} : scores(node);
        // XGBoost's linear booster takes the first one for all outputs.
        boolean one = scores.length == 1 || kind.equals(LINEAR);
        List<Double> margins = Saved.margins(node.place(), objective, version, scores);
        return one ? Collections.nCopies(groups, margins.get(0)) : margins;
    }

    /** One number, or one for each output in brackets, written as a text. */
    private float[] scores(Node node) {
        String text = node.text().trim();
        boolean several = text.startsWith("[") && text.endsWith("]");
        String[] parts = several ? text.substring(1, text.length() - 1).split(",", -1) : new String[] {text};
        if (parts.length != 1 && parts.length != groups) {
            throw node.corrupt("there are " + parts.length + " base scores, but " + groups + " outputs");
        }
        float[] scores = new float[parts.length];
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i].trim();
            if (!NUMBER.matcher(part).matches()) {
                throw node.corrupt("\"" + (part.length() > 60 ? part.substring(0, 60) : part) + "\" is no number");
            }
            scores[i] = Float.parseFloat(part);
        }
        return scores;
    }

    /** Attributes are the user's; one of this name that is no number was not written by early stopping. */
    private OptionalInt bestIteration() {
        if (!learner.has("attributes") || !learner.get("attributes").has("best_iteration")) {
            return OptionalInt.empty();
        }
        String text = learner.get("attributes").get("best_iteration").text();
        return text.matches("[0-9]{1,9}") ? OptionalInt.of(Integer.parseInt(text)) : OptionalInt.empty();
    }

    private Saved.Content linear(Node model) {
        Node weights = model.get("weights");
        return Saved.weights(weights.place(), floats(weights), features, groups);
    }

    private Saved.Boosted boosted(Node booster, String kind) {
        Node inner = kind.equals("dart") ? booster.get("gbtree") : booster;
        Node model = inner.get("model");
        requireOneValueInLeaf(model.get("gbtree_model_param"));
        Node list = model.get("trees");
        int count = list.size();
        int[] outputs = outputs(model.get("tree_info"), count);
        double[] weights = weights(booster, model, count);
        List<Saved.Member> trees = new ArrayList<>(count);
        for (int t = 0; t < count; t++) {
            Node tree = list.item(t);
            if (tree.has("id") && tree.get("id").integer(0, Integer.MAX_VALUE) != t) {
                throw tree.corrupt("its id is not its position, " + t);
            }
            trees.add(new Saved.Member(nodes(tree).toTree(splits), outputs[t], weights[t]));
        }
        return new Saved.Boosted(trees, rounds(model, count));
    }

    private int[] outputs(Node info, int trees) {
        int[] outputs = info.integers(0, groups - 1);
        if (outputs.length != trees) {
            throw info.corrupt("it names the outputs of " + outputs.length + " trees, but there are " + trees);
        }
        return outputs;
    }

    private static void requireOneValueInLeaf(Node parameters) {
        if (parameters.has("size_leaf_vector")) {
            Node node = parameters.get("size_leaf_vector");
            int size = node.integer(0, Integer.MAX_VALUE);
            if (size > 1) {
                throw Refusal.notSupported(
                        node.place(),
                        "its leaves hold " + size + " values each",
                        "train with multi_strategy=one_output_per_tree");
            }
        }
    }

    /** The weights of DART: beside the model, since 3.4 in it; trees without one have weight 1. */
    private static double[] weights(Node booster, Node model, int trees) {
        double[] weights = new double[trees];
        Arrays.fill(weights, 1);
        for (Node place : List.of(booster, model)) {
            if (place.has("weight_drop")) {
                Node node = place.get("weight_drop");
                float[] given = floats(node);
                if (given.length > trees) {
                    throw node.corrupt("there are " + given.length + " weights, but " + trees + " trees");
                }
                for (int t = 0; t < given.length; t++) {
                    if (!Float.isFinite(given[t])) {
                        throw node.corrupt("weight " + t + " is " + given[t] + ", which is no finite number");
                    }
                    weights[t] = given[t];
                }
            }
        }
        return weights;
    }

    private List<Integer> rounds(Node model, int trees) {
        if (!model.has("iteration_indptr")) {
            Node parameters = model.get("gbtree_model_param");
            int parallel = parameters.has("num_parallel_tree")
                    ? parameters.get("num_parallel_tree").integer(0, 1 << 24)
                    : 1;
            return Saved.rounds(trees, (int) Math.min((long) Math.max(1, parallel) * groups, 1 << 30));
        }
        Node node = model.get("iteration_indptr");
        List<Integer> rounds = new ArrayList<>();
        boolean rises = true;
        for (int end : node.integers(0, trees)) {
            rises &= rounds.isEmpty() ? end == 0 : end >= rounds.get(rounds.size() - 1);
            rounds.add(end);
        }
        rises &= !rounds.isEmpty() && rounds.get(rounds.size() - 1) == trees;
        if (!rises) {
            throw node.corrupt("it must rise from 0 to the number of trees, " + trees);
        }
        return rounds;
    }

    private static NodeTable nodes(Node tree) {
        Node parameters = tree.get("tree_param");
        requireOneValueInLeaf(parameters);
        int[] left = tree.get("left_children").integers(-1, MAX_NODES);
        if (left.length == 0 || parameters.get("num_nodes").integer(0, MAX_NODES) != left.length) {
            throw tree.corrupt("it has " + left.length + " nodes, which is none or not what num_nodes says");
        }
        return new NodeTable(
                tree.place(),
                left,
                integers(tree, "right_children", left.length),
                integers(tree, "split_indices", left.length),
                values(tree, left.length),
                flags(tree, "default_left", left.length),
                categories(tree, left));
    }

    private static int[] integers(Node tree, String name, int count) {
        Node node = tree.get(name);
        int[] integers = node.integers(-1, MAX_NODES);
        requireCount(node, integers.length, count);
        return integers;
    }

    private static float[] values(Node tree, int count) {
        Node node = tree.get("split_conditions");
        float[] values = floats(node);
        requireCount(node, values.length, count);
        return values;
    }

    private static boolean[] flags(Node tree, String name, int count) {
        Node node = tree.get(name);
        int[] integers = node.integers(0, 1);
        requireCount(node, integers.length, count);
        boolean[] flags = new boolean[count];
        for (int i = 0; i < count; i++) {
            flags[i] = integers[i] == 1;
        }
        return flags;
    }

    private static void requireCount(Node node, int found, int expected) {
        if (found != expected) {
            throw node.corrupt("it has " + found + " items, but the tree has " + expected + " nodes");
        }
    }

    private static float[] floats(Node node) {
        Numbers numbers = node.numbers();
        float[] floats = new float[numbers.size()];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers.get(i);
        }
        return floats;
    }

    /** The categories that each node sends right; pruned nodes and leaves may have some left over. */
    private static Map<Integer, int[]> categories(Node tree, int[] left) {
        if (!tree.has("split_type")) {
            return Map.of();
        }
        boolean[] isCategory = flags(tree, "split_type", left.length);
        Map<Integer, int[]> categories = listed(tree, left.length);
        for (int node = 0; node < left.length; node++) {
            if (left[node] != -1 && isCategory[node] != categories.containsKey(node)) {
                throw tree.corrupt("node " + node
                        + (isCategory[node]
                                ? " splits categories but lists none"
                                : " lists categories but splits a number"));
            }
        }
        return categories;
    }

    private static Map<Integer, int[]> listed(Node tree, int count) {
        Node nodesNode = tree.get("categories_nodes");
        int[] nodes = nodesNode.integers(0, count - 1);
        int[] begins = tree.get("categories_segments").integers(0, Integer.MAX_VALUE);
        int[] sizes = tree.get("categories_sizes").integers(1, Integer.MAX_VALUE);
        Node codesNode = tree.get("categories");
        int[] codes = codesNode.integers(0, Integer.MAX_VALUE);
        if (begins.length != nodes.length || sizes.length != nodes.length) {
            throw tree.corrupt("it has categories for " + nodes.length + " nodes, but " + begins.length
                    + " beginnings and " + sizes.length + " sizes of them");
        }
        for (int code : codes) {
            if (code >= CategorySet.MAX_CODES) {
                throw Refusal.tooLarge(
                        codesNode.place(),
                        "there is a category " + code + ", but codes must be below " + CategorySet.MAX_CODES);
            }
        }
        Map<Integer, int[]> listed = new HashMap<>();
        long total = 0;
        for (int i = 0; i < nodes.length; i++) {
            long end = (long) begins[i] + sizes[i];
            total += sizes[i];
            boolean rises = i == 0 || nodes[i] > nodes[i - 1];
            if (!rises || end > codes.length || total > codes.length) {
                throw nodesNode.corrupt(
                        "item " + i + " is not above the one before, or its categories lie outside their list");
            }
            listed.put(nodes[i], Arrays.copyOfRange(codes, begins[i], (int) end));
        }
        return listed;
    }

    private List<SavedFeature> features() {
        List<String> names = texts("feature_names");
        List<String> types = texts("feature_types");
        int[] codes = splits.codes();
        List<SavedFeature> all = new ArrayList<>(features);
        for (int i = 0; i < features; i++) {
            boolean isCategory =
                    codes[i] > 0 || (!types.isEmpty() && types.get(i).equals("c"));
            String name = names.isEmpty() ? "f" + i : names.get(i);
            List<String> dictionary = isCategory ? dictionary(i) : List.of();
            if (!dictionary.isEmpty() && dictionary.size() < codes[i]) {
                throw learner.corrupt("feature " + name + " has " + dictionary.size()
                        + " categories, but a tree splits category " + (codes[i] - 1));
            }
            all.add(new SavedFeature(name, isCategory, codes[i], dictionary));
        }
        return all;
    }

    private List<String> texts(String name) {
        if (!learner.has(name) || learner.get(name).size() == 0) {
            return List.of();
        }
        Node node = learner.get(name);
        if (node.size() != features) {
            throw node.corrupt("there are " + node.size() + ", but the model has " + features + " features");
        }
        List<String> texts = new ArrayList<>(features);
        for (int i = 0; i < features; i++) {
            texts.add(node.item(i).text());
        }
        if (name.equals("feature_names") && (texts.contains("") || new HashSet<>(texts).size() != features)) {
            throw node.corrupt("a name is empty or occurs twice, so features cannot be told apart");
        }
        return texts;
    }

    /** The categories that a data frame had when the model was trained, which 3.1 and later store; else none. */
    private List<String> dictionary(int feature) {
        Node booster = learner.get("gradient_booster");
        Node inner = booster.has("gbtree") ? booster.get("gbtree") : booster;
        if (!inner.has("model") || !inner.get("model").has("cats")) {
            return List.of();
        }
        Node cats = inner.get("model").get("cats");
        if (!cats.has("enc") || cats.get("enc").size() <= feature) {
            return List.of();
        }
        Node entry = cats.get("enc").item(feature);
        Numbers values = entry.get("values").numbers();
        List<String> texts = entry.has("offsets") ? texts(entry, values) : numbered(entry, values);
        if (new HashSet<>(texts).size() != texts.size()) {
            throw entry.corrupt("a category occurs twice");
        }
        return texts;
    }

    private static List<String> numbered(Node entry, Numbers values) {
        List<String> texts = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            double value = values.get(i);
            if (value != Math.rint(value) || Math.abs(value) >= LARGEST_WHOLE) {
                throw Refusal.notSupported(
                        entry.place(),
                        "category " + i + " is " + value
                                + ", but only whole numbers below 2 to the 53rd are sure to be exact",
                        "train with texts in their place");
            }
            texts.add(Long.toString((long) value));
        }
        return texts;
    }

    private static List<String> texts(Node entry, Numbers values) {
        byte[] bytes = new byte[values.size()];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) values.get(i);
        }
        int[] offsets = entry.get("offsets").integers(0, bytes.length);
        List<String> texts = new ArrayList<>();
        for (int i = 1; i < offsets.length; i++) {
            if (offsets[i] < offsets[i - 1]) {
                throw entry.corrupt("its offsets do not rise");
            }
            texts.add(new String(bytes, offsets[i - 1], offsets[i] - offsets[i - 1], StandardCharsets.UTF_8));
        }
        return texts;
    }
}
