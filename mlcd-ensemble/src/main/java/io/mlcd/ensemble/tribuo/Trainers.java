package io.mlcd.ensemble.tribuo;

import org.tribuo.Output;
import org.tribuo.Trainer;

/** Gives a fresh trainer for each fit. */
interface Trainers<T extends Output<T>> {
    /** A trainer that nobody else has, the same for the same seed. */
    Trainer<T> fresh(long seed);
}
