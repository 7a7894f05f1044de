package io.mlcd.core.registry;

import io.mlcd.api.Answers;
import io.mlcd.api.FixedPredictor;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.model.Model;
import io.mlcd.core.scratch.RowScoring;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/*
 * Most models are data: the garbage collector takes them when the last call has returned, and nothing is counted. Only one that
 * owns resources has uses: the registry's own, while it is loaded, and one for each call that is under way. Whoever ends the last
 * of them closes the model. The count never comes back from 0, so a call either is counted before the model is retired, and
 * then the model outlives it, or finds it retired, and then what took its place is already to be seen: a handle is given what
 * comes next before it lets go of what was.
 */
/**
 * A version that can answer: its model, loaded and checked. As the host sees it, {@link io.mlcd.api.LiveModel#current()}, it
 * refuses to answer after its model had to be closed.
 */
final class Served implements FixedPredictor, Route {
    private final Version version;
    private final Model model;
    private final long heapBytes;
    private final RowScoring rows;
    /** Null if the model owns nothing. */
    private final @Nullable Uses uses;

    Served(Version version, Artifact artifact) {
        this.version = version;
        model = artifact.model();
        // Of the artifact's bytes the form is kept, and the signature is about what the rest of them says.
        heapBytes = model.heapBytes() + artifact.size();
        uses = model.ownsResources() ? new Uses() : null;
        Answers answers = Answers.to(model.signature().output()).by(version);
        rows = new RowScoring(model.signature(), answers, (features, out) -> model.score(features, out));
    }

    Version version() {
        return version;
    }

    /** About how many bytes of heap it takes. */
    long heapBytes() {
        return heapBytes;
    }

    /** Whether calls must be counted. */
    boolean isCounted() {
        return uses != null;
    }

    @Override
    public Served live() {
        return this;
    }

    @Override
    public boolean begin() {
        return uses == null || uses.begin();
    }

    /** Ends a use; the last one after {@link #retire} closes the model. */
    @Override
    public void end() {
        if (uses != null && uses.end()) {
            model.close();
        }
    }

    /** Ends the use that loading it began; called once. */
    void retire() {
        end();
    }

    @Override
    public Signature signature() {
        return model.signature();
    }

    /** Does not count: if it {@linkplain #isCounted() must be}, the caller has begun a use. */
    Prediction predict(Row row, Predicate<String> ignored) {
        return rows.predict(row, ignored);
    }

    @Override
    public Prediction predict(Row row, @Nullable String key, Predicate<String> ignored) {
        return rows.predict(row, ignored);
    }

    /** As {@link #predict(Row, Predicate)}, with an observer of its scores. */
    Prediction predict(Row row, Predicate<String> ignored, RowScoring.Observer observer, long key, long start) {
        return rows.predict(row, ignored, observer, key, start);
    }

    private void beginOrRefuse() {
        if (!begin()) {
            throw new IllegalStateException(
                    version + " owned resources and is closed, since it is neither live nor kept for a"
                            + " rollback any more; ask for what is live now: live.current()");
        }
    }

    @Override
    public Prediction predict(Row row) {
        beginOrRefuse();
        try {
            return rows.predict(row);
        } finally {
            end();
        }
    }

    @Override
    public void score(double[] features, double[] out) {
        beginOrRefuse();
        try {
            model.score(features, out);
        } finally {
            end();
        }
    }

    @Override
    public void score(float[] features, double[] out) {
        beginOrRefuse();
        try {
            model.score(features, out);
        } finally {
            end();
        }
    }

    @Override
    public void scoreRows(double[] rows, int from, int to, double[] out) {
        beginOrRefuse();
        try {
            model.scoreRows(rows, from, to, out);
        } finally {
            end();
        }
    }

    @Override
    public void scoreRows(float[] rows, int from, int to, double[] out) {
        beginOrRefuse();
        try {
            model.scoreRows(rows, from, to, out);
        } finally {
            end();
        }
    }

    @Override
    public void scoreColumns(double[][] columns, int from, int to, double[] out) {
        beginOrRefuse();
        try {
            model.scoreColumns(columns, from, to, out);
        } finally {
            end();
        }
    }

    @Override
    public String toString() {
        return version.toString();
    }
}
