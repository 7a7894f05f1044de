package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.Decision;
import io.mlcd.api.Feature;
import io.mlcd.api.FixedPredictor;
import io.mlcd.api.LiveModel;
import io.mlcd.api.Output;
import io.mlcd.api.Prediction;
import io.mlcd.api.RegistryEvent;
import io.mlcd.api.RegistryException;
import io.mlcd.api.RegistryException.Reason;
import io.mlcd.api.Row;
import io.mlcd.api.Signature;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.oracle.Constants;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds in memory and in a folder alike. */
class LocalRegistryTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final Artifact ONE = Constants.constant(1);
    private static final Artifact TWO = Constants.constant(2);
    private static final Artifact THREE = Constants.constant(3);

    enum Place {
        MEMORY,
        FOLDER
    }

    @TempDir
    Path folder;

    private LocalRegistry open(Place place) {
        LocalRegistry.Opening opening =
                place == Place.MEMORY ? LocalRegistry.inMemory() : LocalRegistry.at(folder.resolve("registry"));
        return opening.clock(Clock.fixed(NOW, ZoneOffset.UTC)).open();
    }

    private static double answer(LocalRegistry registry) {
        return registry.live("m").predict(Row.of("x", 0)).value();
    }

    private static RegistryException refused(Reason reason, ThrowingCallable call) {
        RegistryException e = catchThrowableOfType(RegistryException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.reason()).isEqualTo(reason);
        return e;
    }

    @ParameterizedTest
    @EnumSource
    void publish_storesAndMovesNoTraffic(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            assertThat(one).isEqualTo(new Version("m", 1, ONE.id()));
            assertThat(registry.publish("m", TWO.bytes()).number()).isEqualTo(2);
            assertThat(registry.publish("another", ONE).number()).isEqualTo(1);
            assertThat(registry.names()).containsExactly("another", "m");
            assertThat(registry.versions("m")).containsExactly(one, new Version("m", 2, TWO.id()));
            assertThat(registry.versions("none")).isEmpty();
            assertThat(registry.live("m").version()).isEmpty();
            assertThat(registry.artifact(one)).isEqualTo(ONE);
        }
    }

    @ParameterizedTest
    @EnumSource
    void publish_theSameBytesAgain_givesTheVersionThatIsThere(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            Version two = registry.publish("m", TWO);
            assertThat(registry.publish("m", ONE)).isEqualTo(one);
            assertThat(registry.publish("m", TWO)).isEqualTo(two);
            assertThat(registry.versions("m")).hasSize(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void publish_whatIsNoArtifact_isRefused(Place place) {
        try (LocalRegistry registry = open(place)) {
            byte[] cut = Arrays.copyOf(ONE.bytes(), 100);
            assertThatThrownBy(() -> registry.publish("m", cut)).isInstanceOf(ArtifactException.class);
            assertThat(registry.names()).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void publish_bytesThatTheCallerChangesLater_areAsTheyWere(Place place) {
        try (LocalRegistry registry = open(place)) {
            byte[] bytes = ONE.bytes();
            Version one = registry.publish("m", bytes);
            Arrays.fill(bytes, (byte) 0);
            registry.promote("m", one);
            assertThat(answer(registry)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".a", "-a", "_a", "a/b", "../a", "a b", "ü", "a\n", "a\\b", "a:b"})
    void name_thatIsNotAllowed_isRefused(String name) {
        try (LocalRegistry registry = open(Place.FOLDER)) {
            String message =
                    "the name \"" + name + "\" is not allowed; use letters, digits, '.', '_' and '-', beginning"
                            + " with a letter or digit, at most 100";
            assertThatThrownBy(() -> registry.publish(name, ONE))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
            assertThatThrownBy(() -> registry.live(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(message);
        }
    }

    @Test
    void name_ofAHundredLetters_isTheLongest() {
        try (LocalRegistry registry = open(Place.FOLDER)) {
            String longest = "A.b_c-9" + "x".repeat(93);
            assertThat(registry.publish(longest, ONE).model()).isEqualTo(longest);
            assertThatThrownBy(() -> registry.publish(longest + "x", ONE)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @ParameterizedTest
    @EnumSource
    void name_thatDiffersOnlyInCase_isRefused(Place place) {
        try (LocalRegistry registry = open(place)) {
            registry.publish("Churn", ONE);
            assertThatThrownBy(() -> registry.publish("churn", TWO))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("the name \"churn\" differs from \"Churn\" only in case; use that one, or a more"
                            + " different name");
            assertThat(registry.publish("Churn", TWO).number()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void live_beforeTheFirstPromotion_saysWhatToDo(Place place) {
        try (LocalRegistry registry = open(place)) {
            LiveModel live = registry.live("m");
            registry.publish("m", ONE);
            for (ThrowingCallable call :
                    List.<ThrowingCallable>of(() -> live.predict(Row.of("x", 1)), live::current, live::signature)) {
                assertThat(refused(Reason.NOT_LIVE, call))
                        .hasMessage("no version of \"m\" is live yet; publish one and promote it:"
                                + " registry.promote(\"m\", version)");
            }
            assertThat(live).hasToString("m, not live");
            assertThat(registry.live("m")).isSameAs(live);
            registry.promote("m", registry.versions("m").get(0));
            assertThat(live.predict(Row.of("x", 1)).value()).isEqualTo(1);
            assertThat(live.name()).isEqualTo("m");
            assertThat(live).hasToString("live m v1 (" + ONE.id().substring(0, 8) + ")");
        }
    }

    @ParameterizedTest
    @EnumSource
    void promote_swapsTheHandle_andWhatWasTakenFromItStays(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            Version two = registry.publish("m", TWO);
            LiveModel live = registry.live("m");
            registry.promote("m", one);
            FixedPredictor first = live.current();
            registry.promote("m", two);
            assertThat(live.version()).contains(two);
            Prediction answer = live.predict(Row.of("x", 1));
            assertThat(answer.value()).isEqualTo(2);
            assertThat(answer.version()).contains(two);
            assertThat(live.signature()).isEqualTo(TWO.model().signature());
            double[] out = new double[1];
            first.score(new double[] {0}, out);
            assertThat(out).containsExactly(1);
            assertThat(first.predict(Row.of("x", 1)).version()).contains(one);
            assertThat(first.signature()).isEqualTo(ONE.model().signature());
        }
    }

    @ParameterizedTest
    @EnumSource
    void promote_whatIsUnknown_isRefused(Place place) {
        try (LocalRegistry registry = open(place)) {
            assertThat(refused(Reason.UNKNOWN_VERSION, () -> registry.promote("m", new Version("m", 1, "x"))))
                    .hasMessage("nothing is published as \"m\"; the names are []");
            Version one = registry.publish("m", ONE);
            Version other = registry.publish("n", TWO);
            assertThat(refused(Reason.UNKNOWN_VERSION, () -> registry.promote("m", other)))
                    .hasMessage("there is no " + other + "; the versions of \"m\" are [" + one + "]");
            Version guessed = new Version("m", 1, TWO.id());
            refused(Reason.UNKNOWN_VERSION, () -> registry.promote("m", guessed));
            assertThat(refused(Reason.UNKNOWN_VERSION, () -> registry.artifact(guessed)))
                    .hasMessage("there is no " + guessed + "; the versions of \"m\" are [" + one + "]");
            refused(Reason.UNKNOWN_VERSION, () -> registry.rollback("z"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void promote_theLiveVersion_changesNothing(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            registry.promote("m", one);
            List<RegistryEvent> events = new ArrayList<>();
            registry.addListener(events::add);
            registry.promote("m", one);
            assertThat(events).isEmpty();
            refused(Reason.NOTHING_TO_ROLL_BACK, () -> registry.rollback("m"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rollback_goesBackStepByStep_thenRefuses(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            Version two = registry.publish("m", TWO);
            Version three = registry.publish("m", THREE);
            assertThat(refused(Reason.NOTHING_TO_ROLL_BACK, () -> registry.rollback("m")))
                    .hasMessage("no version of \"m\" was live before ; promote another version instead");
            registry.promote("m", one);
            registry.promote("m", two);
            registry.promote("m", three);
            assertThat(registry.rollback("m")).isEqualTo(two);
            assertThat(answer(registry)).isEqualTo(2);
            assertThat(registry.rollback("m")).isEqualTo(one);
            assertThat(answer(registry)).isEqualTo(1);
            assertThat(refused(Reason.NOTHING_TO_ROLL_BACK, () -> registry.rollback("m")))
                    .hasMessage("no version of \"m\" was live before " + one + "; promote another version instead");
            registry.promote("m", three);
            assertThat(registry.rollback("m")).isEqualTo(one);
        }
    }

    @ParameterizedTest
    @EnumSource
    void events_comeInOrder_whateverAListenerThrows(Place place) {
        try (LocalRegistry registry = open(place)) {
            List<RegistryEvent> events = new ArrayList<>();
            registry.addListener(event -> {
                throw new IllegalStateException("a listener that fails");
            });
            registry.addListener(events::add);
            Version one = registry.publish("m", ONE);
            Version two = registry.publish("m", TWO);
            registry.publish("m", TWO);
            registry.promote("m", one);
            registry.promote("m", two);
            registry.rollback("m");
            assertThat(events)
                    .containsExactly(
                            new RegistryEvent.Published(NOW, one),
                            new RegistryEvent.Published(NOW, two),
                            new RegistryEvent.Promoted(NOW, one, Optional.empty()),
                            new RegistryEvent.Promoted(NOW, two, Optional.of(one)),
                            new RegistryEvent.RolledBack(NOW, one, two));
        }
    }

    @Test
    void events_ofAListenerThatPromotes_reachTheOthersInOrder() {
        try (LocalRegistry registry = open(Place.MEMORY)) {
            List<String> heard = new ArrayList<>();
            registry.addListener(event -> {
                if (event instanceof RegistryEvent.Published published) {
                    registry.promote("m", published.version());
                }
            });
            registry.addListener(event -> heard.add(event.getClass().getSimpleName()));
            registry.publish("m", ONE);
            registry.publish("m", TWO);
            assertThat(heard).containsExactly("Published", "Promoted", "Published", "Promoted");
            assertThat(answer(registry)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void close_registryAndHandlesRefuse(Place place) {
        LocalRegistry registry = open(place);
        Version one = registry.publish("m", ONE);
        registry.promote("m", one);
        LiveModel live = registry.live("m");
        FixedPredictor current = live.current();
        registry.close();
        registry.close();
        LiveModel late = registry.live("never-asked-before");
        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> registry.publish("m", TWO),
                () -> registry.promote("m", one),
                () -> registry.promoteIncompatible("m", one),
                () -> registry.rollback("m"),
                () -> registry.artifact(one),
                () -> live.predict(Row.of("x", 1)),
                live::current,
                live::signature,
                () -> late.predict(Row.of("x", 1)))) {
            assertThat(refused(Reason.CLOSED, call)).hasMessage("the registry is closed; open it again");
        }
        assertThat(live.version()).isEmpty();
        assertThat(current.predict(Row.of("x", 1)).value()).isEqualTo(1);
    }

    private static final Output CLASSES = new Output.Classes("y", List.of("a", "b"));

    static Stream<Arguments> incompatible() {
        Feature x = Feature.number("x");
        Feature z = Feature.category("z", List.of("p"));
        String end = "; train it on the same columns, new ones last, or call promoteIncompatible if all callers follow";
        return Stream.of(
                Arguments.of(
                        Constants.constant(0, CLASSES, x),
                        "feature 2 is missing where the live version has \"z\"" + end),
                Arguments.of(
                        Constants.constant(0, CLASSES, z, x),
                        "feature 1 is \"z\" where the live version has \"x\"; feature 2 is \"x\" where the live version"
                                + " has \"z\"" + end),
                Arguments.of(
                        Constants.constant(0, CLASSES, Feature.category("x", List.of()), z),
                        "feature \"x\" is a CATEGORY but was a NUMBER" + end),
                Arguments.of(
                        Constants.constant(0, CLASSES, Feature.time("x"), z),
                        "feature \"x\" is a TIME but was a NUMBER" + end),
                Arguments.of(
                        Constants.constant(0, new Output.Classes("y", List.of("b", "a")), x, z),
                        "it predicts Classes[name=y, labels=[b, a]] but the live version Classes[name=y, labels=[a, b]]"
                                + end),
                Arguments.of(
                        Constants.constant(0, new Output.Numeric("y"), z),
                        "feature 1 is \"z\" where the live version has \"x\"; feature 2 is missing where the live"
                                + " version has \"z\"; it predicts Numeric[name=y] but the live version"
                                + " Classes[name=y, labels=[a, b]]" + end));
    }

    @Test
    void promote_aVersionThatDecidesByOtherCosts_takesThePlaceOfTheLive() {
        try (LocalRegistry registry = open(Place.MEMORY)) {
            Feature x = Feature.number("x");
            Output.Classes classes = new Output.Classes("y", List.of("a", "b"));
            Output careful = classes.decidedBy(Decision.costs(new double[][] {{1, 0}, {0, 1}}));
            registry.promote("m", registry.publish("m", Constants.constant(0.2, classes, x)));
            LiveModel live = registry.live("m");
            String before = live.predict(Row.of("x", 1)).label();
            registry.promote("m", registry.publish("m", Constants.constant(0.2, careful, x)));

            assertThat(live.signature().output()).isEqualTo(careful);
            assertThat(before).isEqualTo("a");
            assertThat(live.predict(Row.of("x", 1)).label()).isEqualTo("b");
        }
    }

    private static Feature plan(String... known) {
        return Feature.category("plan", List.of(known));
    }

    @Test
    void swap_toCategoriesThatAreNotAllNumbers_breaksNoCallerThatGivesNumbers() {
        try (LocalRegistry registry = open(Place.MEMORY)) {
            Output output = new Output.Numeric("y");
            registry.promote("m", registry.publish("m", Constants.constant(1, output, plan("1", "2"))));
            LiveModel live = registry.live("m");
            for (Feature next : List.of(plan("1", "unknown"), plan("unknown", "17.5"), plan("3"))) {
                registry.promote("m", registry.publish("m", Constants.constant(2, output, next)));
                assertThat(live.predict(Row.of("plan", 1)).value()).isEqualTo(2);
                assertThat(live.predict(Row.of("plan", 2.5)).value()).isEqualTo(2);
                assertThat(live.predict(Row.of("plan", "1")).value()).isEqualTo(2);
            }
            Version before = live.version().orElseThrow();
            Version texts = registry.publish("m", Constants.constant(3, output, plan("basic", "premium")));
            assertThat(refused(Reason.INCOMPATIBLE, () -> registry.promote("m", texts)))
                    .hasMessageContaining(
                            "the categories of feature \"plan\" were numbers, among others, and none is now");
            assertThat(live.version()).contains(before);
        }
    }

    @ParameterizedTest
    @MethodSource("incompatible")
    void promote_anIncompatibleVersion_isRefusedUnlessForced(Artifact next, String why) {
        try (LocalRegistry registry = open(Place.MEMORY)) {
            Version live = registry.publish(
                    "m", Constants.constant(1, CLASSES, Feature.number("x"), Feature.category("z", List.of("q"))));
            registry.promote("m", live);
            List<RegistryEvent> events = new ArrayList<>();
            Version version = registry.publish("m", next);
            registry.addListener(events::add);
            String message = version + " cannot take the place of " + live + ": " + why;
            assertThat(refused(Reason.INCOMPATIBLE, () -> registry.promote("m", version)))
                    .hasMessage(message);
            assertThat(registry.live("m").version()).contains(live);
            registry.promoteIncompatible("m", version);
            assertThat(registry.live("m").version()).contains(version);
            assertThat(events)
                    .containsExactly(
                            new RegistryEvent.Refused(NOW, version, message),
                            new RegistryEvent.Promoted(NOW, version, Optional.of(live)));
            assertThat(registry.rollback("m")).isEqualTo(live);
        }
    }

    @ParameterizedTest
    @EnumSource
    void predict_aFeatureOfAnotherVersion_isIgnored_andAnUnknownOneIsNot(Place place) {
        try (LocalRegistry registry = open(place)) {
            Version one = registry.publish("m", ONE);
            registry.promote("m", one);
            LiveModel live = registry.live("m");
            Row more = Row.of("x", 1, "age", 30);
            assertThatThrownBy(() -> live.predict(more)).isInstanceOf(IllegalArgumentException.class);
            Version two = registry.publish("m", Constants.constant(2, "x", "age"));
            assertThat(live.predict(more).value()).isEqualTo(1);
            registry.promote("m", two);
            assertThat(live.predict(more).value()).isEqualTo(2);
            assertThat(live.predict(Row.of("x", 1)).value()).isEqualTo(2);
            registry.rollback("m");
            assertThat(live.predict(more).value()).isEqualTo(1);
            assertThatThrownBy(() -> live.predict(Row.of("x", 1, "agee", 30)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("\"agee\", which is not a feature of this model");
            assertThatThrownBy(() -> live.current().predict(more)).isInstanceOf(IllegalArgumentException.class);
            registry.publish("n", Constants.constant(0, "other"));
            assertThatThrownBy(() -> live.predict(Row.of("other", 1))).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void signature_ofAHandle_isThatOfTheLiveVersion() {
        try (LocalRegistry registry = open(Place.MEMORY)) {
            registry.promote("m", registry.publish("m", ONE));
            Signature before = registry.live("m").signature();
            registry.promote("m", registry.publish("m", Constants.constant(2, "x", "age")));
            assertThat(registry.live("m").signature()).isNotEqualTo(before);
        }
    }
}
