package io.mlcd.crypto;

/** Where openers with a passphrase come from. What they open was sealed by one who knows the passphrase. */
public final class PassphraseOpener {
    private PassphraseOpener() {}

    /**
     * An opener with a passphrase, for what either method of {@link PassphraseSealer} sealed. A message does not name the
     * passphrase, so each of its recipients that is one (8 at most) is tried.
     *
     * @param passphrase copied; the caller may zero it, and {@link CmsOpener#destroy} forgets the copy
     * @throws IllegalArgumentException if it is empty
     */
    public static CmsOpener with(char[] passphrase) {
        return new CmsOpener(new RecipientKey.OfPassphrase(new Passphrase(passphrase)));
    }
}
