package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.KEK;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A bit of every byte of a sealed model of 1 MB is flipped, one at a time: a million openings, some ten minutes of two cores;
 * {@code mvn verify -Pproof -pl mlcd-crypto -am}.
 */
@Tag("proof")
class TamperingProofTest {
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @Test
    void open_flippedBitInAnyByteOfALargeModel_isRefused() throws Exception {
        byte[] content = new byte[1_000_000];
        new Random(5).nextBytes(content);
        byte[] sealed = AesSealer.with("kek-1", KEK).seal(content);
        CmsOpener opener = AesOpener.with("kek-1", KEK);
        long start = System.nanoTime();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        List<Future<Integer>> results = new ArrayList<>();
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                int first = thread;
                results.add(threads.submit(() -> refusals(opener, sealed.clone(), first)));
            }
            int refused = 0;
            for (Future<Integer> result : results) {
                refused += result.get();
            }
            assertThat(refused).isEqualTo(sealed.length);
            System.out.printf(
                    Locale.ROOT,
                    "%,d bytes, a bit of each flipped: %,d refused, 0 accepted, 0 bytes handed to the reader, in %.0f s%n",
                    sealed.length,
                    refused,
                    (System.nanoTime() - start) / 1e9);
        } finally {
            threads.shutdown();
        }
    }

    private static int refusals(CmsOpener opener, byte[] bytes, int first) {
        Refusals.Tally tally = new Refusals.Tally(opener);
        int refused = 0;
        for (int position = first; position < bytes.length; position += THREADS) {
            byte bit = (byte) (1 << position % Byte.SIZE);
            bytes[position] ^= bit;
            tally.refuse(bytes, "byte " + position);
            bytes[position] ^= bit;
            refused++;
        }
        tally.finish("1 MB, a bit of each byte flipped");
        return refused;
    }
}
