package io.mlcd.core.oracle;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** Forests of the size of real ones, whose splits are random; the same for the same seed. */
public final class Forests {
    private static final int FEATURES = 20;
    private static final int DEPTH = 8;

    private Forests() {}

    /** Trees that are full down to their leaves, of numbers from 0 to 1. */
    public static Artifact forest(int trees, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Feature> features = new ArrayList<>();
        for (int i = 0; i < FEATURES; i++) {
            features.add(Feature.number(name(i)));
        }
        List<Tree> all = new ArrayList<>();
        for (int t = 0; t < trees; t++) {
            Tree.Builder tree = Tree.builder(1);
            grow(tree, random, DEPTH);
            all.add(tree.build());
        }
        Signature signature = Signature.of(features, new Output.Numeric("y"));
        return Artifact.of(Model.of(signature, Trees.of(FEATURES, all, Trees.Sum.MEAN)));
    }

    private static void grow(Tree.Builder tree, SplittableRandom random, int depth) {
        if (depth == 0) {
            tree.leaf(random.nextDouble());
            return;
        }
        tree.split(random.nextInt(FEATURES), random.nextDouble(), random.nextBoolean());
        grow(tree, random, depth - 1);
        grow(tree, random, depth - 1);
    }

    /** Rows that they take. */
    public static List<Row> rows(int count, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = new ArrayList<>();
        for (int r = 0; r < count; r++) {
            Map<String, Object> row = new LinkedHashMap<>();
            for (int i = 0; i < FEATURES; i++) {
                row.put(name(i), random.nextDouble());
            }
            rows.add(Row.of(row));
        }
        return rows;
    }

    private static String name(int feature) {
        return "x" + (char) ('a' + feature);
    }
}
