package io.mlcd.benchmarks.sealing;

import io.mlcd.benchmarks.common.Spread;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** All that a run found so far. */
final class Found {
    /** Who does what. */
    record Entry(Contender contender, Direction direction, Size size) {}

    /**
     * What one turn found.
     *
     * @param openSsl its 10^6 bytes a second just before and after, the mean; {@code NaN} if it is not here
     */
    record Sample(Entry entry, int round, Outcome outcome, double openSsl) {
        double coldMillis() {
            return 1e3 * outcome.coldSeconds();
        }

        double makingMillis() {
            return 1e3 * outcome.makingSeconds();
        }

        double coldSpeed() {
            return entry.size().bytes() / 1e6 / outcome.coldSeconds();
        }

        double warmSpeed() {
            return entry.size().bytes() / 1e6 / outcome.warmSeconds();
        }

        double coldRatio() {
            return coldSpeed() / openSsl;
        }

        double warmRatio() {
            return warmSpeed() / openSsl;
        }

        double warmMillisPerMegabyte() {
            return 1e3 * outcome.warmSeconds() / entry.size().megabytes();
        }
    }

    private final List<Sample> samples = new ArrayList<>();
    private final List<Double> openSsl = new ArrayList<>();
    private final List<Double> otherWork = new ArrayList<>();
    private final Map<Entry, Double> extraHeap = new LinkedHashMap<>();
    private final Map<Entry, String> absent = new LinkedHashMap<>();

    void add(Sample sample) {
        samples.add(sample);
    }

    void addOpenSsl(double megabytesPerSecond) {
        openSsl.add(megabytesPerSecond);
    }

    /** How many processors other work took while this did nothing. */
    void addOtherWork(double processors) {
        otherWork.add(processors);
    }

    /** The megabytes of heap beyond the message and the content. */
    void addExtraHeap(Entry entry, double megabytes) {
        extraHeap.put(entry, megabytes);
    }

    void addAbsent(Entry entry, String reason) {
        absent.put(entry, reason);
    }

    List<Sample> samples() {
        return samples;
    }

    Map<Entry, Double> extraHeap() {
        return extraHeap;
    }

    Map<Entry, String> absent() {
        return absent;
    }

    Optional<Spread> openSsl() {
        return spread(openSsl);
    }

    Optional<Spread> otherWork() {
        return spread(otherWork);
    }

    /** A figure over the rounds, of those that have one. */
    Optional<Spread> spread(Entry entry, ToDoubleFunction<Sample> figure) {
        return spread(samples.stream()
                .filter(each -> each.entry().equals(entry))
                .map(figure::applyAsDouble)
                .toList());
    }

    private static Optional<Spread> spread(List<Double> numbers) {
        List<Double> known = numbers.stream().filter(Double::isFinite).toList();
        return known.isEmpty() ? Optional.empty() : Optional.of(Spread.of(known));
    }
}
