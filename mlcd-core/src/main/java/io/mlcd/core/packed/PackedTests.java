package io.mlcd.core.packed;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The distinct tests of some trees. All that ask for a number come first, by input, threshold and then by where a missing value
 * goes; then all sets of categories, by input. A test's number is its place in that order.
 */
public final class PackedTests {
    /** How thresholds are written: as doubles. */
    public static final int DOUBLES = 0;
    /** How thresholds are written: as floats. */
    public static final int FLOATS = 1;
    /** How thresholds are written: as the least float above all that goes left. */
    public static final int BELOW_FLOATS = 2;

    /** No test of an input sends a missing value left. */
    public static final int NONE_LEFT = 0;
    /** Each test of an input sends a missing value left. */
    public static final int ALL_LEFT = 1;
    /** A bit for each test says whether it sends a missing value left. */
    public static final int SOME_LEFT = 2;

    /** So many lowest bits of a threshold's key may be written as they are; of any width, {@link Bits#get} can read them. */
    public static final int MOST_LOW = 56;

    /** How many ways there are to send missing values. */
    static final int MISSING = 3;

    /** Codes of categories are below this, as in the form. */
    private static final int MOST_CODES = 1 << 20;

    private static final int MOST = 1 << 30;

    private final ByteBuffer in;
    private final int thresholds;
    private final int[] inputs;
    /** For each input its first test, then the number of tests of numbers. */
    private final int[] firsts;

    private final Ascending[] numbers;
    private final byte[] missing;
    private final int[] setInputs;
    private final int[] setFirsts;
    private final int[] codes;
    private final boolean[] listed;
    /** How many bytes the sets of an input take if they are listed. */
    private final int[] lengths;

    private final int[] setPlaces;
    private long missingAt;
    private final long[] missingPlaces;

    PackedTests(Bytes.Reader head, ByteBuffer in, int rowInputs) {
        this.in = in;
        thresholds = head.varint(2, "the way to write thresholds");
        int count = head.count(3, "the number of inputs that are tested");
        inputs = new int[count];
        firsts = new int[count + 1];
        numbers = new Ascending[count];
        missing = new byte[count];
        missingPlaces = new long[count];
        int next = 0;
        for (int i = 0; i < count; i++) {
            next = input(head, next, rowInputs);
            inputs[i] = next++;
            firsts[i + 1] = more(head, firsts[i], "the number of thresholds");
            int ways = head.varint(MISSING * (MOST_LOW + 2) - 1, "how thresholds and missing values are written");
            int low = ways / MISSING - 1;
            missing[i] = (byte) (ways % MISSING);
            int buckets = low < 0 ? 0 : number(head, MOST, "the number of buckets");
            int zeros = low < 0 ? 0 : head.varint(Long.SIZE - 1, "the number of zero bits at the end");
            numbers[i] = new Ascending(in, thresholds, firsts[i + 1] - firsts[i], low, buckets, zeros);
        }
        int sets = head.count(4, "the number of inputs that are tested for categories");
        setInputs = new int[sets];
        setFirsts = new int[sets + 1];
        codes = new int[sets];
        listed = new boolean[sets];
        lengths = new int[sets];
        setPlaces = new int[sets];
        setFirsts[0] = firsts[count];
        next = 0;
        for (int i = 0; i < sets; i++) {
            next = input(head, next, rowInputs);
            setInputs[i] = next++;
            setFirsts[i + 1] = more(head, setFirsts[i], "the number of sets of categories");
            codes[i] = head.varint(MOST_CODES, "the number of categories");
            listed[i] = head.varint(1, "the way to write sets of categories") == 1;
            lengths[i] = listed[i] ? number(head, MOST, "the length of sets of categories") : 0;
        }
    }

    private static int input(Bytes.Reader head, int next, int rowInputs) {
        return next + head.varint(rowInputs - 1 - next, "an input that is tested");
    }

    /** How many there are with some more; an array of bytes holds fewer, if each takes a bit at least. */
    private static int more(Bytes.Reader head, int before, String what) {
        return before + number(head, MOST - before, what);
    }

    private static int number(Bytes.Reader head, int most, String what) {
        int number = head.varint(most, what);
        if (number == 0) {
            throw head.corrupt(what + " is 0");
        }
        return number;
    }

    /** Takes its places in the body. */
    void place(Places places) {
        for (Ascending one : numbers) {
            one.place(places);
        }
        long bits = 0;
        for (int i = 0; i < inputs.length; i++) {
            missingPlaces[i] = bits;
            bits += missing[i] == SOME_LEFT ? firsts[i + 1] - firsts[i] : 0;
        }
        missingAt = 8L * places.takeBits(bits, 1);
        for (int i = 0; i < setInputs.length; i++) {
            setPlaces[i] = listed[i]
                    ? places.take(lengths[i])
                    : places.takeBits(setFirsts[i + 1] - setFirsts[i], codes[i] + 2);
        }
    }

    /** Checks all that lies in the body. */
    void check(Bytes.Reader head) {
        for (int i = 0; i < inputs.length; i++) {
            checkNumbers(head, i);
            numbers[i].index();
        }
        for (int i = 0; i < setInputs.length; i++) {
            if (listed[i]) {
                checkLists(i);
            }
            checkOrder(head, i);
        }
    }

    private void checkNumbers(Bytes.Reader head, int slot) {
        double[] all = numbers[slot].read();
        int first = firsts[slot];
        for (int i = 0; i < all.length; i++) {
            boolean fits = !Double.isNaN(all[i]) && (thresholds != BELOW_FLOATS || all[i] != Double.NEGATIVE_INFINITY);
            if (fits && i > 0) {
                int order = Double.compare(all[i - 1], all[i]);
                fits = order < 0 || (order == 0 && !missingLeft(slot, first + i - 1) && missingLeft(slot, first + i));
            }
            if (!fits) {
                throw head.corrupt("threshold " + i + " of input " + inputs[slot]
                        + " is no number, or does not come after the one before");
            }
        }
    }

    private void checkLists(int slot) {
        byte[] lists = new byte[lengths[slot]];
        for (int b = 0; b < lists.length; b++) {
            lists[b] = in.get(setPlaces[slot] + b);
        }
        Bytes.Reader reader = new Bytes.Reader("sets of input " + setInputs[slot], lists);
        for (int test = setFirsts[slot]; test < setFirsts[slot + 1]; test++) {
            int many = reader.varint(4 * codes[slot] + 3, "the number of categories") >>> 2;
            int next = 0;
            for (int c = 0; c < many; c++) {
                next += reader.varint(codes[slot] - 1 - next, "a category") + 1;
            }
        }
        reader.end();
    }

    private void checkOrder(Bytes.Reader head, int slot) {
        Lists lists = new Lists(slot);
        CategoryTest before = null;
        for (int test = setFirsts[slot]; test < setFirsts[slot + 1]; test++) {
            CategoryTest next = listed[slot] ? lists.next() : ofMatrix(slot, test);
            if (before != null && before.compareTo(next) >= 0) {
                throw head.corrupt("set " + (test - setFirsts[slot]) + " of input " + setInputs[slot]
                        + " does not come after the one before");
            }
            before = next;
        }
    }

    /** How many there are. */
    public int count() {
        return setFirsts[setInputs.length];
    }

    /** Whether a test asks for a number; else for a category. */
    public boolean isNumber(int test) {
        return test < firsts[inputs.length];
    }

    /** The input that a test asks for. */
    public int input(int test) {
        return isNumber(test) ? inputs[slot(firsts, test)] : setInputs[slot(setFirsts, test)];
    }

    /** The slot that a test lies in. */
    private static int slot(int[] starts, int test) {
        int low = 0;
        int high = starts.length - 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (starts[middle] <= test) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** How thresholds are written. */
    public int thresholds() {
        return thresholds;
    }

    /** The thresholds of all tests of numbers, as they are written. */
    public double[] numbers() {
        double[] all = new double[firsts[inputs.length]];
        for (int i = 0; i < inputs.length; i++) {
            double[] its = numbers[i].read();
            System.arraycopy(its, 0, all, firsts[i], its.length);
        }
        return all;
    }

    /** Whether a test of a number sends a missing value left. */
    public boolean missingLeft(int test) {
        return missingLeft(slot(firsts, test), test);
    }

    private boolean missingLeft(int slot, int test) {
        return missing[slot] == ALL_LEFT
                || (missing[slot] == SOME_LEFT
                        && Bits.get(in, missingAt + missingPlaces[slot] + test - firsts[slot], 1) != 0);
    }

    /** A set of categories: what it lists, whether it is all but these, and where it sends a missing value. */
    @SuppressWarnings("ArrayRecordComponent") // compared by its order only
    public record CategoryTest(int[] listed, boolean isAllBut, boolean missingLeft)
            implements Comparable<CategoryTest> {
        /** Sets of listed codes before sets of all but these, missing values right before left, then by the first code that differs. */
        @Override
        public int compareTo(CategoryTest that) {
            int order = Boolean.compare(isAllBut, that.isAllBut);
            if (order == 0) {
                order = Boolean.compare(missingLeft, that.missingLeft);
            }
            int common = Math.min(listed.length, that.listed.length);
            for (int c = 0; c < common && order == 0; c++) {
                order = Integer.compare(listed[c], that.listed[c]);
            }
            return order == 0 ? Integer.compare(listed.length, that.listed.length) : order;
        }
    }

    /** All tests of categories, in order; the first comes after all tests of numbers. */
    public List<CategoryTest> sets() {
        List<CategoryTest> sets = new ArrayList<>();
        for (int slot = 0; slot < setInputs.length; slot++) {
            Lists lists = new Lists(slot);
            for (int test = setFirsts[slot]; test < setFirsts[slot + 1]; test++) {
                sets.add(listed[slot] ? lists.next() : ofMatrix(slot, test));
            }
        }
        return sets;
    }

    private CategoryTest ofMatrix(int slot, int test) {
        boolean unseen = matrix(slot, codes[slot], test);
        int[] all = new int[codes[slot]];
        int next = 0;
        for (int code = 0; code < all.length; code++) {
            if (matrix(slot, code, test) != unseen) {
                all[next++] = code;
            }
        }
        return new CategoryTest(Arrays.copyOf(all, next), unseen, matrix(slot, codes[slot] + 1, test));
    }

    private boolean matrix(int slot, int code, int test) {
        int tests = setFirsts[slot + 1] - setFirsts[slot];
        return Bits.get(in, 8L * setPlaces[slot] + (long) code * tests + test - setFirsts[slot], 1) != 0;
    }

    /** The lists of a slot, one after the other; each begins with 4 times its length and 2 if missing, 1 if all but these. */
    private final class Lists {
        private int at;

        Lists(int slot) {
            at = setPlaces[slot];
        }

        int varint() {
            int value = 0;
            for (int shift = 0; ; shift += 7) {
                byte next = in.get(at++);
                value |= (next & 0x7f) << shift;
                if (next >= 0) {
                    return value;
                }
            }
        }

        CategoryTest next() {
            int header = varint();
            int[] all = new int[header >>> 2];
            int next = 0;
            for (int c = 0; c < all.length; c++) {
                all[c] = next + varint();
                next = all[c] + 1;
            }
            return new CategoryTest(all, (header & 1) != 0, (header & 2) != 0);
        }

        boolean goesLeft(int code, boolean isMissing) {
            int header = varint();
            boolean found = false;
            int next = 0;
            for (int left = header >>> 2; left > 0; left--) {
                next += varint();
                found |= next++ == code;
            }
            return isMissing ? (header & 2) != 0 : found != ((header & 1) != 0);
        }
    }

    /** What finds thresholds takes of the heap beside the bytes, about. */
    long heapBytes() {
        long bytes = 0;
        for (Ascending one : numbers) {
            bytes += one.heapBytes();
        }
        return bytes;
    }

    /** How many words {@link #mark} needs. */
    public int words() {
        return (count() + Long.SIZE - 1) / Long.SIZE;
    }

    /** Answers all tests of a row: bit {@code t} from word {@code to} on is set when test {@code t} sends it left. */
    public void mark(double[] x, int at, long[] words, int to) {
        for (int w = words(); w > 0; ) {
            words[to + --w] = 0;
        }
        for (int i = 0; i < inputs.length; i++) {
            double value = x[at + inputs[i]];
            if (!Double.isNaN(value)) {
                set(words, to, firsts[i] + numbers[i].right(value), firsts[i + 1]);
            } else if (missing[i] == ALL_LEFT) {
                set(words, to, firsts[i], firsts[i + 1]);
            } else if (missing[i] == SOME_LEFT) {
                copy(missingAt + missingPlaces[i], words, to, firsts[i], firsts[i + 1]);
            }
        }
        for (int i = 0; i < setInputs.length; i++) {
            markSets(i, x[at + setInputs[i]], words, to);
        }
    }

    private void markSets(int slot, double value, long[] words, int to) {
        int known = codes[slot];
        int code = (int) value;
        if (!(code == value && code >= 0 && code < known)) {
            code = known;
        }
        int first = setFirsts[slot];
        int end = setFirsts[slot + 1];
        boolean isMissing = Double.isNaN(value);
        if (!listed[slot]) {
            copy(8L * setPlaces[slot] + (isMissing ? known + 1L : code) * (end - first), words, to, first, end);
            return;
        }
        Lists lists = new Lists(slot);
        for (int test = first; test < end; test++) {
            if (lists.goesLeft(code, isMissing)) {
                words[to + (test >>> 6)] |= 1L << test;
            }
        }
    }

    private static void set(long[] words, int to, int from, int end) {
        if (from >= end) {
            return;
        }
        int first = to + (from >>> 6);
        int last = to + ((end - 1) >>> 6);
        long head = -1L << from;
        long tail = -1L >>> -end;
        if (first == last) {
            words[first] |= head & tail;
            return;
        }
        words[first] |= head;
        for (int w = first + 1; w < last; w++) {
            words[w] = -1L;
        }
        words[last] |= tail;
    }

    private void copy(long bit, long[] words, int to, int from, int end) {
        for (int test = from; test < end; test++) {
            words[to + (test >>> 6)] |= Bits.get(in, bit + test - from, 1) << test;
        }
    }
}
