package io.mlcd.ensemble.delivery;

/**
 * What one gate found.
 *
 * @param gate the gate, for example {@code ROC_AUC at least 0.8}
 * @param verdict what it found
 * @param message the number, the bound and, unless it passed, the remedy
 */
public record GateResult(String gate, Verdict verdict, String message) {
    /** For example {@code PASS ROC_AUC at least 0.8: 0.8312}. */
    @Override
    public String toString() {
        return verdict + " " + gate + ": " + message;
    }
}
