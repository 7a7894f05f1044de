package io.mlcd.benchmarks.learners;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MlcdTrainerTest {
    /** The target follows the text, and is c when it is missing. */
    private static Data data() {
        List<@Nullable String> texts = new ArrayList<>();
        List<String> targets = new ArrayList<>();
        double[] numbers = new double[300];
        for (int row = 0; row < 300; row++) {
            String text = List.of("a", "b", "").get(row % 3);
            texts.add(text.isEmpty() ? null : text);
            targets.add(text.isEmpty() ? "c" : text);
            numbers[row] = row % 7;
        }
        return Data.of(Table.of(
                        Column.ofNumbers("number", numbers),
                        Column.ofCategories("text", texts),
                        Column.ofCategories("target", targets))
                .target("target"));
    }

    @Test
    void of_table_codesAndMissing() {
        Data data = data();
        assertThat(data.classes()).isEqualTo(3);
        assertThat(data.categories(0)).isZero();
        assertThat(data.categories(1)).isEqualTo(2);
        assertThat(data.take(1, 2).values()).containsExactly(1, 1, 2, Float.NaN);
        assertThat(data.take(1, 2).labels()).containsExactly(1, 2);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void fit_targetThatFollowsFromAText_learned(boolean forest) throws Exception {
        Recipe recipe = forest ? new Recipe.Forest(20, 1, 2) : Recipe.Boosted.of(20, 3);
        try (Trainer.Fitted fitted = Contender.MLCD.trainer().fit(data(), recipe, 2)) {
            // Rows of b alone: the table that is scored has fewer categories than the model.
            Data asked = data().take(1, 4, 7);
            assertThat(Quality.of(asked, fitted.scores(asked)).accuracy()).isEqualTo(1);
            assertThat(Quality.of(data(), fitted.scores(data())).accuracy()).isEqualTo(1);
        }
    }
}
