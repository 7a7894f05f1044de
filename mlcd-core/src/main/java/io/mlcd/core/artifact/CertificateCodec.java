package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.certificate.Certificate;
import io.mlcd.core.certificate.Effect;
import io.mlcd.core.certificate.Measured;
import io.mlcd.core.certificate.Stage;
import io.mlcd.core.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Certificates as JSON, written in one way only. */
final class CertificateCodec {
    private CertificateCodec() {}

    static byte[] write(Certificate certificate) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("form", certificate.formId());
        all.put("compared", certificate.comparedId());
        all.put("bytes", (long) certificate.bytesBefore());
        List<Object> stages = new ArrayList<>();
        for (Stage stage : certificate.stages()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("method", stage.method());
            one.put("effect", stage.effect().name().toLowerCase(Locale.ROOT));
            one.put("bytes", (long) stage.bytes());
            if (!stage.bounds().isEmpty()) {
                List<Object> bounds = new ArrayList<>();
                stage.bounds().forEach(bound -> bounds.add(Double.toHexString(bound)));
                one.put("bounds", bounds);
            }
            stages.add(one);
        }
        all.put("stages", stages);
        certificate.measured().ifPresent(measured -> all.put("measured", measured(measured)));
        return Json.write(all).getBytes(StandardCharsets.UTF_8);
    }

    private static Map<String, Object> measured(Measured measured) {
        Map<String, Object> one = new LinkedHashMap<>();
        one.put("rows", (long) measured.rows());
        one.put("variants", (long) measured.variants());
        one.put("agreement", Double.toHexString(measured.agreement()));
        one.put("low", Double.toHexString(measured.low()));
        one.put("high", Double.toHexString(measured.high()));
        one.put("change", Double.toHexString(measured.largestChange()));
        one.put("measure", measured.measure());
        one.put("before", Double.toHexString(measured.before()));
        one.put("after", Double.toHexString(measured.after()));
        return one;
    }

    static Certificate read(byte[] bytes) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            Map<String, Object> all = JsonFields.object(
                    Json.read(text),
                    "the certificate",
                    Set.of("form", "compared", "bytes", "stages"),
                    Set.of("measured"));
            List<Stage> stages = new ArrayList<>();
            for (Object item : JsonFields.list(all.get("stages"), "stages")) {
                stages.add(readStage(item, "stages[" + stages.size() + "]"));
            }
            return new Certificate(
                    JsonFields.text(all.get("form"), "form"),
                    JsonFields.text(all.get("compared"), "compared"),
                    JsonFields.count(all.get("bytes"), "bytes"),
                    stages,
                    all.containsKey("measured") ? Optional.of(readMeasured(all.get("measured"))) : Optional.empty());
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT, "the artifact's certificate is corrupt: " + e.getMessage(), e);
        }
    }

    private static Stage readStage(Object item, String place) {
        Map<String, Object> one = JsonFields.object(item, place, Set.of("method", "effect", "bytes"), Set.of("bounds"));
        String effect = JsonFields.text(one.get("effect"), place + ".effect");
        List<Double> bounds = new ArrayList<>();
        if (one.containsKey("bounds")) {
            for (Object bound : JsonFields.list(one.get("bounds"), place + ".bounds")) {
                bounds.add(JsonFields.hexadecimal(bound, place + ".bounds"));
            }
        }
        return new Stage(
                JsonFields.text(one.get("method"), place + ".method"),
                effect(effect, place),
                JsonFields.count(one.get("bytes"), place + ".bytes"),
                bounds);
    }

    private static Effect effect(String text, String place) {
        for (Effect effect : Effect.values()) {
            if (effect.name().toLowerCase(Locale.ROOT).equals(text)) {
                return effect;
            }
        }
        throw new IllegalArgumentException(place + ".effect is \"" + text + "\", which this mlcd does not know");
    }

    private static Measured readMeasured(@Nullable Object item) {
        Map<String, Object> one = JsonFields.object(
                item,
                "measured",
                Set.of("rows", "variants", "agreement", "low", "high", "change", "measure", "before", "after"),
                Set.of());
        return new Measured(
                JsonFields.count(one.get("rows"), "measured.rows"),
                JsonFields.count(one.get("variants"), "measured.variants"),
                JsonFields.hexadecimal(one.get("agreement"), "measured.agreement"),
                JsonFields.hexadecimal(one.get("low"), "measured.low"),
                JsonFields.hexadecimal(one.get("high"), "measured.high"),
                JsonFields.hexadecimal(one.get("change"), "measured.change"),
                JsonFields.text(one.get("measure"), "measured.measure"),
                JsonFields.hexadecimal(one.get("before"), "measured.before"),
                JsonFields.hexadecimal(one.get("after"), "measured.after"));
    }
}
