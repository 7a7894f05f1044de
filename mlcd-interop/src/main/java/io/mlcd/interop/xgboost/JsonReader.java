package io.mlcd.interop.xgboost;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import io.mlcd.api.ArtifactException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads a model's JSON; what no model needs is skipped. Strict but for NaN and Infinity, which XGBoost writes. */
final class JsonReader {
    // Names come from untrusted bytes: they are not kept in tables that outlive the call.
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Names.MAX_DEPTH)
                    .maxStringLength(1 << 22)
                    .maxNumberLength(100)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonReader(JsonParser parser) {
        this.parser = parser;
    }

    static Node read(byte[] bytes) {
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            return new JsonReader(parser).document();
        } catch (IOException e) {
            throw Refusal.corrupt("its beginning", String.valueOf(e.getMessage()), e);
        }
    }

    private Node document() {
        try {
            Object value = value(parser.nextToken());
            if (value == null) {
                throw refused("the value is null");
            }
            if (parser.nextToken() != null) {
                throw refused("something follows the model");
            }
            return Node.root(value);
        } catch (JsonEOFException e) {
            throw Refusal.truncated(place(), e);
        } catch (StreamConstraintsException e) {
            throw Refusal.tooLarge(place(), e.getOriginalMessage() + "; " + Refusal.SAVE_AGAIN);
        } catch (JsonProcessingException e) {
            throw Refusal.corrupt(place(), e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw Refusal.corrupt(place(), String.valueOf(e.getMessage()), e);
        }
    }

    private @Nullable Object value(@Nullable JsonToken token) throws IOException {
        if (token == null) {
            throw refused("there is no value");
        }
        return switch (token) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_STRING -> parser.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE -> number(token);
            case VALUE_NULL -> null;
            default -> throw refused(token + " is not allowed here");
        };
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> map = new LinkedHashMap<>(4);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            JsonToken token = parser.nextToken();
            if (Names.isKept(name)) {
                Object value = value(token);
                if (value != null) {
                    map.put(name, value);
                }
            } else {
                parser.skipChildren();
            }
        }
        return map.isEmpty() ? Map.of() : map;
    }

    private Object array() throws IOException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.END_ARRAY) {
            return List.of();
        }
        if (token.isScalarValue() && token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
            return numbers(token);
        }
        List<Object> list = new ArrayList<>(4);
        for (; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token.isScalarValue() && token != JsonToken.VALUE_STRING) {
                throw refused("a list holds other things beside " + token);
            }
            Object value = value(token);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    private Numbers numbers(JsonToken first) throws IOException {
        Numbers.Builder numbers = new Numbers.Builder();
        for (JsonToken token = first; token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (!token.isScalarValue() || token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NULL) {
                throw refused("a list of numbers holds " + token + (token == JsonToken.VALUE_STRING ? ", a text" : ""));
            }
            numbers.add(number(token));
        }
        return numbers.build();
    }

    /**
     * Numbers with a fraction or an exponent are XGBoost's 32-bit ones: their nearest float is the number that was meant.
     * Integers are exact up to 2 to the 53rd.
     */
    private double number(JsonToken token) throws IOException {
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE ? 1 : 0;
        }
        if (token == JsonToken.VALUE_NUMBER_FLOAT && parser.isNaN()) {
            return parser.getDoubleValue();
        }
        String text = parser.getText();
        return token == JsonToken.VALUE_NUMBER_INT ? Double.parseDouble(text) : Float.parseFloat(text);
    }

    private ArtifactException refused(String why) {
        return Refusal.corrupt(place(), why);
    }

    private String place() {
        return "byte " + parser.currentLocation().getByteOffset();
    }
}
