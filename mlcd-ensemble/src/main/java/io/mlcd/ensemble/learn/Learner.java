package io.mlcd.ensemble.learn;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;

/**
 * A recipe that makes a model of a table: a trainer, or an ensemble of other learners.
 *
 * <p>Immutable; the same table and seed give the same model on any number of threads. A learner looks at the rows that it
 * is given and at nothing else, so that it never leaks what a test part holds.
 *
 * <pre>{@code
 * Learner learner = Boosting.gradient().rounds(200).rate(0.05);
 * Model model = learner.fit(table.target("churn"));
 * }</pre>
 */
public interface Learner {
    /**
     * Makes a model.
     *
     * @param table with a target; all columns without a role are features
     * @param fit the seed, the threads, whom to tell
     * @throws TrainingException if nothing can be learned from the table; the message names the place and the remedy
     * @throws InterruptedException if the thread was interrupted
     */
    Model fit(Table table, Fit fit) throws InterruptedException;

    /**
     * Makes a model on the caller's thread, with seed 0; see {@link #fit(Table, Fit)}.
     *
     * @throws InterruptedException if the thread was interrupted
     */
    default Model fit(Table table) throws InterruptedException {
        return fit(table, Fit.standard());
    }

    /**
     * Makes ready to fit many models to rows of one table: the members of an ensemble. What can be found out once for all of them
     * is, above all the bins of trees, and rows are named by their positions, never copied. What is shared comes from the
     * rows of the whole table, so a member may know where the values of other members' rows lie; learners that must keep rows
     * apart, such as folds, fit to {@code table.rows(rows)} instead.
     *
     * @param table with a target
     * @param fit the threads for what is shared
     * @throws TrainingException if nothing can be learned from the table
     * @throws InterruptedException if the thread was interrupted
     */
    default Fitter over(Table table, Fit fit) throws InterruptedException {
        return (rows, its) -> fit(table.rows(rows), its);
    }

    /** The same learner under a name, by which ensembles and their reports call it. */
    default Learner named(String name) {
        return new Named(name, this);
    }

    /** How many pieces of work a fit takes, each of which it tells when done: single models or rounds. For progress. */
    default int pieces() {
        return 1;
    }
}
