package io.mlcd.core.registry;

/** Thrown, and caught, where a challenger answered NaN: what is to be done is what is done when it throws. */
final class NanAnswer extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NanAnswer() {
        super("the answer is NaN", null, false, false); // nobody reads its stack trace
    }
}
