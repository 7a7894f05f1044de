package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import io.mlcd.core.packed.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;

/** The outermost layer of an artifact: header, checksums, sections. */
final class Sections {
    static final String MANIFEST = "MANI";
    static final String FORM = "FORM";
    static final String GOLDEN = "GOLD";
    static final String CERTIFICATE = "CERT";

    private static final Set<String> REQUIRED = Set.of(MANIFEST, FORM, GOLDEN);
    private static final byte[] MAGIC = {(byte) 0x89, 'M', 'L', 'C', 'D', 0x0d, 0x0a, 0x1a};
    /** What is written, and read from its minor version 0 on. */
    private static final int MAJOR = 1;

    private static final int MINOR = 0;
    /** The first and the last of the versions before it, which are read too: 0.1 to 0.3. */
    private static final int FIRST = 1;

    private static final int LAST_BEFORE = 3;

    private static final int FIXED_HEADER = 16;
    private static final int ENTRY = 20;
    private static final int CHECKSUM = 4;
    private static final int MAX_SECTIONS = 64;
    private static final int FLAG_REQUIRED = 1;

    private Sections() {}

    /** Writes sections in the order of the map; a reader that does not know the certificate may go without. */
    static byte[] write(Map<String, byte[]> sections) {
        Bytes.Writer header = new Bytes.Writer();
        header.octets(MAGIC);
        header.int32(MAJOR << 16 | MINOR);
        header.int32(sections.size());
        sections.forEach((tag, content) -> {
            header.octets(tag.getBytes(StandardCharsets.US_ASCII));
            header.int32(REQUIRED.contains(tag) ? FLAG_REQUIRED : 0);
            header.int64(content.length);
            header.int32(crc(content, 0, content.length));
        });
        byte[] head = header.toByteArray();
        Bytes.Writer all = new Bytes.Writer();
        all.octets(head);
        all.int32(crc(head, 0, head.length));
        sections.values().forEach(all::octets);
        return all.toByteArray();
    }

    /** The contents of the known sections; the certificate is empty if there is none. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Contents(byte[] manifest, byte[] form, byte[] golden, byte[] certificate) {}

    static Contents read(byte[] bytes) {
        checkMagic(bytes);
        checkVersion(bytes);
        List<Entry> entries = entries(bytes);
        Map<String, byte[]> known = new LinkedHashMap<>();
        for (Entry entry : entries) {
            int to = (int) (entry.from + entry.length);
            if (crc(bytes, (int) entry.from, to) != entry.crc) {
                throw corrupt("section " + entry.tag + ", bytes " + entry.from + " to " + (to - 1)
                        + ", does not have its checksum");
            }
            if (REQUIRED.contains(entry.tag) || entry.tag.equals(CERTIFICATE)) {
                known.put(entry.tag, Arrays.copyOfRange(bytes, (int) entry.from, to));
            } else if ((entry.flags & FLAG_REQUIRED) != 0) {
                throw new ArtifactException(
                        Reason.TOO_NEW,
                        "the artifact cannot be read without its section " + entry.tag
                                + ", which this mlcd does not know; use a newer mlcd");
            }
        }
        return new Contents(
                contents(known, MANIFEST),
                contents(known, FORM),
                contents(known, GOLDEN),
                known.getOrDefault(CERTIFICATE, new byte[0]));
    }

    private static byte[] contents(Map<String, byte[]> known, String tag) {
        byte[] contents = known.get(tag);
        if (contents == null) {
            throw corrupt("section " + tag + " is not there");
        }
        return contents;
    }

    private record Entry(String tag, int flags, long from, long length, int crc) {}

    private static List<Entry> entries(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes, 12, bytes.length - 12);
        int count = in.getInt();
        if (count < 1 || count > MAX_SECTIONS) {
            throw corrupt("the header at byte 12 says " + count + " sections, but there are 1 to " + MAX_SECTIONS);
        }
        int headLength = FIXED_HEADER + count * ENTRY;
        if (bytes.length < headLength + CHECKSUM) {
            throw truncated(bytes.length, headLength + CHECKSUM);
        }
        if (ByteBuffer.wrap(bytes, headLength, CHECKSUM).getInt() != crc(bytes, 0, headLength)) {
            throw corrupt("the header, bytes 0 to " + (headLength - 1) + ", does not have its checksum");
        }
        List<Entry> entries = new ArrayList<>();
        Set<String> tags = new HashSet<>();
        long from = (long) headLength + CHECKSUM;
        for (int i = 0; i < count; i++) {
            byte[] tag = new byte[4];
            in.get(tag);
            Entry entry =
                    new Entry(new String(tag, StandardCharsets.US_ASCII), in.getInt(), from, in.getLong(), in.getInt());
            if (entry.length < 0 || entry.length > Integer.MAX_VALUE || !tags.add(entry.tag)) {
                throw corrupt("section " + entry.tag + " comes twice, or has the length " + entry.length);
            }
            entries.add(entry);
            from += entry.length;
        }
        if (bytes.length < from) {
            throw truncated(bytes.length, from);
        }
        if (bytes.length > from) {
            throw corrupt(bytes.length - from + " bytes follow its end at byte " + from);
        }
        return entries;
    }

    private static void checkMagic(byte[] bytes) {
        for (int i = 0; i < MAGIC.length && i < bytes.length; i++) {
            if (bytes[i] != MAGIC[i]) {
                throw new ArtifactException(
                        Reason.NOT_AN_ARTIFACT,
                        "the bytes are not an artifact of mlcd: byte " + i
                                + " is not as every artifact begins; if the file is sealed, give an Opener");
            }
        }
        if (bytes.length < FIXED_HEADER) {
            throw truncated(bytes.length, FIXED_HEADER);
        }
    }

    private static void checkVersion(byte[] bytes) {
        int version = ByteBuffer.wrap(bytes).getInt(MAGIC.length);
        int own = MAJOR << 16 | MINOR;
        boolean before = version >= FIRST && version <= LAST_BEFORE;
        if (!before && (version < MAJOR << 16 || version > own)) {
            String its = (version >>> 16) + "." + (version & 0xffff);
            throw Integer.compareUnsigned(version, own) > 0
                    ? new ArtifactException(
                            Reason.TOO_NEW,
                            "the artifact has format " + its + ", but this mlcd reads 0.1 to 0.3 and " + MAJOR + "."
                                    + MINOR + "; use a newer mlcd")
                    : new ArtifactException(
                            Reason.TOO_OLD,
                            "the artifact has format " + its + ", but this mlcd reads 0.1 to 0.3 and " + MAJOR + "."
                                    + MINOR + "; write it again with the mlcd that wrote it, or train anew");
        }
    }

    private static ArtifactException truncated(long length, long needed) {
        return new ArtifactException(
                Reason.TRUNCATED,
                "the artifact is cut off: it has " + length + " bytes but needs at least " + needed
                        + "; fetch it again from where it was published");
    }

    private static ArtifactException corrupt(String what) {
        return new ArtifactException(
                Reason.CORRUPT, "the artifact is corrupt: " + what + "; fetch it again from where it was published");
    }

    private static int crc(byte[] bytes, int from, int to) {
        CRC32 crc = new CRC32();
        crc.update(bytes, from, to - from);
        return (int) crc.getValue();
    }
}
