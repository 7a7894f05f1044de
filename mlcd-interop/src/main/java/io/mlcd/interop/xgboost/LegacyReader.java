package io.mlcd.interop.xgboost;

import io.mlcd.core.form.Tree;
import io.mlcd.interop.xgboost.Saved.SavedFeature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Reads the binary format that XGBoost wrote up to 2.x. It is an image of C structures, little-endian: parameters (136 bytes),
 * the names of objective and booster, then the booster. What follows the booster in files from before 1.0 (buffers, metrics)
 * is of no use here and is not read.
 */
final class LegacyReader {
    private static final int LEARNER_BYTES = 136;
    private static final int BOOSTER_BYTES = 160;
    private static final int LINEAR_BYTES = 136;
    private static final int TREE_BYTES = 148;
    private static final int NODE_BYTES = 20;
    private static final int STATISTICS_BYTES = 16;
    private static final int MAX_NAME_BYTES = 100;
    private static final int MISSING_LEFT = 1 << 31;

    private final ByteBuffer in;
    private final int modelBytes;

    private LegacyReader(byte[] bytes, int from) {
        in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        in.position(from);
        modelBytes = bytes.length;
    }

    /**
     * Reads a model.
     *
     * @param from where it begins in the bytes
     */
    static Saved read(byte[] bytes, int from) {
        return new LegacyReader(bytes, from).saved();
    }

    /** Where a model begins after what xgboost4j-spark 0.x wrote before it; -1 if there is no such prefix. */
    static int afterSparkPrefix(byte[] bytes) {
        ByteBuffer prefix = ByteBuffer.wrap(bytes);
        String kind = javaText(prefix);
        boolean classes = kind.equals("_cls_");
        if (!classes && !kind.equals("_reg_")) {
            return -1;
        }
        for (int column = 0; column < (classes ? 4 : 3); column++) {
            javaText(prefix);
        }
        if (classes) {
            int thresholds = prefix.remaining() < Integer.BYTES ? Integer.MAX_VALUE : prefix.getInt();
            long skipped = (long) Double.BYTES * Math.max(0, thresholds);
            if (skipped > prefix.remaining()) {
                throw Refusal.truncated("byte " + bytes.length + ", in the prefix of xgboost4j-spark", null);
            }
            prefix.position(prefix.position() + (int) skipped);
        }
        return prefix.position();
    }

    /** A text as {@code DataOutput.writeUTF} writes it; empty when it is not whole. */
    private static String javaText(ByteBuffer prefix) {
        if (prefix.remaining() < Short.BYTES) {
            return "";
        }
        int length = prefix.getShort() & 0xffff;
        if (length > prefix.remaining()) {
            return "";
        }
        byte[] text = new byte[length];
        prefix.get(text);
        return new String(text, StandardCharsets.ISO_8859_1);
    }

    private Saved saved() {
        need(LEARNER_BYTES, "its parameters");
        int at = in.position();
        in.position(at + LEARNER_BYTES);
        Objective objective = Saved.objective("byte " + in.position(), objectiveName());
        String booster = name("the booster's name", length64("the booster's name"));
        float score = in.getFloat(at);
        int features = size("num_feature", in.getInt(at + 4), Saved.MAX_FEATURES);
        int classes = size("num_class", in.getInt(at + 8), Saved.MAX_GROUPS);
        boolean hasAttributes = in.getInt(at + 12) != 0;
        Version version = new Version(in.getInt(at + 20), in.getInt(at + 24), -1);
        boolean isOld = version.major() <= 0;
        int targets = isOld ? 1 : size("num_target", in.getInt(at + 28), Saved.MAX_GROUPS);
        int groups = Math.max(1, Math.max(classes, targets));
        // Before 1.0 the base score was stored as a margin.
        double base = isOld
                ? finite("the base score", score)
                : Saved.margins("byte " + at, objective, version, score).get(0);
        Splits splits = new Splits(features, modelBytes);
        Saved.Content content = switch (booster) {
            case "gblinear" -> linear(features, groups);
            case "gbtree", "dart" -> boosted(splits, groups, booster.equals("dart"));
            default -> throw corrupt("the booster is none of gbtree, dart and gblinear");
        };
        OptionalInt best = hasAttributes && !isOld ? bestIteration() : OptionalInt.empty();
        return new Saved(
                isOld ? new Version(0, 0, 0) : version,
                objective,
                booster,
                Collections.nCopies(groups, base),
                features(features),
                best,
                content);
    }

    private double finite(String what, float number) {
        if (!Float.isFinite(number)) {
            throw corrupt(what + " is " + number + ", which is no finite number");
        }
        return number;
    }

    private static List<SavedFeature> features(int count) {
        List<SavedFeature> features = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            features.add(new SavedFeature("f" + i, false, 0, List.of()));
        }
        return features;
    }

    /** Some old files have 4 more bytes between the length and the text. */
    private String objectiveName() {
        need(Long.BYTES, "the objective's name");
        long length = in.getLong();
        if (length >>> 32 != 0) {
            need(Integer.BYTES, "the objective's name");
            in.getInt();
            length >>>= 32;
        }
        return name("the objective's name", length);
    }

    private String name(String what, long length) {
        if (length <= 0 || length > MAX_NAME_BYTES) {
            throw Refusal.notAModel(
                    "it is neither JSON nor UBJSON, and as a binary file it would have " + what + " with " + length
                            + " bytes",
                    "save one with booster.save_model(\"model.json\")");
        }
        return text(what, (int) length);
    }

    private String text(String what, int length) {
        need(length, what);
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private long length64(String what) {
        need(Long.BYTES, what);
        return in.getLong();
    }

    private int size(String what, int size, int max) {
        if (size < 0 || size > max) {
            throw Refusal.tooLarge(
                    "byte " + in.position(),
                    what + " is " + Integer.toUnsignedString(size) + " but can be at most " + max
                            + "; if this is a model, train with fewer columns or classes");
        }
        return size;
    }

    private Saved.Content linear(int features, int groups) {
        need(LINEAR_BYTES, "the parameters of gblinear");
        in.position(in.position() + LINEAR_BYTES);
        String place = "byte " + in.position();
        return Saved.weights(place, floats("the weights"), features, groups);
    }

    private Saved.Boosted boosted(Splits splits, int groups, boolean isDart) {
        need(BOOSTER_BYTES, "the parameters of the trees");
        int at = in.position();
        int count = in.getInt();
        int parallel = in.getInt();
        in.position(at + 28);
        requireOneValueInLeaf(in.getInt());
        in.position(at + BOOSTER_BYTES);
        if (count < 0 || count > in.remaining() / (TREE_BYTES + NODE_BYTES + STATISTICS_BYTES)) {
            throw Refusal.truncated("byte " + at + ", where " + count + " trees are announced", null);
        }
        List<Tree> trees = new ArrayList<>(count);
        for (int t = 0; t < count; t++) {
            trees.add(nodes(t).toTree(splits));
        }
        int[] outputs = outputs(count, groups);
        double[] weights = weights(isDart && count > 0, count);
        List<Saved.Member> members = new ArrayList<>(count);
        for (int t = 0; t < count; t++) {
            members.add(new Saved.Member(trees.get(t), outputs[t], weights[t]));
        }
        int inRound = (int) Math.min((long) Math.max(1, parallel) * groups, 1 << 30);
        return new Saved.Boosted(members, Saved.rounds(count, inRound));
    }

    private void requireOneValueInLeaf(int size) {
        if (size > 1 || size < 0) {
            throw Refusal.notSupported(
                    "byte " + in.position(),
                    "its leaves hold " + size + " values each",
                    "train with multi_strategy=one_output_per_tree");
        }
    }

    private NodeTable nodes(int tree) {
        need(TREE_BYTES, "tree " + tree);
        int at = in.position();
        int roots = in.getInt();
        int count = in.getInt();
        in.position(at + 20);
        requireOneValueInLeaf(in.getInt());
        in.position(at + TREE_BYTES);
        if (roots > 1) {
            throw Refusal.notSupported("byte " + at, "tree " + tree + " has " + roots + " roots", "train with one");
        }
        if (count <= 0) {
            throw corrupt("tree " + tree + " has " + count + " nodes");
        }
        need((long) (NODE_BYTES + STATISTICS_BYTES) * count, "the " + count + " nodes of tree " + tree);
        int[] left = new int[count];
        int[] right = new int[count];
        int[] features = new int[count];
        float[] values = new float[count];
        boolean[] missingLeft = new boolean[count];
        for (int i = 0; i < count; i++) {
            in.getInt();
            left[i] = in.getInt();
            right[i] = in.getInt();
            int split = in.getInt();
            features[i] = split & ~MISSING_LEFT;
            missingLeft[i] = (split & MISSING_LEFT) != 0;
            values[i] = in.getFloat();
        }
        in.position(in.position() + STATISTICS_BYTES * count);
        return new NodeTable("tree " + tree, left, right, features, values, missingLeft, Map.of());
    }

    private int[] outputs(int trees, int groups) {
        need((long) Integer.BYTES * trees, "the outputs of the trees");
        int[] outputs = new int[trees];
        for (int t = 0; t < trees; t++) {
            outputs[t] = in.getInt();
            if (outputs[t] < 0 || outputs[t] >= groups) {
                throw corrupt("tree " + t + " adds to output " + outputs[t] + ", but there are only " + groups);
            }
        }
        return outputs;
    }

    private double[] weights(boolean areStored, int trees) {
        double[] weights = new double[trees];
        Arrays.fill(weights, 1);
        if (areStored) {
            float[] given = floats("the weights of the trees");
            if (given.length != trees) {
                throw corrupt("there are " + given.length + " weights, but " + trees + " trees");
            }
            for (int t = 0; t < trees; t++) {
                weights[t] = finite("the weight of tree " + t, given[t]);
            }
        }
        return weights;
    }

    private float[] floats(String what) {
        long count = length64(what);
        if (count < 0 || count > in.remaining() / Float.BYTES) {
            throw Refusal.truncated("byte " + in.position() + ", where " + count + " numbers are announced", null);
        }
        float[] floats = new float[(int) count];
        for (int i = 0; i < floats.length; i++) {
            floats[i] = in.getFloat();
        }
        return floats;
    }

    private OptionalInt bestIteration() {
        OptionalInt best = OptionalInt.empty();
        long count = length64("the attributes");
        for (long i = 0; i < count; i++) {
            String key = attribute();
            String value = attribute();
            if (key.equals("best_iteration") && value.matches("[0-9]{1,9}")) {
                best = OptionalInt.of(Integer.parseInt(value));
            }
        }
        return best;
    }

    private String attribute() {
        long length = length64("an attribute");
        if (length < 0 || length > in.remaining()) {
            throw Refusal.truncated("byte " + in.position() + ", where " + length + " bytes are announced", null);
        }
        return text("an attribute", (int) length);
    }

    private void need(long bytes, String what) {
        if (in.remaining() < bytes) {
            throw Refusal.truncated("byte " + in.position() + ", within " + what, null);
        }
    }

    private RuntimeException corrupt(String what) {
        return Refusal.corrupt("byte " + in.position(), what);
    }
}
