package io.mlcd.core.registry;

import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.core.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a journal, each linked to the one before it, and tagged if there is a key; where they are kept is another's
 * matter. Used by one thread at a time.
 */
final class Chain {
    /*
     * A line is "LINK TEXT" or, tagged, "LINK TAG TEXT". LINK is the SHA-256 of the whole line before, a blank and TEXT, so
     * that a link stands for all that precedes it; TAG is of the link. So the tag of the last line shows that all lines are
     * genuine, and only that one is verified. A text begins with a brace, which no tag does.
     */
    private static final String BEFORE_THE_FIRST = "mlcd-registry 0.1";
    private static final String TAGGED = "mlcd journal ";
    private static final int LINK = 64;
    private static final JournalHead EMPTY = new JournalHead(0, Sha256.of(BEFORE_THE_FIRST));

    private final @Nullable JournalKey key;
    private final List<Entry> entries = new ArrayList<>();
    private String lastLine = BEFORE_THE_FIRST;
    private JournalHead head = EMPTY;
    /** The head at the place of the anchor. */
    private @Nullable JournalHead atAnchor;

    private final @Nullable JournalHead anchor;

    /**
     * A chain without a line.
     *
     * @param key tags lines, if there is one
     * @param anchor the head that the lines must go through, if there is one
     */
    Chain(@Nullable JournalKey key, @Nullable JournalHead anchor) {
        this.key = key;
        this.anchor = anchor;
        seeAnchor();
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    JournalHead head() {
        return head;
    }

    /** The line that is next, which {@link #add} takes when it is written. */
    String line(Entry entry) {
        String text = entry.toJson();
        String link = link(text);
        return key == null ? link + " " + text : link + " " + encoded(key.tag(tagged(link))) + " " + text;
    }

    void add(String line, Entry entry) {
        lastLine = line;
        entries.add(entry);
        head = new JournalHead(entries.size(), line.substring(0, LINK));
        seeAnchor();
    }

    private void seeAnchor() {
        if (anchor != null && anchor.entries() == entries.size()) {
            atAnchor = head;
        }
    }

    /** Whether the line is the last that was added. */
    boolean endsWith(String line) {
        return lastLine.equals(line);
    }

    /** Adds a line that was read; what is wrong with it is the place's message. */
    void accept(String line, String place) {
        String problem = "it does not fit the line before it";
        String text = textOf(line);
        if (!text.isEmpty() && line.startsWith(link(text))) {
            try {
                Entry entry = Entry.read(text);
                if (entry.seq() == entries.size() + 1) {
                    add(line, entry);
                    return;
                }
                problem = "its number is " + entry.seq();
            } catch (IllegalArgumentException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        throw new RegistryException(
                Reason.JOURNAL_CORRUPT,
                "line " + (entries.size() + 1) + " of " + place
                        + " was changed, or lines before it were removed: " + problem
                        + "; restore the folder from a backup");
    }

    /** Requires that the lines accepted are those of the key and go beyond the anchor. */
    void requireTrusted(String place) {
        if (anchor != null && (atAnchor == null || !atAnchor.equals(anchor))) {
            throw untrusted(place
                    + (atAnchor == null
                            ? " has " + entries.size() + " entries, fewer than the anchor " + anchor
                                    + ": it was cut off"
                            : " is at its entry " + anchor.entries() + " not what the anchor says: it was rewritten")
                    + ", or the anchor is of another registry; restore the folder from a backup");
        }
        if (entries.isEmpty() || (key == null && !isTagged(lastLine))) {
            return;
        }
        if (key == null) {
            throw untrusted(
                    place + " was written with a key, and without it nothing shows that it is genuine; open it with"
                            + " .journalKey(key)");
        }
        if (!isTagged(lastLine)) {
            if (head.equals(anchor)) {
                return; // until here it was written without a key, and somebody vouches for it
            }
            throw untrusted("the last entry of " + place
                    + " was written without a key; if that is as it should be, open it once with"
                    + " .journalKey(key).anchor(JournalHead.parse(\"" + head + "\"))");
        }
        byte[] tag = decoded(lastLine.substring(LINK + 1, lastLine.indexOf(' ', LINK + 1)));
        if (!key.verifies(tagged(head.digest()), tag)) {
            throw untrusted("the last entry of " + place
                    + " was not written with this key; give the right one, or restore the folder from a backup");
        }
    }

    private static RegistryException untrusted(String message) {
        return new RegistryException(Reason.JOURNAL_UNTRUSTED, message);
    }

    private String link(String text) {
        return Sha256.of(lastLine + " " + text);
    }

    private static byte[] tagged(String link) {
        return (TAGGED + link).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isTagged(String line) {
        return line.length() > LINK + 1 && line.charAt(LINK + 1) != '{';
    }

    /** Empty if it is no line. */
    private static String textOf(String line) {
        if (line.indexOf(' ') != LINK) {
            return "";
        }
        int blank = isTagged(line) ? line.indexOf(' ', LINK + 1) : LINK;
        return blank < 0 ? "" : line.substring(blank + 1);
    }

    private static String encoded(byte[] tag) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    }

    private static byte[] decoded(String tag) {
        try {
            return Base64.getUrlDecoder().decode(tag);
        } catch (IllegalArgumentException e) {
            return new byte[0]; // no tag of any key
        }
    }
}
