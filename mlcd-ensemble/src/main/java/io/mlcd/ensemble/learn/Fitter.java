package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.model.Model;

/** A learner made ready for one table by {@link Learner#over}. Safe for concurrent callers. */
@FunctionalInterface
public interface Fitter {
    /**
     * Makes a model of some rows.
     *
     * @param rows positions in the table; one that comes twice counts twice
     * @param fit the seed, the threads, the time
     * @throws TrainingException if nothing can be learned from these rows
     * @throws InterruptedException if the thread was interrupted
     */
    Model fit(int[] rows, Fit fit) throws InterruptedException;
}
