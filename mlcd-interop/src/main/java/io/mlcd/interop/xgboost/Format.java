package io.mlcd.interop.xgboost;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Which format bytes are in, by how they begin. */
final class Format {
    private static final String REMEDY = "save one with booster.save_model(\"model.json\")";
    /** No binary model is shorter. */
    private static final int LEAST_BYTES = 152;

    private Format() {}

    static Saved read(byte[] bytes) {
        int begin = firstNonBlank(bytes);
        if (begin == bytes.length) {
            throw Refusal.notAModel("there is no byte in it", REMEDY);
        }
        refuseKnownOthers(bytes, begin);
        if (bytes[begin] == '{') {
            boolean isUbj = begin == 0 && bytes.length > 1 && "iUIlL".indexOf(bytes[1]) >= 0;
            return DocumentReader.read(isUbj ? UbjReader.read(bytes) : JsonReader.read(bytes), bytes.length);
        }
        if (startsWith(bytes, "binf")) {
            return LegacyReader.read(bytes, 4);
        }
        int afterPrefix = LegacyReader.afterSparkPrefix(bytes);
        if (afterPrefix >= 0) {
            return LegacyReader.read(bytes, afterPrefix);
        }
        if (bytes.length < LEAST_BYTES) {
            throw Refusal.notAModel(
                    "it is neither JSON nor UBJSON, and its " + bytes.length + " bytes are too few for a binary one",
                    REMEDY);
        }
        return LegacyReader.read(bytes, 0);
    }

    private static void refuseKnownOthers(byte[] bytes, int begin) {
        if (bytes[begin] == '[') {
            throw Refusal.notAModel(
                    "it is a list, as dump_model writes it, which lacks the objective and the base score", REMEDY);
        }
        if (startsWith(bytes, "booster[")) {
            throw Refusal.notAModel("it is a text of dump_model, which lacks the objective and the base score", REMEDY);
        }
        if (bytes.length > 1 && (bytes[0] & 0xff) == 0x1f && (bytes[1] & 0xff) == 0x8b) {
            throw Refusal.notAModel("it is compressed by gzip", "read it through a GZIPInputStream first");
        }
        if (startsWith(bytes, "PK\3\4")) {
            throw Refusal.notAModel("it is a ZIP archive", "take the model's file out of it first");
        }
        if (startsWith(bytes, "CONFIG-offset:") || isPickle(bytes)) {
            throw Refusal.notAModel(
                    "it is a program's memory (a pickle or a serialised booster), not a saved model", REMEDY);
        }
        if (startsWith(bytes, "bs64")) {
            throw Refusal.notAModel("it is in the base64 format of 2014", "load it with XGBoost 0.4 and save it again");
        }
    }

    /** The mark of a protocol, then its number. */
    private static boolean isPickle(byte[] bytes) {
        return bytes.length > 1 && (bytes[0] & 0xff) == 0x80 && bytes[1] >= 2 && bytes[1] <= 5;
    }

    private static int firstNonBlank(byte[] bytes) {
        int begin = 0;
        while (begin < bytes.length
                && (bytes[begin] == ' ' || bytes[begin] == '\n' || bytes[begin] == '\r' || bytes[begin] == '\t')) {
            begin++;
        }
        return begin;
    }

    private static boolean startsWith(byte[] bytes, String text) {
        byte[] start = text.getBytes(StandardCharsets.ISO_8859_1);
        return bytes.length >= start.length && Arrays.equals(bytes, 0, start.length, start, 0, start.length);
    }
}
