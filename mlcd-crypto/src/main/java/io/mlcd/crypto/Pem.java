package io.mlcd.crypto;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A block of PEM text (RFC 7468). Read here and not by a library, since the usual readers make strings of secrets, which
 * nobody can zero.
 *
 * @param der to be zeroed by the caller if it is secret
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Pem(String type, byte[] der) {
    private static final String BEGIN = "-----BEGIN ";
    private static final String END = "-----END ";
    private static final String DASHES = "-----";
    private static final int MAX_TYPE_CHARACTERS = 64;

    /** The blocks of a text, in order. What stands between them is passed over. */
    static List<Pem> read(char[] text) {
        List<Pem> blocks = new ArrayList<>();
        boolean complete = false;
        try {
            read(text, blocks);
            complete = true;
            return blocks;
        } finally {
            if (!complete) {
                blocks.forEach(block -> Arrays.fill(block.der, (byte) 0));
            }
        }
    }

    private static void read(char[] text, List<Pem> blocks) {
        int at = 0;
        while (true) {
            int begin = indexOf(text, BEGIN, at);
            if (begin < 0) {
                return;
            }
            String type = type(text, begin + BEGIN.length());
            int body = begin + BEGIN.length() + type.length() + DASHES.length();
            int end = indexOf(text, END + type + DASHES, body);
            if (end < 0) {
                throw malformed();
            }
            blocks.add(new Pem(type, decode(text, body, end, type)));
            at = end + END.length();
        }
    }

    /** The first block of one of the types, or null; all others are zeroed. */
    static @Nullable Pem first(List<Pem> blocks, String... types) {
        Pem first = null;
        for (Pem block : blocks) {
            if (first == null && Arrays.asList(types).contains(block.type)) {
                first = block;
            } else {
                Arrays.fill(block.der, (byte) 0);
            }
        }
        return first;
    }

    private static String type(char[] text, int from) {
        int to = indexOf(text, DASHES, from);
        if (to < 0 || to - from > MAX_TYPE_CHARACTERS) {
            throw malformed();
        }
        for (int i = from; i < to; i++) {
            if (text[i] < ' ' || text[i] > '~') {
                throw malformed();
            }
        }
        return new String(text, from, to - from);
    }

    private static byte[] decode(char[] text, int from, int to, String type) {
        byte[] base64 = new byte[to - from];
        int length = 0;
        for (int i = from; i < to; i++) {
            char character = text[i];
            if (character == ':') {
                Arrays.fill(base64, (byte) 0);
                throw Refusal.unusable(
                        "the " + type + " in the PEM text is encrypted in the old way, by a key made of the"
                                + " passphrase with one round of MD5; openssl pkcs8 -topk8 -in key.pem makes a better one");
            }
            if (!Character.isWhitespace(character)) {
                base64[length++] = character < 0x80 ? (byte) character : (byte) '?';
            }
        }
        byte[] exact = Arrays.copyOf(base64, length);
        Arrays.fill(base64, (byte) 0);
        try {
            return Base64.getDecoder().decode(exact);
        } catch (IllegalArgumentException e) {
            // Without its cause, which may quote what it could not read.
            throw malformed();
        } finally {
            Arrays.fill(exact, (byte) 0);
        }
    }

    private static RuntimeException malformed() {
        return Refusal.unusable("the PEM text is malformed: a block has no end or is not Base64; export it again");
    }

    private static int indexOf(char[] text, String sought, int from) {
        for (int at = from; at <= text.length - sought.length(); at++) {
            int i = 0;
            while (i < sought.length() && text[at + i] == sought.charAt(i)) {
                i++;
            }
            if (i == sought.length()) {
                return at;
            }
        }
        return -1;
    }

    /** The characters of a text file; one that is not in ASCII is no harm between the blocks. */
    static char[] characters(byte[] file) {
        char[] characters = new char[file.length];
        for (int i = 0; i < file.length; i++) {
            characters[i] = (char) (file[i] & 0xFF);
        }
        return characters;
    }
}
