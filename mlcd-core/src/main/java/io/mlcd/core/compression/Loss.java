package io.mlcd.core.compression;

/** What scores lose against outcomes, of which leaves can be refitted to. */
enum Loss {
    /** Half the squared error of a number. */
    SQUARED,
    /** The log loss of two classes behind a sigmoid. */
    SIGMOID,
    /** The log loss of classes behind a softmax. */
    SOFTMAX,
    /** The Poisson deviance of a number behind an exponential. */
    POISSON
}
