package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.ensemble.key.KeyHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The strategies of {@link Partition} that keep rows together that have something in common. */
final class KeyStrategies {
    private KeyStrategies() {}

    record ByHash(String column, int parts) implements Divided.Divider {
        ByHash {
            Strategies.checkParts(parts);
        }

        @Override
        public Table roles(Table table) {
            Strategies.column(this, table, column);
            boolean plays = table.key().isPresent() || Roles.names(table).contains(column);
            return plays ? table : table.key(column);
        }

        @Override
        public Divided divided(Table table, long seed) {
            Column key = Strategies.column(this, table, column);
            Strategies.requireComplete(this, key);
            int[] partOf = new int[table.rows()];
            for (int row = 0; row < partOf.length; row++) {
                partOf[row] = (int) (KeyHash.unit(key, row) * parts);
            }
            List<int[]> rows = Strategies.gather(partOf, parts);
            for (int part = 0; part < parts; part++) {
                if (rows.get(part).length == 0) {
                    throw Strategies.refusal(
                            this,
                            "no key of \"" + column + "\" falls into part " + (part + 1) + " of " + parts + " among "
                                    + key.size() + " rows; use fewer parts, or Partition.byGroup(\"" + column
                                    + "\", k), which balances them");
                }
            }
            return Divided.numbered(
                    rows,
                    "the key \"" + column
                            + "\" is no feature, and a key that was not trained on says nothing about which model fits it;"
                            + " use Partition.byCategory(column), byQuantiles(column, k) or byClusters(k), or combine the"
                            + " parts by Combine.AVERAGE");
        }

        @Override
        public String toString() {
            return "byHash(\"" + column + "\", " + parts + ")";
        }
    }

    record ByGroup(String column, int parts) implements Divided.Divider {
        ByGroup {
            Strategies.checkParts(parts);
        }

        @Override
        public Divided divided(Table table, long seed) {
            Column groups = Strategies.column(this, table, column);
            Strategies.requireComplete(this, groups);
            Map<Object, Integer> numberOf = new LinkedHashMap<>();
            int[] groupOf = new int[table.rows()];
            for (int row = 0; row < groupOf.length; row++) {
                Object value = value(groups, row);
                Integer known = numberOf.putIfAbsent(value, numberOf.size());
                groupOf[row] = known == null ? numberOf.size() - 1 : known;
            }
            if (numberOf.size() < parts) {
                throw Strategies.refusal(
                        this,
                        "\"" + column + "\" has " + numberOf.size() + " different values, but there are to be " + parts
                                + " parts; use fewer parts");
            }
            int[] sizes = new int[numberOf.size()];
            for (int group : groupOf) {
                sizes[group]++;
            }
            int[] partOf = Categories.balance(sizes, parts);
            Arrays.setAll(groupOf, row -> partOf[groupOf[row]]);
            Map<String, Integer> partOfText = new TreeMap<>();
            if (groups.type() == Column.Type.CATEGORY) {
                numberOf.forEach((text, group) -> partOfText.put((String) text, partOf[group]));
            }
            return Strategies.named(
                    names(), Strategies.gather(groupOf, parts), new Route.ByCategory(column, partOfText));
        }

        private static Object value(Column column, int row) {
            return switch (column.type()) {
                case CATEGORY -> column.categories().get(column.code(row));
                case NUMBER -> column.number(row) + 0.0;
                case TIME -> column.millis(row);
            };
        }

        private List<String> names() {
            List<String> names = new ArrayList<>();
            for (int part = 1; part <= parts; part++) {
                names.add("group " + part + " of " + parts + " of " + column);
            }
            return names;
        }

        @Override
        public String toString() {
            return "byGroup(\"" + column + "\", " + parts + ")";
        }
    }

    record ByFunction(String name, Partition.PartOf function) implements Divided.Divider {
        ByFunction {
            if (name.isBlank()) {
                throw new IllegalArgumentException(
                        "a partition by a function needs a name, but the one given was blank");
            }
        }

        @Override
        public Divided divided(Table table, long seed) {
            String[] partOfRow = new String[table.rows()];
            Map<String, Integer> parts = new TreeMap<>();
            for (int row = 0; row < partOfRow.length; row++) {
                partOfRow[row] = function.name(table, row);
                if (partOfRow[row] == null) {
                    throw Strategies.refusal(
                            this, "its function gave row " + row + " no part; it must name one for each row");
                }
                parts.put(partOfRow[row], 0);
            }
            if (parts.size() < 2) {
                throw Strategies.refusal(
                        this,
                        "its function puts all " + table.rows() + " rows into the part " + parts.keySet()
                                + "; it must name at least two parts");
            }
            Map<String, Integer> numbers = new HashMap<>();
            parts.keySet().forEach(part -> numbers.put(part, numbers.size()));
            int[] partOf = new int[partOfRow.length];
            Arrays.setAll(partOf, row -> numbers.get(partOfRow[row]));
            return Strategies.named(
                    List.copyOf(parts.keySet()),
                    Strategies.gather(partOf, parts.size()),
                    new Route.None(
                            "a function is no data, so a model cannot hold it; make its result a column of"
                                    + " categories and use Partition.byCategory(column), or combine the parts by Combine.AVERAGE"));
        }

        @Override
        public String toString() {
            return "by(\"" + name + "\")";
        }
    }
}
