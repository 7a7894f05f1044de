package io.mlcd.core.registry;

import com.fasterxml.jackson.core.JsonFactory;
import io.mlcd.api.ModelRegistry;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.oracle.ClassPath;
import io.mlcd.core.oracle.Constants;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;

/** What the tests run in another JVM; each line it prints is an acknowledgement. */
final class Child {
    private Child() {}

    /** The command of a JVM that runs a mode of this class on a folder. */
    static List<String> command(String mode, Path folder, String name) {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:-UsePerfData",
                "-XX:TieredStopAtLevel=1",
                "-Xshare:auto",
                "-cp",
                ClassPath.of(Child.class, LocalRegistry.class, ModelRegistry.class, JsonFactory.class, Logger.class),
                Child.class.getName(),
                mode,
                folder.toString(),
                name);
    }

    static Process start(String mode, Path folder, String name) throws IOException {
        return new ProcessBuilder(command(mode, folder, name))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** All that it printed, when it has ended. */
    static String output(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
    }

    /** The version that is live after some operations of {@link #churn}, 0 if none; odd-numbered ones are publications. */
    static int liveAfter(int operations) {
        int live = 0;
        int previous = 0;
        for (int operation = 1; operation <= operations; operation++) {
            int round = (operation - 1) / 3;
            switch ((operation - 1) % 3) {
                case 0 -> {
                    // a publication
                }
                case 1 -> {
                    previous = live;
                    live = round + 1;
                }
                default -> {
                    if (round % 4 == 3) {
                        live = previous;
                    }
                }
            }
        }
        return live;
    }

    /** How many versions there are after some operations of {@link #churn}. */
    static int versionsAfter(int operations) {
        return (operations + 2) / 3;
    }

    public static void main(String... arguments) {
        Path folder = Path.of(arguments[1]);
        boolean sealed = arguments[0].equals("rewrap");
        LocalRegistry.Opening opening = LocalRegistry.at(folder);
        try (LocalRegistry registry = (sealed ? opening.opener(new RingSeal("ab")) : opening).open()) {
            switch (arguments[0]) {
                case "rewrap" -> rewrap(registry);
                case "open" -> System.out.println("OPEN");
                case "churn" -> churn(registry, arguments[2]);
                default -> untilTheJournalIsFull(registry, arguments[2]);
            }
        } catch (RegistryException e) {
            System.out.println(e.reason());
        }
    }

    /** Publishes, promotes and now and then rolls back, until somebody kills it. */
    private static void churn(LocalRegistry registry, String name) {
        // Until nobody reads any more: no child outlives a test that failed.
        for (int round = 0; !System.out.checkError(); round++) {
            Version version = registry.publish(name, Constants.constant(round));
            System.out.println("published");
            registry.promote(name, version);
            System.out.println("promoted");
            if (round % 4 == 3) {
                registry.rollback(name);
            }
            System.out.println("rolled back");
        }
    }

    /** Seals all versions to b, then to a, and so on, until somebody kills it. */
    private static void rewrap(LocalRegistry registry) {
        for (int round = 0; !System.out.checkError(); round++) {
            registry.rewrap(new RingSeal(round % 2 == 0 ? "b" : "a"));
            System.out.println("rewrapped");
        }
    }

    /** Promotes back and forth until the journal cannot be written, and shows that what was live still is. */
    private static void untilTheJournalIsFull(LocalRegistry registry, String name) {
        List<Version> versions = new ArrayList<>();
        for (int value = 1; value <= 2; value++) {
            versions.add(registry.publish(name, Constants.constant(value)));
        }
        for (int i = 0; i < 1_000; i++) {
            double before = i == 0
                    ? Double.NaN
                    : registry.live(name).predict(Row.of("x", 0)).value();
            for (int attempt = 0; attempt < 2; attempt++) {
                try {
                    registry.promote(name, versions.get(i % 2));
                    break;
                } catch (RegistryException e) {
                    double after = registry.live(name).predict(Row.of("x", 0)).value();
                    System.out.println(e.reason() + " " + i + " " + before + " " + after);
                    if (attempt == 1) {
                        return;
                    }
                }
            }
        }
    }
}
