package io.mlcd.examples;

import io.mlcd.api.LiveModel;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Version;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.metric.Metric;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.crypto.RsaOpener;
import io.mlcd.crypto.RsaSealer;
import io.mlcd.ensemble.delivery.Delivery;
import io.mlcd.ensemble.delivery.DeliveryReport;
import io.mlcd.ensemble.delivery.Gate;
import io.mlcd.ensemble.delivery.Run;
import io.mlcd.ensemble.evaluate.Split;
import io.mlcd.ensemble.learn.Draw;
import io.mlcd.ensemble.learn.Folds;
import io.mlcd.ensemble.learn.Partition;
import io.mlcd.ensemble.learn.Partitioned;
import io.mlcd.ensemble.learn.Stacking;
import io.mlcd.ensemble.linear.Linear;
import io.mlcd.ensemble.source.Records;
import io.mlcd.ensemble.trees.Boosting;
import io.mlcd.ensemble.trees.RandomForest;
import io.mlcd.examples.foodmart.CustomerMonth;
import io.mlcd.examples.foodmart.FoodMart;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Which customers buy again within the next 60 days? A chain of food stores asks each month from February 1998 to January
 * 1999, by one delivery recipe, while four client threads keep asking the live model.
 *
 * <p>Three things go wrong on purpose: one month's labels are shuffled, one artifact is damaged on disk, and one promotion is
 * regretted. The clients must not notice any of them.
 */
public final class MainJob {
    private static final String NAME = "buys-again";
    private static final int CLIENTS = 4;
    private static final int THREADS = 2;
    private static final LocalDate FIRST = LocalDate.of(1998, 2, 2);
    private static final LocalDate LAST = LocalDate.of(1999, 1, 2);
    private static final LocalDate SHUFFLED = LocalDate.of(1998, 9, 2);
    private static final LocalDate DAMAGED = LocalDate.of(1998, 6, 2);
    private static final LocalDate REGRETTED = LocalDate.of(1998, 11, 2);

    /** The recipe, the same every month. */
    static final Delivery BUYS_AGAIN = Delivery.of(NAME)
            .target("boughtAgain")
            .key("customerId")
            .drop("city", "houseowner", "topDepartment", "visits60", "lines30", "lines90", "spend30", "spend90")
            .drop("unitsPerLine", "marginShare", "overdue")
            .split(Split.byTime("cutoff").test(0.05)) // the newest cut-off, whole
            .learner(Partitioned.by(
                    Partition.stratified(2),
                    Stacking.of(
                                    RandomForest.standard().trees(50).minLeafRows(30),
                                    Boosting.gradient().rounds(60).depth(4))
                            .folds(Folds.grouped(3)) // a customer's months stay together
                            .meta(Linear.logistic())))
            .gate(Gate.atLeast(Metric.ROC_AUC, 0.65))
            .gate(Gate.noWorseThanLive(Metric.LOG_LOSS, 0.02))
            .seed(42);

    private final Months months;
    private final Path folder;
    /** Who may open the models. */
    private final KeyPair keys;
    /** Who vouches for them. */
    private final KeyPair publisher;

    private final Ledger ledger = new Ledger(System.out);

    private MainJob(FoodMart sales, Path folder, KeyPair keys, KeyPair publisher) {
        this.months = new Months(sales);
        this.folder = folder;
        this.keys = keys;
        this.publisher = publisher;
    }

    /**
     * Runs the job.
     *
     * @param args a folder for the registry, which is made anew; {@code target/main-job} if none is given
     */
    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args.length > 0 ? args[0] : "target/main-job");
        deleteOldRegistry(folder);
        long start = System.nanoTime();
        FoodMart sales = FoodMart.load();
        System.out.printf(
                "Which customers of a chain of food stores buy again within %d days?%n%,d sales lines from %s to %s,"
                        + " loaded in %.1f s.%n%n",
                FoodMart.HORIZON, sales.size(), sales.start(), sales.end().minusDays(1), secondsSince(start));
        new MainJob(sales, folder, newKeys("RSA", 3072), newKeys("EC", 256)).run();
        System.out.printf(
                "%nDone in %.1f s. The registry is in %s; its journal is a text.%n", secondsSince(start), folder);
    }

    private void run() throws InterruptedException, IOException {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS - 1);
        try (LocalRegistry registry = open()) {
            Traffic traffic = new Traffic(registry.live(NAME));
            Run run = Run.into(registry)
                    .sealer(RsaSealer.to(keys.getPublic()).signedBy(publisher.getPrivate()))
                    .executor(pool, THREADS);
            ledger.head();
            for (LocalDate date = FIRST; !date.isAfter(LAST); date = date.plusMonths(1)) {
                deliver(date, registry, run);
                traffic.ask(months.current(date), CLIENTS);
            }
            TimeUnit.SECONDS.sleep(2); // so that the last version answers a while, too
            traffic.stop();
            ledger.traffic(traffic);
        } finally {
            pool.shutdown();
        }
        restart();
    }

    private LocalRegistry open() {
        return LocalRegistry.at(folder)
                .opener(RsaOpener.with(keys.getPrivate()).trusting(publisher.getPublic()))
                .open();
    }

    private void deliver(LocalDate date, LocalRegistry registry, Run run) throws InterruptedException, IOException {
        Table table = months.labelled(date);
        DeliveryReport report = BUYS_AGAIN.run(date.equals(SHUFFLED) ? shuffled(table) : table, run);
        Optional<Version> before = registry.live(NAME).version();
        String verdict = report.passed()
                ? promote(date, registry, report.version(), before)
                : "stopped at the gate" + (date.equals(SHUFFLED) ? ": its labels were shuffled" : "");
        ledger.month(date, report, verdict, registry.live(NAME).version());
    }

    private String promote(LocalDate date, LocalRegistry registry, Version version, Optional<Version> before)
            throws IOException {
        if (before.equals(Optional.of(version))) {
            return "the same as live: no new rows to learn from";
        }
        if (date.equals(DAMAGED)) {
            damage(version);
        }
        try {
            registry.promote(NAME, version);
        } catch (RegistryException e) {
            return "refused (" + e.code() + "): damaged";
        }
        if (date.equals(REGRETTED)) {
            return "promoted, then rolled back to v" + registry.rollback(NAME).number();
        }
        return "promoted";
    }

    /** After a restart what was live is live again. */
    private void restart() {
        try (LocalRegistry again = open()) {
            CustomerMonth customer = months.current(LAST).get(0);
            LiveModel live = again.live(NAME);
            Prediction prediction = live.predict(Records.row(customer).only(live.signature()));
            System.out.printf(
                    "%nAfter a restart %s answers: customer %d buys again with probability %.3f.%n",
                    live, customer.customerId(), prediction.probability("yes"));
        }
    }

    /** One bit of the sealed file flips. */
    private void damage(Version version) throws IOException {
        Path file = folder.resolve("models").resolve(NAME).resolve(version.number() + ".mlcd");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
    }

    /** The labels of the rows to learn from change places; those of the test part, the newest, stay right. */
    private static Table shuffled(Table table) {
        Column cutoff = table.column("cutoff");
        Column label = table.column("boughtAgain");
        long newest = cutoff.millis(table.rows() - 1);
        int[] training = IntStream.range(0, table.rows())
                .filter(row -> cutoff.millis(row) < newest)
                .toArray();
        int[] order = Draw.shuffled(training.length, 1);
        String[] labels = IntStream.range(0, table.rows()).mapToObj(label::text).toArray(String[]::new);
        for (int i = 0; i < training.length; i++) {
            labels[training[i]] = label.text(training[order[i]]);
        }
        return table.with(Column.ofCategories("boughtAgain", Arrays.asList(labels)));
    }

    private static KeyPair newKeys(String algorithm, int bits) throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private static void deleteOldRegistry(Path folder) throws IOException {
        if (!Files.exists(folder.resolve("mlcd-registry"))) {
            return; // not ours to delete
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private static double secondsSince(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
