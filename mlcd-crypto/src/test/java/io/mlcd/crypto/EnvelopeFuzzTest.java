package io.mlcd.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The targets of the fuzzer, without it: their seeds and some bytes at random. {@code mvn -Pfuzz} does the rest. */
class EnvelopeFuzzTest {
    @Test
    void targets_areThoseThatTheFuzzerIsTold() throws IOException {
        assertThat(Files.readString(Path.of("src/test/resources/fuzz/targets.txt")))
                .startsWith("# ")
                .containsPattern("\\n" + EnvelopeFuzz.class.getName() + " [1-9]\\d{3} envelope\\n")
                .containsPattern("\\n" + EnvelopePartsFuzz.class.getName() + " [1-9]\\d{3} edits\\n")
                .containsPattern("\\n" + SignedFuzz.class.getName() + " [1-9]\\d{2,3} signed\\n");
    }

    @Test
    void open_seeds_openOrAreRefusedAsTheirNamesSay() {
        List<String> names = EnvelopeSeeds.NAMES;
        for (int i = 0; i < names.size(); i++) {
            assertThat(EnvelopeFuzz.open(EnvelopeFuzz.resource("envelope/" + names.get(i))))
                    .as(names.get(i))
                    .isEqualTo(i < EnvelopeSeeds.OPENING);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"empty", "small", "longer", "pieces", "refused-stranger", "refused-rsa", "refused-nobody"})
    void verify_seeds_verifyOrAreRefusedAsTheirNamesSay(String name) {
        byte[] seed = EnvelopeFuzz.resource("signed/" + name);
        assertThat(SignedFuzz.verify(seed)).isEqualTo(!name.startsWith("refused"));
        for (int length = 0; length < seed.length; length++) {
            assertThat(SignedFuzz.verify(Arrays.copyOf(seed, length))).isFalse();
        }
    }

    @Test
    void edited_withoutEdits_isTheSeed() {
        for (int i = 0; i < EnvelopeSeeds.NAMES.size(); i++) {
            assertThat(EnvelopePartsFuzz.edited(new byte[] {(byte) i}))
                    .as(EnvelopeSeeds.NAMES.get(i))
                    .isEqualTo(EnvelopeFuzz.resource("envelope/" + EnvelopeSeeds.NAMES.get(i)));
        }
    }

    /** Element 0 is the message, 1 its type, 2 and 3 what is around the rest. */
    @ParameterizedTest
    @CsvSource({
        "02, true",
        "02 00 05, true", // an indefinite length outside
        "02 00 08 02, true", // a needless byte in a length
        "02 01 01 00 00 07, false", // another type
        "02 03 03 00 00, false", // a message within the message
        "02 00 02, true", // nothing to remove it from
        "02 02 02, false" // no content
    })
    void edited_byEdits_opensOrNot(String hex, boolean opens) {
        byte[] data = HexFormat.of().parseHex(hex.replace(" ", ""));
        assertThat(EnvelopeFuzz.open(EnvelopePartsFuzz.edited(data))).isEqualTo(opens);
    }

    @Test
    void fuzzerTestOneInput_anyBytes_opensOnlyWhatWasSealed() {
        Random random = new Random(5);
        for (int round = 0; round < 20_000; round++) {
            byte[] data = new byte[1 + random.nextInt(12)];
            random.nextBytes(data);
            EnvelopePartsFuzz.fuzzerTestOneInput(data);
            EnvelopeFuzz.fuzzerTestOneInput(data);
        }
    }
}
