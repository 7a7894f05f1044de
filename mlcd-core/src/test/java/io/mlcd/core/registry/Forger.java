package io.mlcd.core.registry;

import io.mlcd.core.file.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whoever can write the folder: another history, whose chain fits. */
final class Forger {
    private static final String BEFORE_THE_FIRST = "mlcd-registry 0.1";

    private Forger() {}

    /** The texts of the lines of a journal, without their links and tags. */
    static List<String> texts(List<String> lines) {
        List<String> texts = new ArrayList<>();
        for (String line : lines) {
            texts.add(line.substring(line.indexOf('{')));
        }
        return texts;
    }

    /**
     * The journal of these texts.
     *
     * @param key tags the lines, if it was stolen
     */
    static byte[] journal(List<String> texts, @Nullable JournalKey key) {
        StringBuilder journal = new StringBuilder();
        String last = BEFORE_THE_FIRST;
        for (String text : texts) {
            String link = Sha256.of(last + " " + text);
            last = link + (key == null ? "" : " " + tag(key, link)) + " " + text;
            journal.append(last).append('\n');
        }
        return journal.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static String tag(JournalKey key, String link) {
        byte[] tag = key.tag(("mlcd journal " + link).getBytes(StandardCharsets.UTF_8));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(tag);
    }
}
