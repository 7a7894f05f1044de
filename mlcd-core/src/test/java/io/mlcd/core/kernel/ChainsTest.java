package io.mlcd.core.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.form.CategorySet;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ChainsTest {
    private static final Plan PLAN = new Plan(Linear.of(new double[][] {{1}}, new double[1]));

    private static Tests tests(List<CategorySet> sets, int inputs) {
        Tests tests = new Tests();
        for (int i = 0; i < sets.size(); i++) {
            Tree tree = Tree.builder(1)
                    .split(i % inputs, sets.get(i), i % 3 == 0)
                    .leaf(0)
                    .leaf(1)
                    .build();
            tests.of(tree, 0);
        }
        return tests;
    }

    private static void assertRight(Tests tests) {
        Sets sets = new Sets(tests, PLAN);
        Chains chains = new Chains(sets);
        int total = IntStream.range(0, chains.count()).map(chains::length).sum();
        assertThat(total).isEqualTo(tests.setCount());
        for (int set = 0; set < tests.setCount(); set++) {
            int slot = 0;
            while (sets.inputs[slot] != tests.feature(tests.setTest(set))) {
                slot++;
            }
            for (int code = 0; code < sets.codes(slot) + 2; code += code < 300 ? 1 : 4_001) {
                boolean right = sets.right(slot, sets.place(set) - sets.firsts[slot], code) != 0;
                int rank = chains.rank(slot, chains.chain(set), code);
                assertThat(chains.index(set) < rank).isEqualTo(right);
            }
        }
    }

    @Test
    void rank_ofRandomSets_tellsWhatEachSetSays() {
        SplittableRandom random = new SplittableRandom(3);
        for (int round = 0; round < 20; round++) {
            List<CategorySet> sets = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                int[] codes = random.ints(random.nextInt(12), 0, round % 2 == 0 ? 6 : 150)
                        .toArray();
                sets.add(random.nextBoolean() ? CategorySet.of(codes) : CategorySet.allBut(codes));
            }
            assertRight(tests(sets, 3));
        }
    }

    @Test
    void rank_ofManyCodes_needsNoTable() {
        List<CategorySet> sets = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sets.add(CategorySet.of(i, CategorySet.MAX_CODES - 1 - i));
        }
        Tests tests = tests(sets, 1);
        assertThat(new Sets(tests, PLAN).isTable(0)).isFalse();
        assertRight(tests);
    }

    @Test
    void chains_ofOrderedCategories_areOne() {
        List<CategorySet> sets = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            sets.add(CategorySet.of(IntStream.rangeClosed(0, (i * 37) % 100).toArray()));
        }
        Tests tests = new Tests();
        for (CategorySet set : sets) {
            tests.of(Tree.builder(1).split(0, set, true).leaf(0).leaf(1).build(), 0);
        }
        assertThat(new Chains(new Sets(tests, PLAN)).count()).isOne();
    }
}
