package io.mlcd.ensemble.trees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.TrainingException;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MonotoneTest {
    private static final int ROWS = 3_000;

    private static Table table(boolean classes) {
        SplittableRandom random = new SplittableRandom(8);
        double[][] x = new double[3][ROWS];
        String[] colour = new String[ROWS];
        double[] y = new double[ROWS];
        String[] label = new String[ROWS];
        for (int r = 0; r < ROWS; r++) {
            for (double[] column : x) {
                column[r] = random.nextInt(8) == 0 ? Double.NaN : random.nextDouble() * 6 - 3;
            }
            colour[r] = random.nextInt(9) == 0 ? null : "c" + random.nextInt(6);
            double up = Double.isNaN(x[0][r]) ? 0 : x[0][r] + 1.5 * Math.sin(3 * x[0][r]); // rises, with dents
            double down = Double.isNaN(x[1][r]) ? 1 : Math.sin(2 * x[1][r]) - x[1][r] / 2;
            y[r] = up + down + (Double.isNaN(x[2][r]) ? 0 : x[2][r] * up / 3) + random.nextDouble();
            label[r] = y[r] > 0.5 ? "yes" : "no";
        }
        Column target = classes ? Column.ofCategories("y", Arrays.asList(label)) : Column.ofNumbers("y", y);
        return Table.of(
                        Column.ofNumbers("up", x[0]),
                        Column.ofNumbers("down", x[1]),
                        Column.ofNumbers("free", x[2]),
                        Column.ofCategories("colour", Arrays.asList(colour)),
                        target)
                .target("y");
    }

    static Stream<GradientBoosting> recipes() {
        GradientBoosting base =
                Boosting.gradient().rounds(40).minLeafWeight(0.1).rate(0.3);
        return Stream.of(
                base,
                base.leaves(20),
                base.loss(Loss.absolute()),
                base.loss(Loss.huber(1)).rowFraction(0.5),
                base.randomThresholds().nodeFeatureFraction(0.7),
                base.l2(0).depth(9));
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void predictions_neverFallAndNeverRise_whereTheyMayNot(GradientBoosting recipe) throws Exception {
        Table table = table(false);
        assertThat(violations(recipe.fit(table), table))
                .as("without constraints")
                .isPositive();
        Model model = recipe.increasing("up").decreasing("down").fit(table);
        assertThat(violations(model, table)).isZero();
    }

    @Test
    void probabilityOfTheSecondClass_neverFalls() throws Exception {
        Table table = table(true);
        GradientBoosting recipe = Boosting.gradient().rounds(40).rate(0.3);
        assertThat(violations(recipe.fit(table), table)).isPositive();
        assertThat(violations(recipe.increasing("up").decreasing("down").fit(table), table))
                .isZero();
    }

    /** How often a step along one of the two features, from a row of the table, goes the wrong way. */
    private static int violations(Model model, Table table) {
        int width = model.signature().output().width();
        int wrong = 0;
        for (int row = 0; row < 300; row++) {
            for (int feature = 0; feature < 2; feature++) {
                double before = Double.NaN;
                for (double value = -3.2; value <= 3.2; value += 0.05) {
                    double[] features = {
                        table.column("up").number(row),
                        table.column("down").number(row),
                        table.column("free").number(row),
                        table.column("colour").code(row)
                    };
                    features[3] = features[3] < 0 ? Double.NaN : features[3];
                    features[feature] = value;
                    double[] out = new double[width];
                    model.score(features, out);
                    double now = out[width - 1];
                    boolean rises = now > before + 1e-12;
                    boolean falls = now < before - 1e-12;
                    wrong += feature == 0 ? falls ? 1 : 0 : rises ? 1 : 0;
                    before = now;
                }
            }
        }
        return wrong;
    }

    @Test
    void fit_whatCannotBeKept_isRefusedWithTheReason() {
        Table table = table(false);
        assertThatThrownBy(() -> Boosting.gradient().increasing("upp", "colour").fit(table, Fit.standard()))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "increasing() or decreasing() cannot be kept: \"colour\" is a category, which does not rise or fall;"
                                + " there is no feature \"upp\"; the features are [up, down, free, colour]");
        Table three = Table.of(
                        List.of(Column.ofNumbers("a", 1, 2, 3), Column.ofCategories("y", List.of("p", "q", "r"))))
                .target("y");
        assertThatThrownBy(() -> Boosting.gradient().increasing("a").fit(three, Fit.standard()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("\"y\" has 3 classes, of which no order says what rising means");
    }
}
