package io.mlcd.benchmarks.training;

import io.mlcd.benchmarks.common.Spread;
import io.mlcd.benchmarks.learners.Contender;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.ToDoubleFunction;

/** All that a run found so far. */
final class Found {
    /** What one turn found. */
    record Sample(Workload workload, Contender contender, int round, Outcome outcome) {}

    /** A contender at a workload. */
    record Entry(Workload workload, Contender contender) {}

    private final List<Sample> samples = new ArrayList<>();
    private final Map<Entry, String> absent = new LinkedHashMap<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    void addAbsent(Entry entry, String reason) {
        absent.put(entry, reason);
    }

    List<Sample> samples() {
        return samples;
    }

    /** Who was not run, and why. */
    Map<Entry, String> absent() {
        return absent;
    }

    private List<Sample> of(Workload workload, Contender contender) {
        return samples.stream()
                .filter(each -> each.workload() == workload && each.contender() == contender)
                .toList();
    }

    /** A figure over the rounds. */
    Optional<Spread> spread(Workload workload, Contender contender, ToDoubleFunction<Outcome> figure) {
        return spread(of(workload, contender).stream()
                .map(each -> figure.applyAsDouble(each.outcome()))
                .toList());
    }

    /** How many times as large as the least of the peers' a figure is, each round by itself. */
    Optional<Spread> timesLeastPeer(Workload workload, Contender contender, ToDoubleFunction<Outcome> figure) {
        List<Double> ratios = new ArrayList<>();
        for (Sample sample : of(workload, contender)) {
            samples.stream()
                    .filter(each -> each.workload() == workload
                            && each.round() == sample.round()
                            && each.contender() != Contender.MLCD)
                    .mapToDouble(each -> figure.applyAsDouble(each.outcome()))
                    .min()
                    .ifPresent(least -> ratios.add(figure.applyAsDouble(sample.outcome()) / least));
        }
        return spread(ratios);
    }

    /** How many times as large as at another workload a figure is, each round by itself. */
    Optional<Spread> growth(Workload from, Workload to, Contender contender, ToDoubleFunction<Outcome> figure) {
        List<Double> ratios = new ArrayList<>();
        for (Sample large : of(to, contender)) {
            for (Sample small : of(from, contender)) {
                if (small.round() == large.round()) {
                    ratios.add(figure.applyAsDouble(large.outcome()) / figure.applyAsDouble(small.outcome()));
                }
            }
        }
        return spread(ratios);
    }

    /** The medians of the peers' figures, of those that have one. */
    private List<Double> peers(Workload workload, ToDoubleFunction<Outcome> figure) {
        return workload.contenders().stream()
                .filter(each -> each != Contender.MLCD)
                .flatMap(each -> spread(workload, each, figure).stream())
                .map(Spread::median)
                .toList();
    }

    /** The least median of the peers. */
    OptionalDouble leastPeer(Workload workload, ToDoubleFunction<Outcome> figure) {
        return peers(workload, figure).stream().mapToDouble(each -> each).min();
    }

    /** The largest median of the peers. */
    OptionalDouble largestPeer(Workload workload, ToDoubleFunction<Outcome> figure) {
        return peers(workload, figure).stream().mapToDouble(each -> each).max();
    }

    private static Optional<Spread> spread(List<Double> numbers) {
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Spread.of(numbers));
    }
}
