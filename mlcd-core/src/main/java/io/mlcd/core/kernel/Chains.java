package io.mlcd.core.kernel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Tests of categories in chains: who goes right at one test of a chain goes right at all before it. Then a category has a rank
 * in each chain, as a number has among thresholds. Categories that were numbers once, and trees that ask for few categories,
 * give few chains; at worst each test is one.
 */
final class Chains {
    private static final int MOST_TRIES = 64;

    /** Each slot's first chain, and after the last the number of chains. */
    final int[] firsts;

    private final Sets sets;
    /** For each place of a test its chain and its index there. */
    private final int[] chains;

    private final int[] indexes;
    /** The tests of all chains, by their index within those of their slot, and where each chain's begin. */
    private final int[] tests;

    private final int[] starts;

    Chains(Sets sets) {
        this.sets = sets;
        firsts = new int[sets.inputs.length + 1];
        chains = new int[sets.count()];
        indexes = new int[sets.count()];
        tests = new int[sets.count()];
        int[] ends = new int[sets.count() + 1];
        int chain = 0;
        int next = 0;
        for (int s = 0; s < sets.inputs.length; s++) {
            for (List<Integer> its : chains(s)) {
                for (int test : its) {
                    chains[sets.firsts[s] + test] = chain;
                    indexes[sets.firsts[s] + test] = next - ends[chain];
                    tests[next++] = test;
                }
                ends[++chain] = next;
            }
            firsts[s + 1] = chain;
        }
        starts = Arrays.copyOf(ends, chain + 1);
    }

    /** Those who send most codes right first; each joins a chain whose last sends right all that it does. */
    private List<List<Integer>> chains(int slot) {
        int count = sets.count(slot);
        List<List<Integer>> all = new ArrayList<>();
        if (!sets.isTable(slot)) {
            for (int test = 0; test < count; test++) {
                all.add(List.of(test));
            }
            return all;
        }
        long[][] rights = new long[count][];
        int[] sizes = new int[count];
        Integer[] order = new Integer[count];
        for (int test = 0; test < count; test++) {
            rights[test] = rights(slot, test);
            for (long word : rights[test]) {
                sizes[test] += Long.bitCount(word);
            }
            order[test] = test;
        }
        Arrays.sort(order, (a, b) -> Integer.compare(sizes[b], sizes[a]));
        List<Integer> lasts = new ArrayList<>();
        for (int test : order) {
            int chain = Math.max(0, all.size() - MOST_TRIES);
            while (chain < all.size() && !isWithin(rights[test], rights[lasts.get(chain)])) {
                chain++;
            }
            if (chain == all.size()) {
                all.add(new ArrayList<>());
                lasts.add(test);
            }
            all.get(chain).add(test);
            lasts.set(chain, test);
        }
        return all;
    }

    private long[] rights(int slot, int test) {
        int codes = sets.codes(slot) + 2;
        long[] words = new long[(codes + 63) / 64];
        for (int code = 0; code < codes; code++) {
            words[code >> 6] |= (long) sets.right(slot, test, code) << code;
        }
        return words;
    }

    private static boolean isWithin(long[] some, long[] all) {
        boolean within = true;
        for (int i = 0; i < some.length && within; i++) {
            within = (some[i] & ~all[i]) == 0;
        }
        return within;
    }

    /** How many chains there are. */
    int count() {
        return starts.length - 1;
    }

    /** How many tests a chain has. */
    int length(int chain) {
        return starts[chain + 1] - starts[chain];
    }

    /** The chain of a set, given by the order in which it was first seen. */
    int chain(int set) {
        return chains[sets.place(set)];
    }

    /** Where in its chain a set is. */
    int index(int set) {
        return indexes[sets.place(set)];
    }

    /** How many tests of a chain send a code right. */
    int rank(int slot, int chain, int code) {
        int low = starts[chain];
        int high = starts[chain + 1];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sets.right(slot, tests[middle], code) != 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low - starts[chain];
    }

    /** What it takes of the heap, about. */
    long heapBytes() {
        return ArrayBytes.of(firsts, chains, indexes, tests, starts);
    }
}
