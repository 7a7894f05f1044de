package io.mlcd.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Opener;
import io.mlcd.api.SealException;
import io.mlcd.api.SealException.Reason;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Asserts that something does not open, that nobody is handed a byte of it, and that no secret is told. */
final class Refusals {
    /** Where opened content goes, in place of the reader of artifacts: counts what it is handed. */
    static final class CountingReader {
        private long calls;
        private long bytes;

        void read(byte[] content) {
            calls++;
            bytes += content.length;
        }

        long calls() {
            return calls;
        }

        long bytes() {
            return bytes;
        }
    }

    /** How many changed messages were tried on one opener, and why they were refused. */
    static final class Tally {
        private final Opener opener;
        private final CountingReader reader = new CountingReader();
        private final Map<Reason, Integer> reasons = new EnumMap<>(Reason.class);
        /** Of all that are finished, by what was done. */
        private static final Map<String, Map<Reason, Integer>> FINISHED = new TreeMap<>();

        Tally(Opener opener) {
            this.opener = opener;
        }

        /** Requires that it is refused. */
        SealException refuse(byte[] changed, String description) {
            SealException e = refusal(opener, reader, changed, description);
            reasons.merge(e.reason(), 1, Integer::sum);
            return e;
        }

        /** Requires that the reader was handed nothing; returns how often it was refused for which reason. */
        Map<Reason, Integer> finish(String what) {
            assertThat(reader.calls()).as("contents handed to the reader").isZero();
            assertThat(reader.bytes()).as("bytes handed to the reader").isZero();
            synchronized (FINISHED) {
                Map<Reason, Integer> sums = FINISHED.computeIfAbsent(what, name -> new EnumMap<>(Reason.class));
                reasons.forEach((reason, count) -> sums.merge(reason, count, Integer::sum));
            }
            return reasons;
        }

        /** A table of all that are finished; empties it. */
        static String table() {
            StringBuilder table = new StringBuilder();
            long sum = 0;
            for (Map.Entry<String, Map<Reason, Integer>> row : FINISHED.entrySet()) {
                int tried = row.getValue().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum();
                table.append(String.format(Locale.ROOT, "%-50s %,9d tried %s%n", row.getKey(), tried, row.getValue()));
                sum += tried;
            }
            FINISHED.clear();
            return table.append(
                            String.format(Locale.ROOT, "%,d tried, 0 accepted, 0 bytes handed to the reader%n", sum))
                    .toString();
        }
    }

    private Refusals() {}

    /** The exception with which the bytes are refused; anything else fails the test, content above all. */
    static SealException refusal(Opener opener, byte[] sealed, String description) {
        return refusal(opener, new CountingReader(), sealed, description);
    }

    private static SealException refusal(Opener opener, CountingReader reader, byte[] sealed, String description) {
        try {
            reader.read(opener.open(sealed));
        } catch (SealException e) {
            assertThat(e.getClass()).as(description).isEqualTo(SealException.class);
            assertThat(reader.calls()).as(description).isZero();
            Secrets.requireNone(e);
            return e;
        } catch (Throwable e) {
            throw new AssertionError(description + " gave something else than a SealException", e);
        }
        throw new AssertionError(description + " was opened, and the reader was handed " + reader.bytes() + " bytes");
    }

    static void assertRefused(Opener opener, byte[] sealed, Reason reason, String message) {
        SealException e = refusal(opener, sealed, "the message");
        assertThat(e).hasMessage(message);
        assertThat(e.reason()).isEqualTo(reason);
    }
}
