package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Decision;
import io.mlcd.api.Feature;
import io.mlcd.api.Kind;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.file.Sha256;
import io.mlcd.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The manifest: JSON as {@code manifest-0.1.schema.json} says, written in one way only. */
record Manifest(Signature signature, String form, Map<String, String> facts) {
    static final String FORMAT = "0.1";
    private static final String TIME = "time";

    Manifest {
        facts = new TreeMap<>(facts);
    }

    /** The bytes; refuses texts that would not be read again as they are. */
    byte[] toBytes() {
        byte[] bytes = encode();
        boolean same;
        try {
            same = read(bytes).equals(this);
        } catch (ArtifactException e) {
            same = false;
        }
        if (!same) {
            throw new ArtifactException(
                    ArtifactException.Reason.NOT_DATA,
                    "a name, category, class or fact of the model cannot be written: it is longer than a million"
                            + " characters (a fact's name: 50,000), or holds half of a surrogate pair and so is no"
                            + " Unicode text; clean the texts before training");
        }
        return bytes;
    }

    private byte[] encode() {
        Map<String, Object> manifest = new LinkedHashMap<>();
        manifest.put("format", FORMAT);
        manifest.put("features", features(signature));
        manifest.put("output", output(signature.output()));
        manifest.put("form", form);
        manifest.put("facts", facts);
        return Json.write(manifest).getBytes(StandardCharsets.UTF_8);
    }

    /** The SHA-256 of a signature, written as it is in manifests. */
    static String digest(Signature signature) {
        Map<String, Object> text = new LinkedHashMap<>();
        text.put("features", features(signature));
        text.put("output", output(signature.output()));
        return Sha256.of(Json.write(text));
    }

    private static List<Object> features(Signature signature) {
        List<Object> features = new ArrayList<>();
        for (Feature feature : signature.features()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", feature.name());
            if (feature.kind() == Kind.CATEGORY) {
                one.put("categories", feature.categories());
            } else if (feature.kind() == Kind.TIME) {
                one.put("kind", TIME);
            }
            features.add(one);
        }
        return features;
    }

    private static Map<String, Object> output(Output output) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("name", output.name());
        if (output instanceof Output.Classes classes) {
            one.put("classes", classes.labels());
            if (!classes.decision().isMostProbable()) {
                one.put("costs", costs(classes.decision()));
            }
        }
        return one;
    }

    /** As texts that are exact and the same on every JDK. */
    private static List<Object> costs(Decision decision) {
        List<Object> rows = new ArrayList<>();
        for (double[] row : decision.costs()) {
            List<Object> texts = new ArrayList<>();
            for (double cost : row) {
                texts.add(Double.toHexString(cost));
            }
            rows.add(texts);
        }
        return rows;
    }

    static Manifest read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            Map<String, Object> manifest = JsonFields.object(
                    Json.read(text), "the manifest", Set.of("format", "features", "output", "form", "facts"), Set.of());
            String format = JsonFields.text(manifest.get("format"), "format");
            if (!format.equals(FORMAT)) {
                throw new IllegalArgumentException("format is \"" + format + "\" but must be \"" + FORMAT + "\"");
            }
            Signature signature = Signature.of(
                    readFeatures(JsonFields.list(manifest.get("features"), "features")),
                    readOutput(manifest.get("output")));
            Map<String, String> facts = new TreeMap<>();
            for (Map.Entry<String, Object> fact :
                    JsonFields.anyObject(manifest.get("facts"), "facts").entrySet()) {
                facts.put(fact.getKey(), JsonFields.text(fact.getValue(), "facts." + fact.getKey()));
            }
            return new Manifest(signature, JsonFields.text(manifest.get("form"), "form"), facts);
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT, "the artifact's manifest is corrupt: " + e.getMessage(), e);
        }
    }

    private static List<Feature> readFeatures(List<Object> list) {
        List<Feature> features = new ArrayList<>();
        for (Object item : list) {
            String place = "features[" + features.size() + "]";
            Map<String, Object> one = JsonFields.object(item, place, Set.of("name"), Set.of("categories", "kind"));
            features.add(readFeature(one, place, JsonFields.text(one.get("name"), place + ".name")));
        }
        return features;
    }

    private static Feature readFeature(Map<String, Object> one, String place, String name) {
        if (one.containsKey("kind")) {
            if (!TIME.equals(one.get("kind")) || one.containsKey("categories")) {
                throw new IllegalArgumentException(
                        place + " has a \"kind\", which is only for times, \"" + TIME + "\", without categories");
            }
            return Feature.time(name);
        }
        return one.containsKey("categories")
                ? Feature.category(name, JsonFields.texts(one.get("categories"), place + ".categories"))
                : Feature.number(name);
    }

    private static Output readOutput(@Nullable Object value) {
        Map<String, Object> one = JsonFields.object(value, "output", Set.of("name"), Set.of("classes", "costs"));
        String name = JsonFields.text(one.get("name"), "output.name");
        if (!one.containsKey("classes")) {
            if (one.containsKey("costs")) {
                throw new IllegalArgumentException("output has costs, but no classes");
            }
            return new Output.Numeric(name);
        }
        List<String> labels = JsonFields.texts(one.get("classes"), "output.classes");
        return one.containsKey("costs")
                ? new Output.Classes(name, labels, Decision.costs(readCosts(one.get("costs"))))
                : new Output.Classes(name, labels);
    }

    private static double[][] readCosts(@Nullable Object value) {
        List<Object> rows = JsonFields.list(value, "output.costs");
        double[][] costs = new double[rows.size()][];
        for (int k = 0; k < costs.length; k++) {
            List<String> texts = JsonFields.texts(rows.get(k), "output.costs");
            costs[k] = new double[texts.size()];
            for (int j = 0; j < costs[k].length; j++) {
                costs[k][j] = JsonFields.hexadecimal(texts.get(j), "output.costs");
            }
        }
        if (costs.length == 0) {
            throw new IllegalArgumentException("output.costs is empty");
        }
        return costs;
    }
}
