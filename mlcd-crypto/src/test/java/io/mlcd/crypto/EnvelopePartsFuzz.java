package io.mlcd.crypto;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A seed of {@link EnvelopeFuzz}, taken apart into its elements, changed as the fuzzer's bytes say, and put together again with
 * the lengths that belong to it, so that what lies behind the frame is reached.
 *
 * <p>The first byte chooses the seed. Then come edits: two bytes for the element, in pre-order, one for what is done with it,
 * and what that takes. Too few bytes end the edits.
 */
public final class EnvelopePartsFuzz {
    private static final List<byte[]> SEEDS = EnvelopeSeeds.NAMES.stream()
            .map(name -> EnvelopeFuzz.resource("envelope/" + name))
            .toList();

    /** An edit may double them; a message of more is not larger in another way. */
    private static final int MAX_ELEMENTS = 1000;

    private EnvelopePartsFuzz() {}

    /** Called by the fuzzer. */
    public static void fuzzerTestOneInput(byte[] data) {
        EnvelopeFuzz.open(edited(data));
    }

    static byte[] edited(byte[] data) {
        Choices choices = new Choices(data);
        Element root = Element.parse(SEEDS.get(choices.next(SEEDS.size())));
        while (choices.remain() && root.all().size() < MAX_ELEMENTS) {
            root.edit(choices);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        root.write(out);
        return out.toByteArray();
    }

    /** The fuzzer's bytes as a row of decisions; 0 when they are used up. */
    private static final class Choices {
        private final byte[] data;
        private int at;

        Choices(byte[] data) {
            this.data = data;
        }

        boolean remain() {
            return at < data.length;
        }

        int next() {
            return remain() ? data[at++] & 0xFF : 0;
        }

        int next(int bound) {
            int high = bound > 256 ? next() << 8 : 0;
            return (high | next()) % bound;
        }

        byte[] bytes(int count) {
            byte[] bytes = Arrays.copyOfRange(data, at, Math.min(data.length, at + count));
            at += bytes.length;
            return bytes;
        }
    }

    /** One element of BER: children if its tag says so, else bytes. */
    private static final class Element {
        private static final int CONSTRUCTED = 0x20;

        private int tag;
        private boolean indefinite;
        private int lengthBytes;
        private byte[] value = {};
        private final List<Element> children = new ArrayList<>();

        static Element parse(byte[] bytes) {
            return new Parser(bytes).element();
        }

        private Element copy() {
            Element copy = new Element();
            copy.tag = tag;
            copy.indefinite = indefinite;
            copy.lengthBytes = lengthBytes;
            copy.value = value;
            children.forEach(child -> copy.children.add(child.copy()));
            return copy;
        }

        private void collect(List<Element> all) {
            all.add(this);
            children.forEach(child -> child.collect(all));
        }

        private List<Element> all() {
            List<Element> all = new ArrayList<>();
            collect(all);
            return all;
        }

        /** One edit of this element or one within. */
        void edit(Choices choices) {
            List<Element> all = all();
            Element chosen = all.get(choices.next(all.size()));
            switch (choices.next(11)) {
                case 0 -> chosen.value = choices.bytes(choices.next());
                case 1 -> chosen.overwrite(choices.next(1 << 16), (byte) choices.next());
                case 2 -> all.forEach(parent -> parent.children.remove(chosen));
                case 3 ->
                    chosen.children.add(
                            0, parse(SEEDS.get(choices.next(SEEDS.size()))).one(choices));
                case 4 -> chosen.tag = choices.next();
                case 5 -> chosen.indefinite = !chosen.indefinite;
                case 6 -> chosen.split(1 + choices.next());
                case 7 ->
                    chosen.become(parse(SEEDS.get(choices.next(SEEDS.size()))).one(choices));
                case 8 -> chosen.lengthBytes = choices.next(6);
                case 9 ->
                    chosen.children.addAll(
                            chosen.children.stream().map(Element::copy).toList());
                default -> chosen.value = Arrays.copyOf(chosen.value, choices.next(1 << 10));
            }
        }

        private Element one(Choices choices) {
            List<Element> all = all();
            return all.get(choices.next(all.size()));
        }

        private void overwrite(int at, byte with) {
            if (value.length > 0) {
                value = value.clone();
                value[at % value.length] = with;
            }
        }

        private void become(Element other) {
            tag = other.tag;
            indefinite = other.indefinite;
            value = other.value;
            children.clear();
            children.addAll(other.copy().children);
        }

        /** Bytes become octet strings in an element of indefinite length, as a ciphertext in pieces is. */
        private void split(int pieceBytes) {
            for (int from = 0; from < value.length; from += pieceBytes) {
                Element piece = new Element();
                piece.tag = BerReader.OCTET_STRING;
                piece.value = Arrays.copyOfRange(value, from, Math.min(value.length, from + pieceBytes));
                children.add(piece);
            }
            value = new byte[0];
            tag |= CONSTRUCTED;
            indefinite = true;
        }

        void write(ByteArrayOutputStream out) {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            content.writeBytes(value);
            children.forEach(child -> child.write(content));
            out.write(tag);
            if (indefinite) {
                out.write(0x80);
                out.writeBytes(content.toByteArray());
                out.write(0);
                out.write(0);
                return;
            }
            int length = content.size();
            int needed = length < 0x80 ? 0 : length < 0x100 ? 1 : length < 0x10000 ? 2 : 3;
            int count = Math.max(needed, lengthBytes);
            out.write(count == 0 ? length : 0x80 | count);
            for (int shift = Byte.SIZE * (count - 1); shift >= 0; shift -= Byte.SIZE) {
                out.write((int) ((long) length >> shift));
            }
            out.writeBytes(content.toByteArray());
        }
    }

    /** Takes apart a seed, which is well-formed. */
    private static final class Parser {
        private final byte[] bytes;
        private int at;

        Parser(byte[] bytes) {
            this.bytes = bytes;
        }

        Element element() {
            Element element = new Element();
            element.tag = next();
            int length = next();
            element.indefinite = length == 0x80;
            if (length > 0x80) {
                int count = length & 0x7F;
                length = 0;
                for (int i = 0; i < count; i++) {
                    length = length << 8 | next();
                }
            }
            int end = element.indefinite ? Integer.MAX_VALUE : at + length;
            if ((element.tag & Element.CONSTRUCTED) == 0) {
                element.value = Arrays.copyOfRange(bytes, at, end);
                at = end;
                return element;
            }
            while (at < end && !(element.indefinite && bytes[at] == 0)) {
                element.children.add(element());
            }
            at += element.indefinite ? 2 : 0;
            return element;
        }

        private int next() {
            return bytes[at++] & 0xFF;
        }
    }
}
