package io.mlcd.core.registry;

import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the host that a version must answer before it goes live: first once each, to see that it can, and then again, so that
 * the first calls of callers find it compiled and in the caches.
 */
final class WarmUp {
    private static final int CALLS = 2_000;
    private static final long MOST_NANOS = 200_000_000;

    static final WarmUp NONE = new WarmUp(Map.of());

    private final Map<String, List<Row>> rows;

    private WarmUp(Map<String, List<Row>> rows) {
        this.rows = rows;
    }

    WarmUp with(String name, List<Row> its) {
        Map<String, List<Row>> all = new HashMap<>(rows);
        all.put(name, List.copyOf(its));
        return new WarmUp(Collections.unmodifiableMap(all));
    }

    /**
     * Asks a version, which the caller holds.
     *
     * @throws RegistryException if it throws or answers {@code NaN}
     */
    void ask(Served served, Predicate<String> ignored) {
        List<Row> its = rows.getOrDefault(served.version().model(), List.of());
        if (its.isEmpty() || !served.begin()) {
            return;
        }
        try {
            for (int i = 0; i < its.size(); i++) {
                requireAnswer(served, its.get(i), i, ignored);
            }
            long end = System.nanoTime() + MOST_NANOS;
            for (int calls = its.size(); calls < CALLS && System.nanoTime() < end; calls++) {
                served.predict(its.get(calls % its.size()), ignored);
            }
        } finally {
            served.end();
        }
    }

    private static void requireAnswer(Served served, Row row, int index, Predicate<String> ignored) {
        Prediction answer;
        try {
            answer = served.predict(row, ignored);
        } catch (RuntimeException | Error e) {
            throw failed(served, index, "fails with " + e, e);
        }
        double[] scores =
                answer.output() instanceof Output.Classes ? answer.probabilities() : new double[] {answer.value()};
        for (double score : scores) {
            if (Double.isNaN(score)) {
                throw failed(served, index, "is answered NaN", null);
            }
        }
    }

    private static RegistryException failed(Served served, int index, String how, @Nullable Throwable cause) {
        return new RegistryException(
                Reason.WARM_UP_FAILED,
                "warm-up row " + index + " of \"" + served.version().model() + "\" " + how + ", by "
                        + served.version() + "; mend the version, or the rows that the registry was opened with:"
                        + " .warmUp(name, rows)",
                cause);
    }
}
