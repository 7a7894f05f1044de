package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A learner under a name, by which ensembles and their reports call it; see {@link Learner#named}.
 *
 * @param name for people, not empty
 * @param learner does the work
 */
record Named(String name, Learner learner) implements Learner {
    Named {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a learner cannot be named \"" + name + "\"; give it a name to read");
        }
    }

    @Override
    public Model fit(Table table, Fit fit) throws InterruptedException {
        return learner.fit(table, fit);
    }

    @Override
    public Fitter over(Table table, Fit fit) throws InterruptedException {
        return learner.over(table, fit);
    }

    @Override
    public int pieces() {
        return learner.pieces();
    }

    /** A name for each: the one that it was given, else of its kind; a second of one name gets a number. */
    static List<String> of(List<? extends Learner> learners) {
        List<String> names = new ArrayList<>();
        Set<String> taken = new HashSet<>();
        for (Learner learner : learners) {
            String wanted = of(learner);
            String name = wanted;
            for (int number = 2; !taken.add(name); number++) {
                name = wanted + " " + number;
            }
            names.add(name);
        }
        return names;
    }

    /** For example {@code random forest}; of a function, whose class has no name to read, {@code member}. */
    private static String of(Learner learner) {
        if (learner instanceof Named named) {
            return named.name;
        }
        if (learner instanceof Prepared prepared) {
            return of(prepared.learner());
        }
        Class<?> type = learner.getClass();
        boolean readable = !type.isHidden() && !type.isAnonymousClass() && !type.isSynthetic();
        return readable
                ? type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", " ").toLowerCase(Locale.ROOT)
                : "member";
    }

    @Override
    public String toString() {
        return name + " (" + learner + ")";
    }
}
