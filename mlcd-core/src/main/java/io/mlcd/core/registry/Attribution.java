package io.mlcd.core.registry;

/**
 * Who makes a change and why; texts that may be empty.
 *
 * @param by a person or a job
 */
record Attribution(String by, String why) {
    private static final int MOST = 1000;

    Attribution {
        require(by, why);
    }

    /** Requires texts that are an attribution's. */
    static void require(String by, String why) {
        check("by", by);
        check("why", why);
    }

    static Attribution nobody() {
        return new Attribution("", "");
    }

    /** As much of a text as an attribution may have. */
    static String shortened(String text) {
        return text.length() <= MOST ? text : text.substring(0, MOST - 1) + "…";
    }

    private static void check(String what, String text) {
        if (text.length() > MOST) {
            throw new IllegalArgumentException("\"" + what + "\" has " + text.length()
                    + " characters but may have at most " + MOST + "; keep the long text elsewhere and name its place");
        }
    }
}
