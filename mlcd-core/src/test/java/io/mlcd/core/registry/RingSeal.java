package io.mlcd.core.registry;

import io.mlcd.api.Opener;
import io.mlcd.api.Rewrapper;
import io.mlcd.api.SealException;
import io.mlcd.api.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A seal that protects nothing: a text that names who may open, and the content with each byte turned over. Real ones are in
 * another module, which this one does not know.
 *
 * @param keys the letters of those to whom it seals, or for whom it opens
 */
record RingSeal(String keys) implements Sealer, Opener, Rewrapper {
    @Override
    public byte[] seal(byte[] plain) {
        byte[] head = ("TOY" + keys + ":").getBytes(StandardCharsets.US_ASCII);
        byte[] sealed = Arrays.copyOf(head, head.length + plain.length);
        for (int i = 0; i < plain.length; i++) {
            sealed[head.length + i] = (byte) ~plain[i];
        }
        return sealed;
    }

    @Override
    public byte[] open(byte[] sealed) {
        int colon = colon(sealed);
        String recipients = new String(sealed, 3, colon - 3, StandardCharsets.US_ASCII);
        if (keys.chars().noneMatch(key -> recipients.indexOf(key) >= 0)) {
            throw new SealException(SealException.Reason.NO_MATCHING_KEY, "sealed to " + recipients);
        }
        return content(sealed, colon);
    }

    @Override
    public byte[] rewrap(byte[] sealed) {
        return seal(content(sealed, colon(sealed)));
    }

    private static int colon(byte[] sealed) {
        if (!new String(sealed, 0, Math.min(3, sealed.length), StandardCharsets.US_ASCII).equals("TOY")) {
            throw new SealException(SealException.Reason.NOT_SEALED, "no toy");
        }
        for (int i = 3; i < sealed.length; i++) {
            if (sealed[i] == ':') {
                return i;
            }
        }
        throw new SealException(SealException.Reason.TRUNCATED, "no colon");
    }

    private static byte[] content(byte[] sealed, int colon) {
        byte[] plain = Arrays.copyOfRange(sealed, colon + 1, sealed.length);
        for (int i = 0; i < plain.length; i++) {
            plain[i] = (byte) ~plain[i];
        }
        return plain;
    }
}
