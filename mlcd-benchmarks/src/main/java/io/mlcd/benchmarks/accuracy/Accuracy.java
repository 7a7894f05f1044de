package io.mlcd.benchmarks.accuracy;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Plan;
import io.mlcd.benchmarks.learners.Quality;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The whole run: each data set in a JVM of its own; the report is written after each. */
public final class Accuracy {
    /** The name on the command line. */
    public static final String SUITE = "Accuracy";

    private static final List<Contender> CONTENDERS = List.of(Contender.MLCD, Contender.XGBOOST, Contender.LIGHTGBM);

    private final Plan<DataSet> plan;
    private final Map<DataSet, Marks> found = new EnumMap<>(DataSet.class);
    private final List<String> absent = new ArrayList<>();

    private Accuracy(Plan<DataSet> plan) {
        this.plan = plan;
    }

    /** Runs as the system properties say. */
    public static void run() throws IOException, InterruptedException {
        new Accuracy(plan(System.getProperties())).sets();
    }

    /** The rounds are the splits. */
    static Plan<DataSet> plan(Properties given) {
        return Plan.of(SUITE, given, 10, 2, CONTENDERS, List.of(DataSet.values()), DataSet::id);
    }

    private void sets() throws IOException, InterruptedException {
        for (DataSet set : plan.workloads()) {
            String excuse = set.excuse(plan.data()).orElse("");
            if (excuse.isEmpty()) {
                set(set);
            } else {
                leave(set.id() + ": " + excuse);
            }
            plan.write("accuracy", new AccuracyPage(plan, Machine.here(), found, absent).text(), csv(found));
        }
        System.out.println("written to " + plan.results());
    }

    private void set(DataSet set) throws IOException, InterruptedException {
        Properties facts = plan.child(
                Scoring.class,
                set.id(),
                set.name(),
                plan.contenders().stream().map(Contender::name).collect(Collectors.joining(",")),
                Integer.toString(plan.rounds()));
        if (facts.containsKey("error")) {
            leave(set.id() + ": " + facts.getProperty("error", ""));
            return;
        }
        Marks marks = Marks.of(facts, plan.rounds());
        for (Contender contender : plan.contenders()) {
            String error = facts.getProperty(contender.id() + ".error", "");
            if (!error.isEmpty()) {
                leave(contender.title() + " at " + set.id() + ": " + error);
            }
        }
        if (!marks.qualities().containsKey(Contender.MLCD)) {
            throw new IllegalStateException("mlcd does not work at " + set.id());
        }
        found.put(set, marks);
        System.out.println(set.id() + ": " + set.measure() + " of the first split "
                + marks.qualities().entrySet().stream()
                        .map(each -> each.getKey().id() + " "
                                + set.loss(each.getValue().get(0)))
                        .collect(Collectors.joining(", ")));
    }

    private void leave(String reason) {
        absent.add(reason);
        System.out.println("not run: " + reason);
    }

    /** Every number of every split. */
    static String csv(Map<DataSet, Marks> found) {
        StringBuilder text = new StringBuilder("data,contender,split,measure,value\n");
        found.forEach((set, marks) -> marks.qualities().forEach((contender, qualities) -> {
            for (int split = 0; split < qualities.size(); split++) {
                String place = set.id() + "," + contender.id() + "," + (split + 1) + ",";
                Quality quality = qualities.get(split);
                text.append(place + set.measure() + "," + set.loss(quality) + "\n");
                text.append(place + set.other() + "," + set.other(quality) + "\n");
            }
        }));
        return text.toString();
    }
}
