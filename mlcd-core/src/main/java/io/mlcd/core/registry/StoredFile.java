package io.mlcd.core.registry;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a version is stored.
 *
 * @param revision how often it was rewrapped; each time it is stored anew, beside the old file until the journal says so
 */
record StoredFile(String model, int number, int revision) {
    private static final Pattern NAME = Pattern.compile("([1-9]\\d{0,8})(?:\\.([1-9]\\d{0,8}))?\\.mlcd");

    /** What {@link #fileName} gave. */
    static Optional<StoredFile> parse(String model, String fileName) {
        Matcher matcher = NAME.matcher(fileName);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String revision = matcher.group(2);
        return Optional.of(new StoredFile(
                model, Integer.parseInt(matcher.group(1)), revision == null ? 0 : Integer.parseInt(revision)));
    }

    /** For example {@code 3.mlcd}, and after it was rewrapped twice {@code 3.2.mlcd}. */
    String fileName() {
        return revision == 0 ? number + ".mlcd" : number + "." + revision + ".mlcd";
    }

    StoredFile next() {
        return new StoredFile(model, number, revision + 1);
    }

    @Override
    public String toString() {
        return model + "/" + fileName();
    }
}
