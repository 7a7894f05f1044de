package io.mlcd.benchmarks.serving;

import io.mlcd.benchmarks.common.Spread;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All that a run found so far. */
final class Found {
    /**
     * What one turn found.
     *
     * @param nanos of a call, the median of the iterations
     * @param bytes that a call allocated, of all threads of the JVM
     * @param dropped the share of the calls that a shadow left out
     * @param otherWork how many processors were busy with something else meanwhile
     */
    record Sample(Way way, int threads, int round, double nanos, double bytes, double dropped, double otherWork) {}

    private final List<Sample> samples = new ArrayList<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    List<Sample> samples() {
        return samples;
    }

    /** A figure over the rounds. */
    Optional<Spread> spread(Way way, int threads, ToDoubleFunction<Sample> figure) {
        return spread(of(way, threads).stream().map(figure::applyAsDouble).toList());
    }

    /** How much more than what the way is compared with, each round by itself. */
    Optional<Spread> more(Way way, int threads, ToDoubleFunction<Sample> figure) {
        List<Double> differences = new ArrayList<>();
        for (Sample sample : of(way, threads)) {
            for (Sample base : of(way.base(), threads)) {
                if (base.round() == sample.round()) {
                    differences.add(figure.applyAsDouble(sample) - figure.applyAsDouble(base));
                }
            }
        }
        return spread(differences);
    }

    Optional<Spread> otherWork() {
        return spread(samples.stream().map(Sample::otherWork).toList());
    }

    private List<Sample> of(Way way, int threads) {
        return samples.stream()
                .filter(each -> each.way() == way && each.threads() == threads)
                .toList();
    }

    private static Optional<Spread> spread(List<Double> numbers) {
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Spread.of(numbers));
    }
}
