package io.mlcd.interop.xgboost;

import io.mlcd.api.ArtifactException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's UBJSON: the part of the format that XGBoost writes, so no high-precision numbers, no no-ops and no typed
 * objects. Every count is checked against the bytes that are left before anything is allocated for it; what no model needs is
 * skipped.
 */
final class UbjReader {
    /** Like XGBoost's booleans in JSON, T and F are numbers here. */
    private static final String NUMBER_MARKERS = "iUIlLdDCTF";

    private final ByteBuffer in;
    private int depth;

    private UbjReader(byte[] bytes) {
        in = ByteBuffer.wrap(bytes);
    }

    static Node read(byte[] bytes) {
        UbjReader reader = new UbjReader(bytes);
        Object value = reader.value(reader.marker(), true);
        if (value == null) {
            throw reader.refused("the value is null");
        }
        if (reader.in.hasRemaining()) {
            throw reader.refused(reader.in.remaining() + " bytes follow the model");
        }
        return Node.root(value);
    }

    /** The value after its marker; null when it is a null or is not to be kept. */
    private @Nullable Object value(char marker, boolean keep) {
        if (marker == '{' || marker == '[') {
            if (++depth > Names.MAX_DEPTH) {
                throw Refusal.tooLarge(
                        place(), "it is nested more than " + Names.MAX_DEPTH + " deep; " + Refusal.SAVE_AGAIN);
            }
            Object value = marker == '{' ? object(keep) : array(keep);
            depth--;
            return value;
        }
        if (marker == 'S') {
            return text(keep);
        }
        if (marker == 'Z') {
            return null;
        }
        return number(marker);
    }

    private @Nullable Map<String, Object> object(boolean keep) {
        Map<String, Object> map = new LinkedHashMap<>(4);
        for (char next = marker(); next != '}'; next = marker()) {
            String name = text(length(next), true);
            boolean kept = keep && name != null && Names.isKept(name);
            Object value = value(marker(), kept);
            if (kept && value != null && map.put(name, value) != null) {
                throw refused("the name \"" + name + "\" occurs twice");
            }
        }
        return !keep ? null : map.isEmpty() ? Map.of() : map;
    }

    private @Nullable Object array(boolean keep) {
        char marker = marker();
        if (marker == '$') {
            char type = marker();
            expect('#');
            return typed(type, length(marker()), keep);
        }
        if (marker == '#') {
            return counted(length(marker()), keep);
        }
        if (marker == ']') {
            return List.of();
        }
        Items items = new Items(marker, keep);
        for (char next = marker; next != ']'; next = marker()) {
            items.add(next);
        }
        return items.build();
    }

    private @Nullable Object counted(int count, boolean keep) {
        if (count == 0) {
            return List.of();
        }
        char marker = marker();
        Items items = new Items(marker, keep);
        for (int i = 0; i < count; i++) {
            items.add(i == 0 ? marker : marker());
        }
        return items.build();
    }

    private @Nullable Object typed(char type, int count, boolean keep) {
        int size = sizeOf(type);
        if (size == 0) {
            throw refused("'" + type + "' is no type of a list's numbers");
        }
        need((long) size * count);
        if (!keep) {
            in.position(in.position() + size * count);
            return null;
        }
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = number(type);
        }
        return Numbers.of(values);
    }

    /** The items of a list without a type: all of them numbers, or none. */
    private final class Items {
        private final boolean keep;
        private final boolean areNumbers;
        private final Numbers.Builder numbers = new Numbers.Builder();
        private final List<Object> list = new ArrayList<>(4);

        Items(char first, boolean keep) {
            this.keep = keep;
            this.areNumbers = isNumber(first);
        }

        void add(char marker) {
            if (areNumbers != isNumber(marker)) {
                throw refused("a list holds numbers and other things");
            }
            if (areNumbers) {
                double number = number(marker);
                if (keep) {
                    numbers.add(number);
                }
            } else {
                Object value = value(marker, keep);
                if (keep && value != null) {
                    list.add(value);
                }
            }
        }

        @Nullable Object build() {
            return !keep ? null : areNumbers ? numbers.build() : list;
        }
    }

    private static boolean isNumber(char marker) {
        return NUMBER_MARKERS.indexOf(marker) >= 0;
    }

    private static int sizeOf(char type) {
        return switch (type) {
            case 'i', 'U' -> 1;
            case 'I' -> 2;
            case 'l', 'd' -> 4;
            case 'L', 'D' -> 8;
            default -> 0;
        };
    }

    private double number(char marker) {
        need(sizeOf(marker));
        return switch (marker) {
            case 'i' -> in.get();
            case 'U' -> in.get() & 0xff;
            case 'I' -> in.getShort();
            case 'l' -> in.getInt();
            case 'L' -> in.getLong();
            case 'd' -> in.getFloat();
            case 'D' -> in.getDouble();
            case 'C' -> marker();
            case 'T' -> 1;
            case 'F' -> 0;
            default -> throw refused("'" + marker + "' marks no value");
        };
    }

    /** A count, which cannot be larger than the bytes that are left. */
    private int length(char marker) {
        if ("iUIlL".indexOf(marker) < 0) {
            throw refused("'" + marker + "' marks no length");
        }
        need(sizeOf(marker));
        long length = switch (marker) {
            case 'i' -> in.get();
            case 'U' -> in.get() & 0xff;
            case 'I' -> in.getShort();
            case 'l' -> in.getInt();
            default -> in.getLong();
        };
        if (length < 0) {
            throw refused("a length is " + length);
        }
        need(length);
        return (int) length;
    }

    private @Nullable String text(boolean keep) {
        return text(length(marker()), keep);
    }

    private @Nullable String text(int length, boolean keep) {
        ByteBuffer bytes = in.slice(in.position(), length);
        in.position(in.position() + length);
        if (!keep) {
            return null;
        }
        try {
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return text.toString();
        } catch (CharacterCodingException e) {
            throw Refusal.corrupt(place(), "a text is not UTF-8", e);
        }
    }

    private char marker() {
        need(1);
        return (char) (in.get() & 0xff);
    }

    private void expect(char marker) {
        char found = marker();
        if (found != marker) {
            throw refused("'" + found + "' stands where '" + marker + "' must");
        }
    }

    private void need(long bytes) {
        if (in.remaining() < bytes) {
            throw Refusal.truncated(place() + ", where " + bytes + " more bytes are announced", null);
        }
    }

    private String place() {
        return "byte " + in.position();
    }

    private ArtifactException refused(String what) {
        return Refusal.corrupt(place(), what);
    }
}
