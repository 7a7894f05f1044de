package io.mlcd.core.judge;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The judges that are built in, as JSON-able maps of strings, whole numbers, lists and maps, so that a rollout goes on as it was
 * after a restart. Fractions are kept as text, to the last bit.
 */
public final class Judges {
    private static final String KIND = "judge";

    private Judges() {}

    /**
     * A judge as a map that {@link #read} understands.
     *
     * @throws IllegalArgumentException if it, or one inside it, is the host's own
     */
    public static Map<String, Object> toJson(Judge judge) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (judge instanceof LossDifference it) {
            json.put(KIND, "losses");
            json.put("margin", text(it.margin()));
            json.put("effect", text(it.effect()));
            json.put("alpha", text(it.alpha()));
            json.put("minKeys", it.minKeys());
            json.put("lossRange", text(it.lossRange()));
        } else if (judge instanceof RateGuard it) {
            json.put(KIND, "rate");
            json.put("what", it.what().name());
            json.put("limit", text(it.limit()));
            json.put("minCalls", it.minCalls());
            json.put("minBad", it.minBad());
            json.put("alpha", text(it.alpha()));
        } else if (judge instanceof LatencyGuard it) {
            json.put(KIND, "latency");
            json.put("quantile", text(it.quantile()));
            json.put("boundNanos", it.boundNanos());
            json.put("ratio", text(it.ratio()));
            json.put("minCalls", it.minCalls());
            json.put("minBad", it.minBad());
            json.put("alpha", text(it.alpha()));
        } else if (judge instanceof ConstantGuard it) {
            json.put(KIND, "constant");
            json.put("minCalls", it.minCalls());
        } else {
            comparisons(judge, json);
        }
        return json;
    }

    private static void comparisons(Judge judge, Map<String, Object> json) {
        if (judge instanceof SeriesShift it) {
            json.put(KIND, "series");
            json.put("metric", it.metric());
            json.put("bad", it.bad().name());
            json.put("tolerance", text(it.tolerance()));
            json.put("absoluteTolerance", text(it.absoluteTolerance()));
            json.put("effect", text(it.effect()));
            json.put("alpha", text(it.alpha()));
            json.put("minPoints", it.minPoints());
            json.put("maxSpread", text(it.maxSpread()));
        } else if (judge instanceof McNemar it) {
            json.put(KIND, "mcNemar");
            json.put("margin", text(it.margin()));
            json.put("alpha", text(it.alpha()));
            json.put("minKeys", it.minKeys());
        } else if (judge instanceof PairedBootstrap it) {
            json.put(KIND, "pairedLosses");
            json.put("margin", text(it.margin()));
            json.put("alpha", text(it.alpha()));
            json.put("minKeys", it.minKeys());
            json.put("resamples", it.resamples());
            json.put("seed", it.seed());
        } else if (judge instanceof SampleRatio it) {
            json.put(KIND, "sampleRatio");
            json.put("alpha", text(it.alpha()));
            json.put("minAssigned", it.minAssigned());
        } else {
            compositions(judge, json);
        }
    }

    private static void compositions(Judge judge, Map<String, Object> json) {
        if (judge instanceof AllOf it) {
            json.put(KIND, "allOf");
            List<Object> judges = new ArrayList<>();
            it.judges().forEach(each -> judges.add(toJson(each)));
            json.put("judges", judges);
        } else if (judge instanceof DryRun it) {
            json.put(KIND, "dryRun");
            json.put("of", toJson(it.judge()));
        } else {
            throw new IllegalArgumentException("judge was " + judge
                    + " but only those of io.mlcd.core.judge can be kept in a journal; give your own judge again when the"
                    + " rollout is resumed");
        }
    }

    /**
     * The judge that {@link #toJson} wrote.
     *
     * @throws IllegalArgumentException if the map is of no judge, or its numbers are not allowed
     */
    public static Judge read(Map<String, Object> json) {
        Fields in = new Fields(json);
        String kind = in.text(KIND);
        return switch (kind) {
            case "losses" ->
                new LossDifference(
                        in.number("margin"),
                        in.number("effect"),
                        in.number("alpha"),
                        in.whole("minKeys"),
                        in.number("lossRange"));
            case "rate" ->
                new RateGuard(
                        RateGuard.What.valueOf(in.text("what")),
                        in.number("limit"),
                        in.whole("minCalls"),
                        in.whole("minBad"),
                        in.number("alpha"));
            case "latency" ->
                new LatencyGuard(
                        in.number("quantile"),
                        in.whole("boundNanos"),
                        in.number("ratio"),
                        in.whole("minCalls"),
                        in.whole("minBad"),
                        in.number("alpha"));
            case "constant" -> new ConstantGuard(in.whole("minCalls"));
            case "series" ->
                new SeriesShift(
                        in.text("metric"),
                        SeriesShift.Direction.valueOf(in.text("bad")),
                        in.number("tolerance"),
                        in.number("absoluteTolerance"),
                        in.number("effect"),
                        in.number("alpha"),
                        in.whole("minPoints"),
                        in.number("maxSpread"));
            case "mcNemar" -> new McNemar(in.number("margin"), in.number("alpha"), in.whole("minKeys"));
            case "pairedLosses" ->
                new PairedBootstrap(
                        in.number("margin"),
                        in.number("alpha"),
                        in.whole("minKeys"),
                        in.whole("resamples"),
                        in.whole("seed"));
            case "sampleRatio" -> new SampleRatio(in.number("alpha"), in.whole("minAssigned"));
            case "allOf" -> new AllOf(in.judges("judges"));
            case "dryRun" -> new DryRun(in.judge("of"));
            default ->
                throw new IllegalArgumentException("judge was \"" + kind
                        + "\", which this version of mlcd does not know; resume with a newer one");
        };
    }

    private static String text(double value) {
        return Double.toString(value);
    }

    /** The fields of a judge, typed. */
    private record Fields(Map<String, Object> json) {
        private <T> T field(String name, Class<T> type) {
            Object value = json.get(name);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("the field \"" + name + "\" of a judge was " + value
                        + " but must be a " + type.getSimpleName() + "; judges are written by Judges.toJson");
            }
            return type.cast(value);
        }

        String text(String name) {
            return field(name, String.class);
        }

        double number(String name) {
            return Double.parseDouble(text(name));
        }

        long whole(String name) {
            return field(name, Number.class).longValue();
        }

        Judge judge(String name) {
            return of(field(name, Map.class));
        }

        List<Judge> judges(String name) {
            List<Judge> judges = new ArrayList<>();
            for (Object each : field(name, List.class)) {
                if (!(each instanceof Map<?, ?> map)) {
                    throw new IllegalArgumentException(
                            "the field \"" + name + "\" of a judge holds " + each + ", which is no judge");
                }
                judges.add(of(map));
            }
            return judges;
        }

        private static Judge of(Map<?, ?> map) {
            Map<String, Object> json = new LinkedHashMap<>();
            map.forEach((name, value) -> json.put(String.valueOf(name), value));
            return read(json);
        }
    }
}
