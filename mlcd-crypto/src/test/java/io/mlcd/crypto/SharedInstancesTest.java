package io.mlcd.crypto;

import static io.mlcd.crypto.TestKeys.ALICE;
import static io.mlcd.crypto.TestKeys.KEK;
import static io.mlcd.crypto.TestKeys.P256;
import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.SealException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Sixteen threads share one sealer and one opener, and see what one thread alone sees. */
class SharedInstancesTest {
    private static final int THREADS = 16;

    private final CmsSealer sealer = AesSealer.with("kek-1", KEK)
            .and(RsaSealer.to(ALICE.getPublic()))
            .and(MlKemSealer.to(Samples.KEM.getPublic()))
            .signedBy(SigningKey.of(P256.getPrivate(), P256.getPublic()));
    private final CmsOpener opener = AesOpener.with("kek-1", KEK)
            .or(RsaOpener.with(ALICE.getPrivate()))
            .or(MlKemOpener.with(Samples.KEM.getPrivate(), Samples.KEM.getPublic()))
            .trusting(P256.getPublic());

    @Test
    void open_goodAndBadMessagesBySixteenThreads_givesEachWhatOneThreadGets() throws Exception {
        List<byte[]> messages = messages();
        List<String> expected = messages.stream().map(this::outcome).toList();
        assertThat(new HashSet<>(expected)).as("kinds of outcomes").hasSizeGreaterThan(20);
        List<Future<List<String>>> results = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        CyclicBarrier start = new CyclicBarrier(THREADS);
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                int seed = thread;
                results.add(threads.submit(() -> {
                    List<Integer> order = new ArrayList<>();
                    for (int round = 0; round < 3; round++) {
                        for (int i = 0; i < messages.size(); i++) {
                            order.add(i);
                        }
                    }
                    Collections.shuffle(order, new Random(seed));
                    String[] outcomes = new String[messages.size()];
                    start.await();
                    for (int i : order) {
                        String outcome = outcome(messages.get(i));
                        assertThat(outcomes[i]).isIn(null, outcome);
                        outcomes[i] = outcome;
                    }
                    return Arrays.asList(outcomes);
                }));
            }
            for (Future<List<String>> result : results) {
                assertThat(result.get()).isEqualTo(expected);
            }
        } finally {
            threads.shutdown();
        }
    }

    /** Every second one is good; the bad ones are cut, flipped, sealed to others, unsigned or weak. */
    private List<byte[]> messages() throws Exception {
        Random random = new Random(3);
        List<byte[]> messages = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            byte[] good = sealer.seal(Samples.artifact(i));
            messages.add(good);
            messages.add(
                    switch (i % 4) {
                        case 0 -> Arrays.copyOf(good, random.nextInt(good.length));
                        case 1 -> AesSealer.with("kek-1", KEK).seal(Samples.artifact(i));
                        case 2 -> RsaSealer.to(TestKeys.BOB.getPublic()).seal(Samples.artifact(i));
                        default -> {
                            byte[] flipped = good.clone();
                            flipped[good.length - 1 - random.nextInt(700)] ^= 4;
                            yield flipped;
                        }
                    });
        }
        messages.add(Messages.enveloped(Messages.oaep(ALICE)));
        return messages;
    }

    private String outcome(byte[] message) {
        try {
            return "opened: " + Arrays.hashCode(opener.open(message));
        } catch (SealException e) {
            return e.code() + ": " + e.getMessage();
        }
    }

    @Test
    void seal_bySixteenThreads_sharesNoNonceAndOpens() throws Exception {
        CmsSealer shared = AesSealer.with("kek-1", KEK);
        List<Future<List<byte[]>>> results = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            for (int thread = 0; thread < THREADS; thread++) {
                int seed = thread;
                results.add(threads.submit(() -> {
                    List<byte[]> sealed = new ArrayList<>();
                    for (int i = 0; i < 100; i++) {
                        sealed.add(shared.seal(Samples.artifact(seed)));
                    }
                    return sealed;
                }));
            }
            Set<Object> algorithms = new HashSet<>();
            Set<Object> wrapped = new HashSet<>();
            for (int thread = 0; thread < THREADS; thread++) {
                for (byte[] sealed : results.get(thread).get()) {
                    Messages.Parts parts = Messages.parts(sealed);
                    algorithms.add(parts.algorithm);
                    wrapped.add(parts.recipients);
                    assertThat(AesOpener.with("kek-1", KEK).open(sealed)).isEqualTo(Samples.artifact(thread));
                }
            }
            assertThat(algorithms).as("nonces").hasSize(100 * THREADS);
            assertThat(wrapped).as("wrapped keys").hasSize(100 * THREADS);
        } finally {
            threads.shutdown();
        }
    }
}
