package io.mlcd.ensemble.learn;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.data.Column;
import io.mlcd.core.data.Table;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Linear;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.apache.commons.math3.exception.ConvergenceException;
import org.apache.commons.math3.ml.clustering.CentroidCluster;
import org.apache.commons.math3.ml.clustering.DoublePoint;
import org.apache.commons.math3.ml.clustering.KMeansPlusPlusClusterer;
import org.apache.commons.math3.ml.distance.DistanceMeasure;
import org.apache.commons.math3.ml.distance.EuclideanDistance;
import org.apache.commons.math3.random.Well19937c;

/**
 * Parts by nearness to the centres of k-means. Rows are sent to their parts by the form that sends them when they are served,
 * so that both agree to the last bit.
 */
record Clusters(int parts) implements Divided.Divider {
    private static final int SAMPLE = 10_000;
    private static final int MOST_ITERATIONS = 100;
    /** Of these the sample takes 160 MB. */
    private static final int MOST_COORDINATES = 2_000;

    Clusters {
        Strategies.checkParts(parts);
    }

    @Override
    public Divided divided(Table table, long seed) throws InterruptedException {
        List<Column> columns = table.features().stream()
                .filter(column -> column.type() != Column.Type.TIME)
                .toList();
        if (columns.isEmpty()) {
            throw Strategies.refusal(
                    this, "no column of " + table.names() + " is a feature; nearness is one of features");
        }
        requireNarrow(columns);
        List<Feature> features = new ArrayList<>();
        List<Derived> derived = new ArrayList<>();
        for (int input = 0; input < columns.size(); input++) {
            Column column = columns.get(input);
            boolean number = column.type() == Column.Type.NUMBER;
            features.add(Training.feature(column));
            if (number) {
                derived.add(standardised(input, column));
            }
            for (int code = 0; code < column.categories().size(); code++) {
                derived.add(new Derived.IsCategory(input, code));
            }
        }
        Linear scores = scores(centres(table, columns, derived, seed));
        Route.ByCentre route = new Route.ByCentre(features, derived, scores);
        Signature signature = Signature.of(features, new Output.Numeric("part"));
        int[] partOf = Arrays.stream(Route.numbers(route, signature, parts, table))
                .mapToInt(part -> (int) part)
                .toArray();
        List<int[]> rows = Strategies.gather(partOf, parts);
        List<String> names = new ArrayList<>();
        for (int part = 1; part <= parts; part++) {
            names.add("cluster " + part + " of " + parts);
            if (rows.get(part - 1).length == 0) {
                throw Strategies.refusal(this, "cluster " + part + " of " + parts + " has no rows; use fewer clusters");
            }
        }
        return Strategies.named(names, rows, route);
    }

    private void requireNarrow(List<Column> columns) {
        Column widest = columns.get(0);
        long coordinates = 0;
        for (Column column : columns) {
            coordinates += coordinates(column);
            widest = coordinates(column) > coordinates(widest) ? column : widest;
        }
        if (coordinates > MOST_COORDINATES) {
            throw Strategies.refusal(
                    this,
                    "each number and each category is a coordinate, which makes " + coordinates + ", of which \""
                            + widest.name() + "\" has " + coordinates(widest) + ", but there may be at most "
                            + MOST_COORDINATES
                            + "; drop such columns, table.drop(names), or put rare categories together,"
                            + " Prepared.by(Preparation.standard().rareCategories(20), learner)");
        }
    }

    private static int coordinates(Column column) {
        return column.type() == Column.Type.NUMBER ? 1 : column.categories().size();
    }

    private Derived standardised(int input, Column column) {
        double sum = 0;
        int count = 0;
        for (int row = 0; row < column.size(); row++) {
            double value = column.number(row);
            if (Double.isInfinite(value)) {
                throw Strategies.refusal(
                        this,
                        "\"" + column.name() + "\" is infinite in row " + row
                                + ", which is near to nothing; give NaN where a number is missing");
            }
            sum += Double.isNaN(value) ? 0 : value;
            count += Double.isNaN(value) ? 0 : 1;
        }
        double mean = count == 0 ? 0 : sum / count;
        double squares = 0;
        for (int row = 0; row < column.size(); row++) {
            double distance = column.number(row) - mean;
            squares += Double.isNaN(distance) ? 0 : distance * distance;
        }
        double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
        return new Derived.Scaled(
                input,
                mean,
                Double.NEGATIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                mean,
                deviation > 0 && Double.isFinite(deviation) ? deviation : 1);
    }

    private List<double[]> centres(Table table, List<Column> columns, List<Derived> derived, long seed)
            throws InterruptedException {
        int[] order = Draw.shuffled(table.rows(), seed);
        List<DoublePoint> points = new ArrayList<>();
        Set<DoublePoint> distinct = new HashSet<>();
        for (int i = 0; i < Math.min(SAMPLE, order.length); i++) {
            double[] point = new double[derived.size()];
            for (int d = 0; d < point.length; d++) {
                point[d] =
                        derived.get(d).derive(value(columns.get(derived.get(d).input()), order[i]));
            }
            points.add(new DoublePoint(point));
            distinct.add(points.get(i));
        }
        if (distinct.size() < parts) {
            throw Strategies.refusal(
                    this,
                    "there are " + distinct.size() + " different rows; use fewer clusters, or Partition.random(k)");
        }
        KMeansPlusPlusClusterer<DoublePoint> clusterer =
                new KMeansPlusPlusClusterer<>(parts, MOST_ITERATIONS, distance(), new Well19937c(seed));
        try {
            List<double[]> centres = new ArrayList<>();
            for (CentroidCluster<DoublePoint> cluster : clusterer.cluster(points)) {
                centres.add(cluster.getCenter().getPoint());
            }
            return centres;
        } catch (CancellationException e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("the fit was interrupted while " + this + " looked for the centres");
            }
            throw e;
        } catch (ConvergenceException e) {
            throw Strategies.refusal(this, "a cluster lost all its rows (" + e.getMessage() + "); use fewer clusters");
        }
    }

    /** It is all that is called while clusters are searched, so it ends the search of a thread that was interrupted. */
    private static DistanceMeasure distance() {
        DistanceMeasure distance = new EuclideanDistance();
        return (a, b) -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new CancellationException();
            }
            return distance.compute(a, b);
        };
    }

    private static double value(Column column, int row) {
        if (column.type() == Column.Type.NUMBER) {
            return column.number(row);
        }
        return column.isMissing(row) ? Double.NaN : column.code(row);
    }

    private static Linear scores(List<double[]> centres) {
        double[] halves = new double[centres.size()];
        for (int part = 0; part < halves.length; part++) {
            for (double coordinate : centres.get(part)) {
                halves[part] -= coordinate * coordinate / 2;
            }
        }
        return Linear.of(centres.toArray(new double[0][]), halves);
    }

    @Override
    public String toString() {
        return "byClusters(" + parts + ")";
    }
}
