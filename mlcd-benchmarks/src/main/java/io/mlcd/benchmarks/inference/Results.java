package io.mlcd.benchmarks.inference;

import io.mlcd.benchmarks.common.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All that a run found so far. */
final class Results {
    /** A contender at a workload. */
    record Entry(Workload workload, Contender contender) {}

    private final Map<Entry, Footprint> footprints = new LinkedHashMap<>();
    private final Map<Entry, String> absent = new LinkedHashMap<>();
    private final List<Sample> samples = new ArrayList<>();

    void add(Entry entry, Footprint footprint) {
        footprints.put(entry, footprint);
    }

    void addAbsent(Entry entry, String reason) {
        absent.put(entry, reason);
    }

    void add(Sample sample) {
        samples.add(sample);
    }

    Map<Entry, Footprint> footprints() {
        return footprints;
    }

    /** Who was not run, and why. */
    Map<Entry, String> absent() {
        return absent;
    }

    List<Sample> samples() {
        return samples;
    }

    /** Nanoseconds for each row, over the rounds. */
    Optional<Spread> nanos(Cell cell) {
        return spread(of(cell).stream().map(Sample::nanosPerRow).toList());
    }

    /** Bytes that a call allocates, over the rounds. */
    Optional<Spread> bytes(Cell cell) {
        return spread(of(cell).stream().map(Sample::bytesPerCall).toList());
    }

    /** How many times as long as another cell this one takes, each round by itself. */
    Optional<Spread> ratio(Cell cell, Cell other) {
        List<Double> ratios = new ArrayList<>();
        for (Sample sample : of(cell)) {
            for (Sample base : of(other)) {
                if (base.round() == sample.round()) {
                    ratios.add(sample.nanosPerRow() / base.nanosPerRow());
                }
            }
        }
        return spread(ratios);
    }

    private List<Sample> of(Cell cell) {
        return samples.stream().filter(sample -> sample.cell().equals(cell)).toList();
    }

    private static Optional<Spread> spread(List<Double> numbers) {
        return numbers.isEmpty() ? Optional.empty() : Optional.of(Spread.of(numbers));
    }
}
