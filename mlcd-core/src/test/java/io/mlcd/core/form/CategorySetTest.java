package io.mlcd.core.form;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.core.oracle.Allocation;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CategorySetTest {
    @Test
    void ofAnyCodes_holdsThem_andNoOthers() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 2_000; round++) {
            int bound = 1 + random.nextInt(round % 2 == 0 ? 2_000 : CategorySet.MAX_CODES);
            int[] codes = random.ints(random.nextInt(round % 3 == 0 ? 5 : 300), 0, bound)
                    .toArray();
            TreeSet<Integer> listed = new TreeSet<>();
            for (int code : codes) {
                listed.add(code);
            }
            int[] ascending = listed.stream().mapToInt(Integer::intValue).toArray();
            CategorySet of = CategorySet.of(codes);
            CategorySet allBut = CategorySet.allBut(codes);
            assertThat(of.listed()).containsExactly(ascending);
            assertThat(allBut.listed()).containsExactly(ascending);
            assertThat(of.codes() % 64).isZero();
            assertThat(of.codes()).isEqualTo(listed.isEmpty() ? 0 : listed.last() / 64 * 64 + 64);
            for (int asked : random.ints(50, 0, bound + 70).toArray()) {
                assertThat(of.contains(asked)).isEqualTo(listed.contains(asked));
                assertThat(allBut.contains(asked)).isNotEqualTo(listed.contains(asked));
            }
            for (int code : codes) {
                assertThat(of.contains(code)).isTrue();
                assertThat(of.contains(code + 0.5)).isFalse();
            }
            assertThat(of.contains(-1)).isFalse();
            assertThat(of.contains(1e300)).isFalse();
        }
    }

    @Test
    void equalSets_areEqual_howeverTheirCodesAreGiven() {
        SplittableRandom random = new SplittableRandom(8);
        for (int round = 0; round < 1_000; round++) {
            int[] codes = random.ints(1 + random.nextInt(200), 0, 1 + random.nextInt(6_000))
                    .toArray();
            int[] twice = new int[9 * codes.length];
            for (int i = 0; i < twice.length; i++) {
                twice[i] = codes[(i * 7) % codes.length];
            }
            System.arraycopy(codes, 0, twice, 0, codes.length);
            assertThat(CategorySet.of(twice))
                    .isEqualTo(CategorySet.of(codes))
                    .hasSameHashCodeAs(CategorySet.of(codes))
                    .isEqualByComparingTo(CategorySet.of(codes))
                    .isNotEqualTo(CategorySet.allBut(codes));
        }
    }

    @Test
    void compareTo_isAnOrder_consistentWithEquals() {
        SplittableRandom random = new SplittableRandom(9);
        List<CategorySet> sets = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            int[] codes =
                    random.ints(random.nextInt(4), 0, i % 2 == 0 ? 4 : 5_000).toArray();
            sets.add(i % 3 == 0 ? CategorySet.allBut(codes) : CategorySet.of(codes));
        }
        for (CategorySet a : sets) {
            for (CategorySet b : sets) {
                assertThat(a.compareTo(b) == 0).isEqualTo(a.equals(b));
                assertThat(Integer.signum(a.compareTo(b))).isEqualTo(-Integer.signum(b.compareTo(a)));
            }
        }
        List<CategorySet> sorted = new ArrayList<>(sets);
        sorted.sort(null);
        for (int i = 1; i < sorted.size(); i++) {
            for (int j = 0; j < i; j++) {
                assertThat(sorted.get(j).compareTo(sorted.get(i))).isNotPositive();
            }
        }
    }

    @Test
    void ofFarCodes_takesNoMoreMemoryThanTheCodes() {
        CategorySet.of(CategorySet.MAX_CODES - 1); // loads the class
        assertThat(Allocation.of(() -> CategorySet.of(0, CategorySet.MAX_CODES - 1)))
                .isLessThan(400);
    }
}
