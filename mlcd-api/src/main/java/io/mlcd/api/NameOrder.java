package io.mlcd.api;

import java.util.Arrays;

/*
 * Rows that one place in a program makes name the features in one order, and mostly by the same objects: literals, labels
 * of columns, names that a reader of JSON keeps. So an order is remembered, and a name that is the very object at its place
 * costs one comparison. Any other is looked up; after it the order goes on behind the place of that feature, so that a
 * feature which is absent costs one look-up and not all that follow.
 *
 * At first the order is that of the features with their own names, which literals are. It is replaced after rows of which
 * most names had to be looked up, but only after the first, the second, the fourth, the eighth... of them: so rows whose
 * names are always new objects cost next to nothing here, and of several orders a late one can still win.
 *
 * The fields that change are plain: a thread that sees an older order looks names up, and answers the same.
 */
/** The order in which rows name features, as it was seen before. Only ever a guess. */
final class NameOrder {
    /** No position: the name at a place is another object. */
    static final int ELSEWHERE = -2;

    /** Rows after which nothing is learnt or counted any more, so that threads do not write what others read. */
    private static final int MOST_ROWS = 1 << 16;

    private final Positions positions;
    private Seen seen;
    private int rows;

    /** The order of the features themselves. */
    NameOrder(Positions positions, String... features) {
        this.positions = positions;
        seen = new Seen(positions, features, features.length);
    }

    Seen seen() {
        return seen;
    }

    /** Says that most names of a row were not where they were before. */
    void missed(Row row, int features) {
        int before = rows;
        if (before >= MOST_ROWS) {
            return;
        }
        rows = before + 1;
        if ((before & (before - 1)) == 0) {
            String[] names = new String[row.size()];
            Arrays.setAll(names, row::name);
            seen = new Seen(positions, names, features);
        }
    }

    /** One order; immutable. */
    static final class Seen {
        private final String[] names;
        /** The position of the feature at each place, or {@link Positions#NONE}. */
        private final int[] positions;
        /** The place after that of each feature; -1 for one that is not named. */
        private final int[] after;

        private Seen(Positions all, String[] names, int features) {
            this.names = names;
            positions = new int[names.length];
            after = new int[features];
            Arrays.fill(after, -1);
            for (int place = 0; place < names.length; place++) {
                positions[place] = all.of(names[place]);
                if (positions[place] != Positions.NONE) {
                    after[positions[place]] = place + 1;
                }
            }
        }

        /** The position of the feature at a place, or {@link Positions#NONE}, if this object is there. */
        @SuppressWarnings("ReferenceEquality") // an equal name that is another object is looked up
        int at(int place, String name) {
            return place < names.length && names[place] == name ? positions[place] : ELSEWHERE;
        }

        /** Where to go on after a feature that was looked up at a place. */
        int after(int position, int place) {
            return position == Positions.NONE || after[position] < 0 ? place : after[position];
        }
    }
}
