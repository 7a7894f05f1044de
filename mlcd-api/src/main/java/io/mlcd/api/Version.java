package io.mlcd.api;

/**
 * One published version of a named model.
 *
 * @param model the name under which it was published
 * @param number 1 for the first version of the name, then counting up
 * @param artifactId the SHA-256 of the plain artifact, in lower-case hexadecimal
 */
public record Version(String model, int number, String artifactId) {
    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the number is below 1
     */
    public Version {
        if (number < 1) {
            throw new IllegalArgumentException("a version number counts from 1, but was " + number);
        }
    }

    /** For example {@code churn v3 (8f14e45f)}. */
    @Override
    public String toString() {
        return model + " v" + number + " (" + artifactId.substring(0, Math.min(8, artifactId.length())) + ")";
    }
}
