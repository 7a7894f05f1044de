package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Divides rows by the values of a category. */
final class Categories {
    private Categories() {}

    static Divided divided(Partition.ByCategory partition, Table given) {
        String name = partition.column();
        Strategies.column(partition, given, name);
        Table table = given.trimmed();
        Column column = table.column(name);
        if (column.type() != Column.Type.CATEGORY) {
            throw Strategies.refusal(
                    partition,
                    "\"" + name + "\" is a " + column.type()
                            + "; make it a category, table.asCategory(name), or use Partition.byQuantiles(name, k) or"
                            + " byTime(name, k)");
        }
        int[] counts = counts(column);
        boolean[] rare = rare(counts, partition.minRows());
        List<String> names = new ArrayList<>();
        int[] partOfCode = new int[counts.length];
        for (int code = 0; code < counts.length; code++) {
            if (!rare[code]) {
                partOfCode[code] = names.size();
                names.add(name + " \"" + column.categories().get(code) + "\"");
            }
        }
        int other = names.size();
        for (int code = 0; code < counts.length; code++) {
            if (rare[code]) {
                partOfCode[code] = other;
            }
        }
        if (IntStream.range(0, counts.length).anyMatch(code -> rare[code])) {
            names.add(name + " other");
        }
        requireTwo(partition, column, names);
        int[] partOf = new int[table.rows()];
        for (int row = 0; row < partOf.length; row++) {
            partOf[row] = column.isMissing(row) ? -1 : partOfCode[column.code(row)];
        }
        Map<String, Integer> partOfText = new LinkedHashMap<>();
        for (int code = 0; code < counts.length; code++) {
            partOfText.put(column.categories().get(code), partOfCode[code]);
        }
        return Strategies.named(names, Strategies.gather(partOf, names.size()), new Route.ByCategory(name, partOfText));
    }

    private static int[] counts(Column column) {
        int[] counts = new int[column.categories().size()];
        for (int row = 0; row < column.size(); row++) {
            int code = column.code(row);
            if (code >= 0) {
                counts[code]++;
            }
        }
        return counts;
    }

    /** Those with too few rows, and while these together have too few, the next; of equal ones the later text. */
    private static boolean[] rare(int[] counts, int minRows) {
        boolean[] rare = new boolean[counts.length];
        int[] byCount = IntStream.range(0, counts.length)
                .boxed()
                .sorted(Comparator.<Integer>comparingInt(code -> counts[code]).thenComparing(Comparator.reverseOrder()))
                .mapToInt(Integer::intValue)
                .toArray();
        int together = 0;
        for (int code : byCount) {
            if (counts[code] < minRows || (together > 0 && together < minRows)) {
                rare[code] = true;
                together += counts[code];
            }
        }
        return rare;
    }

    private static void requireTwo(Partition.ByCategory partition, Column column, List<String> names) {
        if (names.size() < 2) {
            throw Strategies.refusal(
                    partition,
                    "the " + column.categories().size() + " values of \"" + column.name() + "\" in " + column.size()
                            + " rows give " + names.size() + " parts, " + names + ", but there must be at least 2; "
                            + (partition.minRows() > 1 ? "lower minRows, or " : "")
                            + "divide the rows by another column");
        }
    }

    /** Groups, the largest first, each to the part with the fewest rows; gives the part of each group. */
    static int[] balance(int[] sizes, int parts) {
        int[] partOf = new int[sizes.length];
        int[] rows = new int[parts];
        Integer[] bySize = new Integer[sizes.length];
        Arrays.setAll(bySize, group -> group);
        Arrays.sort(bySize, Comparator.comparingInt(group -> -sizes[group])); // stable
        for (int group : bySize) {
            int least = 0;
            for (int part = 1; part < parts; part++) {
                least = rows[part] < rows[least] ? part : least;
            }
            partOf[group] = least;
            rows[least] += sizes[group];
        }
        return partOf;
    }
}
