package io.mlcd.ensemble.tribuo;

import java.util.function.LongFunction;
import org.tribuo.Output;
import org.tribuo.Trainer;

/** Trainers that the host makes. */
record TrainerFactory<T extends Output<T>>(LongFunction<? extends Trainer<T>> trainers) implements Trainers<T> {
    @Override
    public Trainer<T> fresh(long seed) {
        return trainers.apply(seed);
    }

    @Override
    public String toString() {
        return fresh(0).toString();
    }
}
