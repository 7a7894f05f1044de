package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.oracle.Oracle;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forms that would take more memory the fast way than they are worth: they answer the same another way. */
class GreedyFormsTest {
    private static void assertRight(Form form, double[][] rows, String description) {
        Scorer scorer = Scorer.compile(form);
        double[][] expected = new double[rows.length][];
        double[] out = new double[form.outputs()];
        for (int r = 0; r < rows.length; r++) {
            expected[r] = Oracle.score(form, rows[r]);
            scorer.score(rows[r], out);
            assertThat(out).as("%s, row %s", description, r).isEqualTo(expected[r]);
        }
        Faces.assertAllAnswer(form, scorer, rows, expected, description);
    }

    private static double[][] codes(SplittableRandom random, int inputs, int rows, int... interesting) {
        double[][] all = new double[rows][inputs];
        for (double[] row : all) {
            for (int i = 0; i < inputs; i++) {
                int which = random.nextInt(interesting.length + 2);
                row[i] = which < interesting.length
                        ? interesting[which]
                        : which == interesting.length ? Double.NaN : random.nextInt(CategorySet.MAX_CODES);
            }
        }
        return all;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 12})
    void categories_tooManyForTables_areAskedForEachRow(int depth) {
        int last = CategorySet.MAX_CODES - 1;
        int inputs = 60;
        SplittableRandom random = new SplittableRandom(depth);
        Trees.Builder trees = Trees.builder(inputs, 1);
        for (int t = 0; t < 40; t++) {
            Tree.Builder tree = Tree.builder(1);
            for (int level = 0; level < depth; level++) {
                int code = random.nextInt(3);
                CategorySet set = random.nextBoolean()
                        ? CategorySet.of(code, last - random.nextInt(3))
                        : CategorySet.allBut(code, last - random.nextInt(3));
                tree.split(random.nextInt(inputs), set, random.nextBoolean());
            }
            for (int leaf = 0; leaf <= depth; leaf++) {
                tree.leaf(random.nextDouble());
            }
            trees.add(tree.build());
        }
        assertRight(trees.build(), codes(random, inputs, 150, 0, 1, 2, last, last - 1, last - 2, -1), "depth " + depth);
    }

    private static Tree chain(SplittableRandom random, int width, int depth) {
        Tree.Builder tree = Tree.builder(width);
        for (int level = 0; level < depth; level++) {
            tree.split(random.nextInt(3), random.nextDouble(), random.nextBoolean());
        }
        for (int leaf = 0; leaf <= depth; leaf++) {
            tree.leaf(random.doubles(width).toArray());
        }
        return tree.build();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 8, 20})
    void treesThatGiveAllScores_amongThoseThatGiveOne_answerInOrder(int depth) {
        SplittableRandom random = new SplittableRandom(depth);
        Trees.Builder trees = Trees.builder(3, 4).base(1, 2, 3, 4);
        for (int t = 0; t < 60; t++) {
            boolean all = t % 7 == 0 || (t > 20 && t < 30);
            trees.add(chain(random, all ? 4 : 1, t % 2 == 0 ? depth : 1), all ? Trees.ALL : t % 4, random.nextDouble());
        }
        assertRight(trees.build(), rows(random), "mixed, depth " + depth);
    }

    @Test
    void leavesTooWideToBeRepeated_areWalkedTo() {
        SplittableRandom random = new SplittableRandom(1);
        Trees.Builder trees = Trees.builder(3, 600);
        for (int t = 0; t < 20; t++) {
            trees.add(chain(random, 600, t == 0 ? 8 : 0));
        }
        assertRight(trees.build(), rows(random), "wide");
    }

    @Test
    void lookUpsTooLargeForSets_areLookedUp() {
        SplittableRandom random = new SplittableRandom(1);
        int size = 600_000;
        double[] values = random.doubles(size).toArray();
        Trees.Builder trees = Trees.builder(1, 1);
        for (int t = 0; t < 300; t++) {
            trees.add(Tree.builder(1)
                    .split(0, random.nextDouble(), random.nextBoolean())
                    .leaf(random.nextDouble())
                    .leaf(random.nextDouble())
                    .build());
        }
        Form form = new Prepared(1, List.of(Derived.Lookup.of(0, values, 0.5, Double.NaN)), trees.build());
        assertThat(Lowering.lower(form)).isInstanceOf(Prepared.class);
        assertRight(form, codes(random, 1, 100, 0, size - 1, size, -1), "look-up");
    }

    @Test
    void aTestForAFarCategory_isOneCode() {
        int code = CategorySet.MAX_CODES - 1;
        Tree tree = Tree.builder(1).split(0, 0.5, true).leaf(1).leaf(2).build();
        Form form =
                new Prepared(1, List.of(new Derived.IsCategory(0, code)), Trees.of(1, List.of(tree), Trees.Sum.TOTAL));
        Trees lowered = (Trees) Lowering.lower(form);
        assertThat(lowered.trees().get(0).categories(0)).isEqualTo(CategorySet.allBut(code));
        assertRight(form, codes(new SplittableRandom(1), 1, 100, 0, code, code - 1, -1), "category");
    }

    @Test
    void block_ofFormsBehindManyLinks_isSmaller() {
        Form form = Linear.of(new double[128][0], new double[128]);
        assertThat(new Plan(form).block).isEqualTo(1024);
        for (int depth = 0; depth < 31; depth++) {
            form = new Linked(form, Linked.Link.EXP);
        }
        assertThat(new Plan(form).block).isEqualTo(256);
    }

    private static double[][] rows(SplittableRandom random) {
        double[][] rows = new double[150][];
        for (int r = 0; r < rows.length; r++) {
            rows[r] = random.doubles(3).toArray();
            rows[r][random.nextInt(3)] = Double.NaN;
        }
        return rows;
    }
}
