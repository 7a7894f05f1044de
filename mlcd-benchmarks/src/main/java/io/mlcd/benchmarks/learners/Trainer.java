package io.mlcd.benchmarks.learners;

/** A library that trains. Has a constructor without arguments, which loads what is native in it. */
public interface Trainer {
    /**
     * From a matrix to a model, and all that takes: conversion, binning, growing.
     *
     * @param threads how many may work
     */
    Fitted fit(Data data, Recipe recipe, int threads) throws Exception;

    /** A model. */
    interface Fitted extends AutoCloseable {
        /** Probabilities of the classes, or numbers: row-major, shape [rows x {@link Data#outputs()}]. */
        double[] scores(Data data) throws Exception;

        /** Frees it, if it is native. */
        @Override
        default void close() {}
    }
}
