package io.mlcd.benchmarks.training;

import io.mlcd.benchmarks.common.Machine;
import io.mlcd.benchmarks.learners.Contender;
import io.mlcd.benchmarks.learners.Plan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * The whole run: in every round every contender trains every workload, each in a JVM of its own, one after the other; the
 * report is written after every round.
 */
public final class Training {
    /** The name on the command line. */
    public static final String SUITE = "Training";

    private final Plan<Workload> plan;
    private final Found found = new Found();

    private Training(Plan<Workload> plan) {
        this.plan = plan;
    }

    /** Runs as the system properties say. */
    public static void run() throws IOException, InterruptedException {
        new Training(plan(System.getProperties())).rounds();
    }

    static Plan<Workload> plan(Properties given) {
        return Plan.of(SUITE, given, 3, 1, contenders(), List.of(Workload.values()), Workload::id);
    }

    static List<Contender> contenders() {
        return List.of(Contender.values());
    }

    private void rounds() throws IOException, InterruptedException {
        List<Found.Entry> entries = entries();
        int done = 0;
        for (int round = 1; round <= plan.rounds(); round++) {
            for (Found.Entry entry : entries) {
                done++;
                if (!found.absent().containsKey(entry)) {
                    String outcome = turn(entry, round);
                    System.out.println(
                            done + "/" + plan.rounds() * entries.size() + " " + name(entry) + ": " + outcome);
                }
            }
            plan.write("training", new TrainingPage(plan, Machine.here(), found).text(), csv(found));
        }
        System.out.println("written to " + plan.results());
    }

    private List<Found.Entry> entries() {
        List<Found.Entry> entries = new ArrayList<>();
        for (Workload workload : plan.workloads()) {
            for (Contender contender : plan.contenders()) {
                if (workload.contenders().contains(contender)) {
                    Found.Entry entry = new Found.Entry(workload, contender);
                    entries.add(entry);
                    workload.excuse(plan.data()).ifPresent(reason -> {
                        found.addAbsent(entry, reason);
                        System.out.println("not run: " + name(entry) + ": " + reason);
                    });
                }
            }
        }
        return entries;
    }

    private static String name(Found.Entry entry) {
        return entry.workload().id() + " " + entry.contender().id();
    }

    private String turn(Found.Entry entry, int round) throws IOException, InterruptedException {
        Properties facts = plan.child(
                Turn.class,
                name(entry).replace(' ', '-'),
                entry.contender().name(),
                entry.workload().id());
        String error = facts.getProperty("error", "");
        if (error.isEmpty()) {
            Outcome outcome = Outcome.of(facts);
            found.add(new Found.Sample(entry.workload(), entry.contender(), round, outcome));
            return String.format(
                    Locale.ROOT,
                    "%.2f s, then %.2f s, log loss %.4f",
                    outcome.firstSeconds(),
                    outcome.secondSeconds(),
                    outcome.quality().logLoss());
        }
        if (entry.contender() == Contender.MLCD) {
            throw new IllegalStateException(name(entry) + " does not work: " + error);
        }
        found.addAbsent(entry, error);
        return "failed: " + error;
    }

    /** Every number of every round. */
    static String csv(Found found) {
        StringBuilder text = new StringBuilder("workload,contender,round,measure,value\n");
        for (Found.Sample sample : found.samples()) {
            Outcome outcome = sample.outcome();
            Map<String, Double> figures = new LinkedHashMap<>();
            figures.put("trees", (double) outcome.trees());
            figures.put("seconds of the first fit", outcome.firstSeconds());
            figures.put("seconds of the second fit", outcome.secondSeconds());
            figures.put("peak bytes of the process", outcome.peakBytes());
            figures.put("log loss", outcome.quality().logLoss());
            figures.put("ROC AUC", outcome.quality().rocAuc());
            figures.put("accuracy", outcome.quality().accuracy());
            figures.forEach((name, value) -> text.append(sample.workload().id() + ","
                    + sample.contender().id() + "," + sample.round() + "," + name + "," + value + "\n"));
        }
        return text.toString();
    }
}
