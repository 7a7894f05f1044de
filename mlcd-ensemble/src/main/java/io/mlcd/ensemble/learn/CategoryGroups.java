package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;

/**
 * The categories of a column, the rare ones taken together. Groups count from 0 in the order of the categories; that of the rare
 * ones, if there are any, is the last.
 */
final class CategoryGroups {
    private final int[] groups;
    private final int frequent;
    private final boolean rare;

    private CategoryGroups(int[] groups, int frequent, boolean rare) {
        this.groups = groups;
        this.frequent = frequent;
        this.rare = rare;
    }

    /**
     * The groups of a column.
     *
     * @param rareBelow categories with fewer rows are rare: a number of rows, or below 1 a share of them
     */
    static CategoryGroups of(Column column, double rareBelow) {
        int[] rows = new int[column.categories().size()];
        for (int row = 0; row < column.size(); row++) {
            if (!column.isMissing(row)) {
                rows[column.code(row)]++;
            }
        }
        double least = rareBelow < 1 ? rareBelow * column.size() : rareBelow;
        int[] groups = new int[rows.length];
        int frequent = 0;
        for (int code = 0; code < rows.length; code++) {
            groups[code] = rows[code] < least ? -1 : frequent++;
        }
        boolean rare = frequent < rows.length;
        for (int code = 0; code < rows.length; code++) {
            groups[code] = groups[code] < 0 ? frequent : groups[code];
        }
        return new CategoryGroups(groups, frequent, rare);
    }

    /** How many categories there are. */
    int categories() {
        return groups.length;
    }

    /** How many groups there are. */
    int count() {
        return frequent + (rare ? 1 : 0);
    }

    /** The group of a category. */
    int of(int code) {
        return groups[code];
    }

    /** Whether a category is one of the rare ones. */
    boolean isRare(int code) {
        return groups[code] == frequent;
    }

    /** Whether some are rare; a category that was never seen is one of them then. */
    boolean hasRare() {
        return rare;
    }
}
