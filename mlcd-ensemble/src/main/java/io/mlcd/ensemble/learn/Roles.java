package io.mlcd.ensemble.learn;

import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The columns of a table that play a role. */
final class Roles {
    private Roles() {}

    private static List<Optional<Column>> of(Table table) {
        return List.of(table.target(), table.weights(), table.key(), table.time());
    }

    static Set<String> names(Table table) {
        Set<String> names = new LinkedHashSet<>();
        of(table).forEach(role -> role.ifPresent(column -> names.add(column.name())));
        return names;
    }

    /** The same rows, each counting once. */
    static Table withoutWeights(Table table) {
        if (table.weights().isEmpty()) {
            return table;
        }
        Table bare = Table.of(table.columns().stream()
                .filter(column -> !column.name().equals(table.weights().get().name()))
                .toList());
        return withRoles(bare, table, false);
    }

    /** Other features with the same roles. */
    static Table copy(Table table, List<Column> features) {
        List<Column> columns = new ArrayList<>(features);
        names(table).forEach(name -> columns.add(table.column(name)));
        return withColumns(table, columns);
    }

    /** Other columns, among them those that play a role, with the same roles. */
    static Table withColumns(Table table, List<Column> columns) {
        return withRoles(Table.of(columns), table, true);
    }

    private static Table withRoles(Table bare, Table table, boolean weights) {
        Table copy = bare;
        copy = table.target().isPresent() ? copy.target(table.target().get().name()) : copy;
        copy = weights && table.weights().isPresent()
                ? copy.weights(table.weights().get().name())
                : copy;
        copy = table.key().isPresent() ? copy.key(table.key().get().name()) : copy;
        return table.time().isPresent() ? copy.time(table.time().get().name()) : copy;
    }
}
