package io.mlcd.ensemble.learn;

import io.mlcd.core.metric.Metric;
import io.mlcd.core.model.Model;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A fitted ensemble and what it found out about itself on its own training rows, without any other.
 *
 * @param model the same as {@link Learner#fit} gives
 * @param heldOut what the ensemble predicted for rows that it had not been fitted to; each ensemble says how
 * @param members those in the model, and those that were tried, in the order in which they were given
 * @param seconds how long all took, by the clock
 */
public record EnsembleReport(Model model, HeldOut heldOut, List<Member> members, double seconds) {
    /**
     * One member.
     *
     * @param name by which it is called
     * @param weight how much it counts in the model, by the measure of the ensemble; 0 if it is not in it
     * @param scores how good its predictions of held-out rows were; empty where they were not looked at one by one
     * @param seconds how long its fits took together, each by the clock
     */
    public record Member(String name, double weight, Map<Metric, Double> scores, double seconds) {
        /** Checks and copies. */
        public Member {
            scores = Map.copyOf(scores);
        }
    }

    /** Copies. */
    public EnsembleReport {
        members = List.copyOf(members);
    }

    /** The ensemble in the first line, then a line for each member. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%s, %.1f s", heldOut, seconds));
        for (Member member : members) {
            text.append(String.format(
                    Locale.ROOT, "%n  %s: weight %.4g, %.1f s", member.name, member.weight, member.seconds));
            for (Metric metric : Metric.values()) {
                Double score = member.scores.get(metric);
                text.append(score == null ? "" : String.format(Locale.ROOT, ", %s %.4f", metric, score));
            }
        }
        return text.toString();
    }

    /** Seconds since a reading of {@link System#nanoTime()}. */
    static double secondsSince(long started) {
        return (System.nanoTime() - started) / 1e9;
    }
}
