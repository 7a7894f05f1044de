package io.mlcd.core.kernel;

import io.mlcd.core.form.CategorySet;
import java.util.Arrays;

/** Answers all tests of categories of a row: for each input a table of what each code makes of its tests. */
final class Sets {
    /** Above this a table is not made, and each test is asked. */
    private static final int MOST_BYTES = 1 << 22;

    private static final byte[] NO_TABLE = {};

    /** The input of each slot. */
    final int[] inputs;
    /** Each slot's first place, and after the last the number of tests. */
    final int[] firsts;

    private final int[] codes;
    /** For each slot code-major what each code makes of each test; empty when that were too large. */
    private final byte[][] tables;

    private final CategorySet[] sets;
    private final boolean[] missingLeft;
    /** For each set, by the order in which it was first seen, its place. */
    private final int[] places;

    Sets(Tests tests, Plan plan) {
        inputs = tests.categoryInputs();
        int count = tests.setCount();
        sets = new CategorySet[count];
        missingLeft = new boolean[count];
        places = new int[count];
        firsts = new int[inputs.length + 1];
        codes = new int[inputs.length];
        tables = new byte[inputs.length][];
        int[] slots = new int[count];
        for (int set = 0; set < count; set++) {
            slots[set] = Arrays.binarySearch(inputs, tests.feature(tests.setTest(set)));
            firsts[slots[set] + 1]++;
        }
        for (int s = 0; s < inputs.length; s++) {
            firsts[s + 1] += firsts[s];
        }
        int[] next = Arrays.copyOf(firsts, inputs.length);
        for (int set = 0; set < count; set++) {
            int slot = slots[set];
            int place = next[slot]++;
            sets[place] = tests.set(set);
            missingLeft[place] = tests.missingLeft(tests.setTest(set));
            places[set] = place;
            codes[slot] = Math.max(codes[slot], sets[place].codes());
        }
        plan.addRoomForTables(count);
        for (int s = 0; s < inputs.length; s++) {
            tables[s] = table(s, plan);
        }
    }

    private byte[] table(int slot, Plan plan) {
        int count = count(slot);
        long size = (codes[slot] + 2L) * count;
        if (size > MOST_BYTES || !plan.hasRoomForTable(size)) {
            return NO_TABLE;
        }
        byte[] table = new byte[(int) size];
        for (int code = 0; code < codes[slot] + 2; code++) {
            for (int i = 0; i < count; i++) {
                table[code * count + i] = ask(slot, i, code);
            }
        }
        return table;
    }

    private byte ask(int slot, int test, int code) {
        int place = firsts[slot] + test;
        boolean left = code > codes[slot] ? missingLeft[place] : sets[place].contains(code);
        return (byte) (left ? 0 : 1);
    }

    /** How many tests there are. */
    int count() {
        return sets.length;
    }

    /** How many tests a slot has. */
    int count(int slot) {
        return firsts[slot + 1] - firsts[slot];
    }

    /** The place of a set, given by the order in which it was first seen. */
    int place(int set) {
        return places[set];
    }

    /** How many codes a slot tells apart: those below are categories, this is unseen, the next is missing. */
    int codes(int slot) {
        return codes[slot];
    }

    /** Whether the answers of a slot lie in a table, so that asking for all is cheap. */
    boolean isTable(int slot) {
        return tables[slot].length > 0;
    }

    /** The code of a value. */
    int code(int slot, double value) {
        if (Double.isNaN(value)) {
            return codes[slot] + 1;
        }
        int code = (int) value;
        return code == value && code >= 0 && code < codes[slot] ? code : codes[slot];
    }

    /** 1 if a test sends a code right, else 0. */
    byte right(int slot, int test, int code) {
        byte[] table = tables[slot];
        return table.length == 0 ? ask(slot, test, code) : table[code * count(slot) + test];
    }

    /** For each test of a slot 1 if it sends a code right, else 0. */
    void all(int slot, int code, byte[] out, int to) {
        byte[] table = tables[slot];
        int count = count(slot);
        if (table.length > 0) {
            System.arraycopy(table, code * count, out, to, count);
            return;
        }
        for (int i = 0; i < count; i++) {
            out[to + i] = ask(slot, i, code);
        }
    }

    @Override
    public String toString() {
        return sets.length + " sets of categories of inputs " + Arrays.toString(inputs);
    }

    /** What it takes of the heap, about. */
    long heapBytes() {
        long bytes = ArrayBytes.of(inputs, firsts, codes, places) + ArrayBytes.of(missingLeft);
        for (byte[] table : tables) {
            bytes += ArrayBytes.of(table);
        }
        for (CategorySet set : sets) {
            bytes += 3L * ArrayBytes.OBJECT + set.codes() / Byte.SIZE;
        }
        return bytes;
    }
}
