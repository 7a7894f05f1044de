package io.mlcd.examples;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.ensemble.source.Records;
import io.mlcd.examples.foodmart.CustomerMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** Client threads that ask the live model about customers all the time, as a shop's services would. */
final class Traffic {
    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);
    private static final int LONGEST_SECONDS = 10;

    private final LiveModel live;
    private final List<Client> clients = new ArrayList<>();
    private volatile List<Row> customers = List.of();
    private volatile boolean closed;

    Traffic(LiveModel live) {
        this.live = live;
    }

    /** A new month: other customers are asked about; the first time, the clients start. */
    void ask(List<CustomerMonth> month, int threads) {
        Signature signature = live.signature();
        customers = month.stream()
                .map(customer -> Records.row(customer).only(signature))
                .toList();
        while (clients.size() < threads) {
            Client client = new Client(clients.size());
            client.setDaemon(true);
            clients.add(client);
            client.start();
        }
    }

    /** Stops the clients and waits for their last answer. */
    void stop() throws InterruptedException {
        closed = true;
        for (Client client : clients) {
            client.join();
        }
    }

    long failed() {
        return clients.stream().mapToLong(client -> client.failed).sum();
    }

    /** The latency of the answers of each version, in nanoseconds. */
    Map<Integer, Histogram> latencies() {
        Map<Integer, Histogram> all = new TreeMap<>();
        for (Client client : clients) {
            client.latencies.forEach((version, histogram) ->
                    all.computeIfAbsent(version, number -> histogram()).add(histogram));
        }
        return all;
    }

    private static Histogram histogram() {
        return new Histogram(TimeUnit.SECONDS.toNanos(LONGEST_SECONDS), 3);
    }

    /** Its counts are read after it has ended. */
    private final class Client extends Thread {
        private final SplittableRandom random;
        private final Map<Integer, Histogram> latencies = new TreeMap<>();
        private long failed;

        Client(int number) {
            super("client-" + number);
            random = new SplittableRandom(number);
        }

        @Override
        public void run() {
            while (!closed) {
                List<Row> rows = customers;
                Row row = rows.get(random.nextInt(rows.size()));
                long start = System.nanoTime();
                int version = ask(row);
                long nanos = System.nanoTime() - start;
                latencies
                        .computeIfAbsent(version, number -> histogram())
                        .recordValue(Math.min(nanos, TimeUnit.SECONDS.toNanos(LONGEST_SECONDS)));
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }

        /** The number of the version that answered, or 0 when none did. */
        private int ask(Row row) {
            try {
                Prediction prediction = live.predict(row);
                if (!Double.isNaN(prediction.probability("yes"))) {
                    return prediction.version().map(Version::number).orElse(0);
                }
            } catch (RuntimeException e) {
                System.err.println("a client got no answer: " + e);
            }
            failed++;
            return 0;
        }
    }
}
