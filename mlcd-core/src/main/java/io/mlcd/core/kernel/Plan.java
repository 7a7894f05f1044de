package io.mlcd.core.kernel;

import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Vote;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** Adds up the working memory that the kernels of one scorer ask for; each gets places of its own. */
final class Plan {
    /** What a block of rows may take for each of the arrays that hold its numbers. */
    private static final int BLOCK_NUMBERS = 1 << 17;

    private static final int BLOCK = 1024;
    private static final int MOST = 1 << 26;
    /** Beyond so many numbers for each of a row's own, blocks of rows are made smaller. */
    private static final int NESTED = 8;
    /** What all tables of categories may take, and how much more for each test of one. */
    private static final long TABLE_BYTES = 1 << 25;

    private static final long TABLE_BYTES_FOR_EACH_TEST = 128;

    /** How many rows are scored together: a multiple of 64, or 1 when rows are too wide for that. */
    final int block;
    /** Where a kernel may put one row together. */
    final int gathered;

    private final Count doubles = new Count();
    private final Count longs = new Count();
    private final Count ints = new Count();
    private final List<Integer> bytes = new ArrayList<>();
    private int nextBytes;
    private final List<Integer> ownInts = new ArrayList<>();
    private int nextInts;

    private long roomForTables = TABLE_BYTES;

    Plan(Form form) {
        int width = width(form);
        long numbers = Math.max(Math.max(1, width), numbers(form) / NESTED);
        int rows = (int) Math.min(BLOCK, BLOCK_NUMBERS / numbers);
        block = rows < 64 || holdsPacked(form) ? 1 : rows / 64 * 64;
        gathered = doubles.add(width);
    }

    /** Packed trees are there for the sake of memory, and walk one row after the other anyway. */
    private static boolean holdsPacked(Form form) {
        boolean holds = form instanceof Packed;
        for (Form inner : within(form)) {
            holds |= holdsPacked(inner);
        }
        return holds;
    }

    /** The first of some places for doubles. */
    int doubles(int count) {
        return doubles.add(count);
    }

    /** The first of some places for longs. */
    int longs(int count) {
        return longs.add(count);
    }

    /** The first of some places for ints. */
    int ints(int count) {
        return ints.add(count);
    }

    /** The number of an array of bytes of its own, so that hot loops add nothing to their indexes. */
    int bytes(int count) {
        ask(bytes, nextBytes, count);
        return nextBytes++;
    }

    /** The number of an array of ints of its own; see {@link #bytes}. */
    int ownInts(int count) {
        ask(ownInts, nextInts, count);
        return nextInts++;
    }

    /** Tests of categories are large enough themselves to allow for some table. */
    void addRoomForTables(int tests) {
        roomForTables += TABLE_BYTES_FOR_EACH_TEST * tests;
    }

    /** Takes the room for a table; without any left, what it would say is computed for each row instead. */
    boolean hasRoomForTable(long bytes) {
        boolean has = bytes <= roomForTables;
        roomForTables -= has ? bytes : 0;
        return has;
    }

    private static void ask(List<Integer> sizes, int number, int count) {
        if (count > MOST) {
            throw tooLarge();
        }
        if (number == sizes.size()) {
            sizes.add(0);
        }
        sizes.set(number, Math.max(count, sizes.get(number)));
    }

    private static IllegalArgumentException tooLarge() {
        return new IllegalArgumentException("the model needs more than " + MOST
                + " numbers of working memory for a row; it nests too many wide forms");
    }

    /**
     * Compiles a form that works before or after what else is compiled so: they get the same places. Whoever compiles must
     * have asked for its own places before.
     */
    Kernel inTurn(Form form) {
        return inTurn(() -> Kernel.compile(form, this));
    }

    /** Makes something that works before or after what else is made so; see {@link #inTurn(Form)}. */
    <T> T inTurn(Supplier<T> made) {
        int[] before = {doubles.next, longs.next, ints.next, nextBytes, nextInts};
        T result = made.get();
        doubles.next = before[0];
        longs.next = before[1];
        ints.next = before[2];
        nextBytes = before[3];
        nextInts = before[4];
        return result;
    }

    Scratch scratch() {
        byte[][] arrays = new byte[bytes.size()][];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = new byte[bytes.get(i)];
        }
        int[][] own = new int[ownInts.size()][];
        for (int i = 0; i < own.length; i++) {
            own[i] = new int[ownInts.get(i)];
        }
        return new Scratch(new double[doubles.most], new long[longs.most], new int[ints.most], arrays, own);
    }

    /** What one {@link #scratch} takes of the heap. */
    long scratchBytes() {
        long all = 8L * doubles.most + 8L * longs.most + 4L * ints.most + 5L * ArrayBytes.OBJECT;
        for (int count : bytes) {
            all += ArrayBytes.OBJECT + count;
        }
        for (int count : ownInts) {
            all += ArrayBytes.OBJECT + 4L * count;
        }
        return all;
    }

    /** The most numbers that any form within takes or gives. */
    private static int width(Form form) {
        int width = Math.max(form.inputs(), form.outputs());
        for (Form inner : within(form)) {
            width = Math.max(width, width(inner));
        }
        return width;
    }

    /** How many numbers the kernels of a form hold of a row at a time, its own not counted. */
    static long numbers(Form form) {
        long most = 0;
        for (Form inner : within(form)) {
            most = Math.max(most, numbers(inner));
        }
        return most + ownNumbers(form);
    }

    private static long ownNumbers(Form form) {
        if (form instanceof Stacked stacked) {
            int widest = 0;
            for (Form member : stacked.members()) {
                widest = Math.max(widest, member.outputs());
            }
            return (long) widest + stacked.meta().inputs();
        }
        if (form instanceof Median median) {
            return (long) median.members().size() * median.outputs()
                    + median.members().size();
        }
        if (form instanceof Linked linked) {
            return linked.form().outputs();
        }
        if (form instanceof Prepared prepared) {
            return prepared.derived().size();
        }
        if (form instanceof Scatter scatter) {
            return scatter.places().size();
        }
        return form.outputs();
    }

    private static List<Form> within(Form form) {
        if (form instanceof Average average) {
            return average.members();
        }
        if (form instanceof Vote vote) {
            return vote.members();
        }
        if (form instanceof Median median) {
            return median.members();
        }
        if (form instanceof Routed routed) {
            return routed.members();
        }
        if (form instanceof Linked linked) {
            return List.of(linked.form());
        }
        if (form instanceof Prepared prepared) {
            return List.of(prepared.form());
        }
        if (form instanceof Scatter scatter) {
            return List.of(scatter.form());
        }
        if (form instanceof Stacked stacked) {
            List<Form> all = new ArrayList<>(stacked.members());
            all.add(stacked.meta());
            return all;
        }
        return List.of();
    }

    /** Places of one type. */
    private static final class Count {
        private int next;
        private int most;

        int add(int count) {
            int at = next;
            long end = (long) at + count;
            if (end > MOST) {
                throw tooLarge();
            }
            next = (int) end;
            most = Math.max(most, next);
            return at;
        }
    }
}
