package io.mlcd.core.artifact;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

/** Artifacts taken apart and put together again with right checksums, so that the layers behind them are reached. */
final class Crafted {
    /** One section. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Part(String tag, int flags, byte[] content) {}

    private int version = 1 << 16;
    private final List<Part> parts = new ArrayList<>();

    private Crafted() {}

    static Crafted of(Artifact artifact) {
        Crafted crafted = new Crafted();
        byte[] bytes = artifact.bytes();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        int count = in.getInt(12);
        int from = 16 + 20 * count + 4;
        in.position(16);
        for (int i = 0; i < count; i++) {
            byte[] tag = new byte[4];
            in.get(tag);
            int flags = in.getInt();
            int length = (int) in.getLong();
            in.getInt();
            crafted.parts.add(new Part(
                    new String(tag, StandardCharsets.US_ASCII), flags, Arrays.copyOfRange(bytes, from, from + length)));
            from += length;
        }
        return crafted;
    }

    Crafted version(int newVersion) {
        version = newVersion;
        return this;
    }

    Crafted with(String tag, int flags, byte... content) {
        parts.add(new Part(tag, flags, content));
        return this;
    }

    Crafted without(String tag) {
        parts.removeIf(part -> part.tag().equals(tag));
        return this;
    }

    Crafted replace(String tag, byte[] content) {
        parts.replaceAll(part -> part.tag().equals(tag) ? new Part(tag, part.flags(), content) : part);
        return this;
    }

    Crafted replace(String tag, String content) {
        return replace(tag, content.getBytes(StandardCharsets.UTF_8));
    }

    byte[] content(String tag) {
        return parts.stream()
                .filter(part -> part.tag().equals(tag))
                .findFirst()
                .orElseThrow()
                .content()
                .clone();
    }

    List<String> tags() {
        return parts.stream().map(Part::tag).toList();
    }

    byte[] bytes() {
        int length = 0;
        for (Part part : parts) {
            length += part.content().length;
        }
        int head = 16 + 20 * parts.size();
        ByteBuffer out = ByteBuffer.allocate(head + 4 + length);
        out.put(new byte[] {(byte) 0x89, 'M', 'L', 'C', 'D', 0x0d, 0x0a, 0x1a})
                .putInt(version)
                .putInt(parts.size());
        for (Part part : parts) {
            out.put(part.tag().getBytes(StandardCharsets.US_ASCII))
                    .putInt(part.flags())
                    .putLong(part.content().length)
                    .putInt(crc(part.content()));
        }
        out.putInt(crc(Arrays.copyOf(out.array(), head)));
        parts.forEach(part -> out.put(part.content()));
        return out.array();
    }

    static int crc(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes);
        return (int) crc.getValue();
    }
}
