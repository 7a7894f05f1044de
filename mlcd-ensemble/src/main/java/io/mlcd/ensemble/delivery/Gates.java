package io.mlcd.ensemble.delivery;

import io.mlcd.core.metric.Metric;
import java.util.Locale;
import java.util.OptionalDouble;

/** The gates of {@link Gate}. */
final class Gates {
    private Gates() {}

    record Absolute(Metric metric, double bound, boolean atLeast) implements Gate {
        Absolute {
            if (!Double.isFinite(bound)) {
                throw new IllegalArgumentException("the bound of " + metric + " was " + bound + " but must be finite");
            }
        }

        @Override
        public GateResult check(Candidate candidate) {
            OptionalDouble value = candidate.evaluation().metric(metric);
            if (value.isEmpty()) {
                return missing(this, metric, candidate);
            }
            double number = value.getAsDouble();
            if (atLeast ? number >= bound : number <= bound) {
                return new GateResult(toString(), Verdict.PASS, format(number));
            }
            return new GateResult(
                    toString(),
                    Verdict.FAIL,
                    format(number, bound) + " is " + (atLeast ? "below " : "above ")
                            + format(bound, number) + " on "
                            + candidate.evaluation().rows()
                            + " test rows; give more or better data, another learner, or another bound");
        }

        @Override
        public String toString() {
            return metric + (atLeast ? " at least " : " at most ") + bound;
        }
    }

    record Relative(Metric metric, double tolerance) implements Gate {
        Relative {
            if (!(tolerance >= 0) || Double.isInfinite(tolerance)) {
                throw new IllegalArgumentException(
                        "the tolerance of " + metric + " was " + tolerance + " but must be 0 or more");
            }
        }

        @Override
        public boolean comparesWithLive() {
            return true;
        }

        @Override
        public GateResult check(Candidate candidate) {
            Candidate.Live live = candidate.live();
            if (live.problem().isPresent()) {
                return new GateResult(
                        toString(),
                        Verdict.INCONCLUSIVE,
                        "the live model cannot be compared: " + live.problem().get());
            }
            if (live.evaluation().isEmpty()) {
                return new GateResult(
                        toString(), Verdict.PASS, "nothing is live yet, so there is nothing to be worse than");
            }
            OptionalDouble own = candidate.evaluation().metric(metric);
            OptionalDouble its = live.evaluation().get().metric(metric);
            if (own.isEmpty()) {
                return missing(this, metric, candidate);
            }
            if (its.isEmpty()) {
                return new GateResult(
                        toString(),
                        Verdict.INCONCLUSIVE,
                        "the live model cannot be compared: its " + metric + " is missing on these "
                                + candidate.evaluation().rows() + " test rows; choose another metric");
            }
            double worse = metric.higherIsBetter()
                    ? its.getAsDouble() - own.getAsDouble()
                    : own.getAsDouble() - its.getAsDouble();
            String numbers = format(own.getAsDouble(), its.getAsDouble()) + " against "
                    + format(its.getAsDouble(), own.getAsDouble()) + " live";
            return worse <= tolerance
                    ? new GateResult(toString(), Verdict.PASS, numbers)
                    : new GateResult(
                            toString(),
                            Verdict.FAIL,
                            numbers + " is worse by " + format(worse, tolerance) + ", more than "
                                    + format(tolerance, worse)
                                    + "; keep the live model, or look at what changed in the data");
        }

        @Override
        public String toString() {
            return metric + " no worse than live by " + tolerance;
        }
    }

    private static GateResult missing(Gate gate, Metric metric, Candidate candidate) {
        String why = metric.appliesTo(candidate.evaluation().outcomes().output())
                ? "the " + candidate.evaluation().rows() + " test rows lack a class, or an answer is no number"
                : "the model predicts " + candidate.evaluation().outcomes().output() + ", for which it is not defined";
        return new GateResult(
                gate.toString(),
                Verdict.FAIL,
                metric + " is missing: " + why + "; choose another metric, or test on rows of all classes");
    }

    /** Four decimals, or all where they would not tell a number from another one. */
    private static String format(double number, double other) {
        boolean same = number != other && format(number).equals(format(other));
        return same ? Double.toString(number) : format(number);
    }

    private static String format(double number) {
        return String.format(Locale.ROOT, "%.4f", number);
    }
}
