package io.mlcd.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One file of test vectors by the project Wycheproof, and what came of each of its vectors.
 *
 * @see <a href="https://github.com/C2SP/wycheproof">C2SP/wycheproof</a>, {@code testvectors_v1}
 */
final class Wycheproof {
    /** Runs one vector. */
    interface Primitive {
        /**
         * Whether it is accepted, with the result that it states; refused is false or the exception of a security provider.
         *
         * @throws AssertionError if it is accepted with another result
         */
        boolean accepts(Vector vector) throws GeneralSecurityException;
    }

    /** What cannot be asked of a primitive. */
    interface Skip {
        /** Why a vector is not run, or null to run it. */
        @Nullable String reason(Vector vector);
    }

    /** One vector, with the properties of its group. */
    record Vector(JsonNode group, JsonNode test) {
        byte[] bytes(String name) {
            return HexFormat.of().parseHex(test.required(name).textValue());
        }

        int number(String name) {
            return test.required(name).intValue();
        }

        int ofGroup(String name) {
            return group.required(name).intValue();
        }

        String result() {
            return test.required("result").textValue();
        }

        boolean is(String flag) {
            for (JsonNode one : test.required("flags")) {
                if (one.textValue().equals(flag)) {
                    return true;
                }
            }
            return false;
        }

        @Override
        public String toString() {
            return test.required("result").textValue() + " vector "
                    + test.required("tcId").intValue() + " ("
                    + test.required("comment").textValue() + ")";
        }
    }

    private final JsonNode root;
    private final Map<String, Integer> skipped = new TreeMap<>();
    private final List<String> acceptable = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private int vectors;
    private int accepted;
    private int refused;

    private Wycheproof(JsonNode root) {
        this.root = root;
    }

    static Wycheproof file(String name) throws IOException {
        return new Wycheproof(new ObjectMapper()
                .readTree(SharedVectors.require("wycheproof/" + name).toFile()));
    }

    /** Runs all vectors that can be run. */
    Wycheproof run(Skip skip, Primitive primitive) {
        for (JsonNode group : root.required("testGroups")) {
            for (JsonNode test : group.required("tests")) {
                vectors++;
                Vector vector = new Vector(group, test);
                String reason = skip.reason(vector);
                if (reason == null) {
                    run(vector, primitive);
                } else {
                    skipped.merge(reason, 1, Integer::sum);
                }
            }
        }
        return this;
    }

    private void run(Vector vector, Primitive primitive) {
        boolean accepts;
        try {
            accepts = primitive.accepts(vector);
        } catch (GeneralSecurityException e) {
            accepts = false;
        } catch (AssertionError e) {
            wrong.add(vector + ": " + e.getMessage());
            return;
        }
        switch (vector.result()) {
            case "acceptable" -> acceptable.add(vector + (accepts ? " is accepted" : " is refused"));
            case "valid" -> {
                accepted += accepts ? 1 : 0;
                report(accepts ? null : vector + " is refused");
            }
            case "invalid" -> {
                refused += accepts ? 0 : 1;
                report(accepts ? vector + " is accepted" : null);
            }
            default -> throw new AssertionError("a result of another kind: " + vector);
        }
    }

    private void report(@Nullable String problem) {
        if (problem != null) {
            wrong.add(problem);
        }
    }

    /** What went wrong, empty if nothing did. */
    List<String> wrong() {
        return wrong;
    }

    /** How many vectors the file says that it has. */
    int stated() {
        return root.required("numberOfTests").intValue();
    }

    /** The counts, one line each. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(vectors).append(" vectors: ");
        text.append(accepted).append(" valid accepted, ").append(refused).append(" invalid refused\n");
        acceptable.forEach(line -> text.append(line).append('\n'));
        skipped.forEach((reason, count) ->
                text.append(count).append(" not run: ").append(reason).append('\n'));
        return text.toString();
    }

    /** Requires that a result is the stated one. */
    static boolean same(byte[] actual, byte[] stated) {
        if (!Arrays.equals(actual, stated)) {
            throw new AssertionError("gives " + HexFormat.of().formatHex(actual) + " and not "
                    + HexFormat.of().formatHex(stated));
        }
        return true;
    }
}
