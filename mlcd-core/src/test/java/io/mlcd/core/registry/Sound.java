package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Change;
import io.mlcd.api.Prediction;
import io.mlcd.api.Rollout;
import io.mlcd.api.Row;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.file.Sha256;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must hold of the registry of a {@link Walk} at any time, and what two registries of one folder must agree on. */
final class Sound {
    private static final Row ROW = Row.of("x", 1);

    private Sound() {}

    /** All that the journal says now, as text. */
    static String state(LocalRegistry registry) {
        StringBuilder state = new StringBuilder();
        for (String name : registry.names()) {
            state.append(name).append(": ").append(registry.aliases(name)).append('\n');
            for (Version version : registry.versions(name)) {
                state.append("  ").append(registry.details(version)).append('\n');
                state.append("    ").append(registry.fileDigest(version)).append('\n');
            }
        }
        return state.toString();
    }

    /** The rollouts that go on, as their registry tells of them. */
    static Map<String, String> rollouts(LocalRegistry registry) {
        Map<String, String> all = new TreeMap<>();
        for (String name : registry.names()) {
            registry.rollout(name).filter(one -> !one.state().isEnd()).ifPresent(one -> all.put(name, describe(one)));
        }
        return all;
    }

    private static String describe(Rollout rollout) {
        boolean watching = rollout.state() == Rollout.State.WATCHING;
        return rollout.id() + " of " + rollout.challengers() + " over " + rollout.champion() + ": " + rollout.state()
                + (watching ? "" : " at step " + rollout.status().step());
    }

    /** The rollouts that go on, as the history tells of them: another way to the same. */
    static Map<String, String> rolloutsOfHistory(LocalRegistry registry) {
        Map<String, String> all = new TreeMap<>();
        for (String name : registry.names()) {
            Told told = new Told();
            registry.history(name).forEach(told::hear);
            told.describe(registry.versions(name)).ifPresent(text -> all.put(name, text));
        }
        return all;
    }

    /** What a history tells of the rollout that goes on. */
    private static final class Told {
        private Optional<Change> started = Optional.empty();
        private String step = "";
        private Rollout.State state = Rollout.State.RUNNING;

        void hear(Change change) {
            switch (change.kind()) {
                case ROLLOUT_STARTED -> {
                    started = Optional.of(change);
                    step = String.valueOf(change.details().get("step"));
                    state = Rollout.State.RUNNING;
                }
                case ROLLOUT_STEPPED -> {
                    step = String.valueOf(change.details().get("step"));
                    state = Rollout.State.RUNNING;
                }
                case ROLLOUT_PAUSED -> state = Rollout.State.PAUSED;
                case ROLLOUT_RESUMED -> state = Rollout.State.RUNNING;
                case PROMOTED -> state = Rollout.State.WATCHING;
                case ROLLED_BACK -> state = Rollout.State.ABORTED;
                case ROLLOUT_ENDED -> started = Optional.empty();
                default -> {
                    // Of no rollout.
                }
            }
        }

        /** A rollout that came to no traffic, or was rolled back already, is aborted when the registry is opened. */
        Optional<String> describe(List<Version> versions) {
            boolean idle = step.equals("0") && state == Rollout.State.RUNNING;
            if (!started.isPresent() || idle || state == Rollout.State.ABORTED) {
                return Optional.empty();
            }
            Change change = started.get();
            List<Version> challengers = Stream.of(
                            String.valueOf(change.details().get("challengers"))
                                    .replaceAll("[\\[\\] ]", "")
                                    .split(",", -1))
                    .map(number -> versions.stream()
                            .filter(version -> version.number() == Integer.parseInt(number))
                            .findFirst()
                            .orElseThrow())
                    .collect(Collectors.toList());
            return Optional.of(change.seq() + " of " + challengers + " over "
                    + change.from().orElseThrow() + ": " + state
                    + (state == Rollout.State.WATCHING ? "" : " at step " + step));
        }
    }

    /** That each version is loaded and answers its number, and what is live answers as it should. */
    static void check(LocalRegistry registry) {
        for (String name : registry.names()) {
            for (Version version : registry.versions(name)) {
                Artifact artifact = registry.artifact(version);
                double[] out = new double[1];
                artifact.model().score(new double[] {1}, out);
                assertThat(out[0]).as("%s", version).isEqualTo(version.number());
                assertThat(artifact.id()).isEqualTo(version.artifactId());
            }
            checkLive(registry, name);
        }
    }

    private static void checkLive(LocalRegistry registry, String name) {
        Optional<Version> live = registry.alias(name, Versions.CHAMPION);
        assertThat(registry.live(name).version()).isEqualTo(live);
        assertThat(registry.liveProblem(name)).isEmpty();
        if (live.isPresent()) {
            Prediction answer = registry.live(name).predict(ROW, "key");
            assertThat(answer.value()).isEqualTo(answer.version().orElseThrow().number());
            List<Version> answering = new ArrayList<>(List.of(live.get()));
            registry.rollout(name)
                    .filter(one -> !one.state().isEnd())
                    .ifPresent(one -> answering.addAll(one.challengers()));
            assertThat(answering).contains(answer.version().get());
        }
    }

    /** That nothing lies about in the folder of a registry but what belongs there. */
    static void checkFiles(LocalRegistry registry, Path folder) {
        assertThat(names(folder)).containsExactlyInAnyOrder("journal", "lock", "mlcd-registry", "models");
        for (String name : names(folder.resolve("models"))) {
            Path models = folder.resolve("models").resolve(name);
            List<String> digests =
                    registry.versions(name).stream().map(registry::fileDigest).toList();
            List<String> found = new ArrayList<>();
            for (String file : names(models)) {
                if (!file.equals(next(registry, name) + ".mlcd")) { // of a publication that was not written down
                    found.add(digest(models.resolve(file)));
                }
            }
            assertThat(found).as("%s", names(models)).containsExactlyInAnyOrderElementsOf(digests);
        }
    }

    private static long next(LocalRegistry registry, String name) {
        return 1
                + registry.history(name).stream()
                        .filter(change -> change.kind() == Change.Kind.PUBLISHED)
                        .count();
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName())).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String digest(Path file) {
        try {
            return Sha256.of(Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** That two registries of one folder know and serve the same. */
    static void checkSame(LocalRegistry one, LocalRegistry other) {
        assertThat(one.head()).isEqualTo(other.head());
        assertThat(state(one)).isEqualTo(state(other));
        assertThat(one.names()).isEqualTo(other.names());
        for (String name : one.names()) {
            assertThat(one.history(name)).isEqualTo(other.history(name));
            assertThat(one.live(name).version()).isEqualTo(other.live(name).version());
        }
    }
}
