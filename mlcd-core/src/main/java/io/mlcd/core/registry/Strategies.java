package io.mlcd.core.registry;

import io.mlcd.api.Verdict;
import io.mlcd.api.Version;
import io.mlcd.core.judge.Evidence;
import io.mlcd.core.judge.Judge;
import io.mlcd.core.judge.Judges;
import io.mlcd.core.judge.SampleRatio;
import io.mlcd.core.rollout.AbTest;
import io.mlcd.core.rollout.Analysis;
import io.mlcd.core.rollout.BlueGreen;
import io.mlcd.core.rollout.Canary;
import io.mlcd.core.rollout.Immediately;
import io.mlcd.core.rollout.Loss;
import io.mlcd.core.rollout.Shadow;
import io.mlcd.core.rollout.Strategy;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Strategies as the journal keeps them: JSON with durations and fractions as text, exactly. A judge that is the host's own cannot
 * be kept; whoever reads the strategy gives it again, or has one in its place that cannot tell, and {@link Judge#guardRails()} in the
 * place of a guard.
 */
final class Strategies {
    private static final String KIND = "strategy";
    private static final String OWN = "own";

    private Strategies() {}

    static Map<String, Object> toJson(Strategy strategy) {
        Map<String, Object> json = new LinkedHashMap<>();
        if (strategy instanceof Canary it) {
            json.put(KIND, "canary");
            json.put("percents", texts(it.percents()));
            json.put("every", it.every().toString());
            it.judge().ifPresent(judge -> json.put("judge", judge(judge)));
            it.stepJudge().ifPresent(judge -> json.put("stepJudge", judge(judge)));
            json.put("patience", it.patience().toString());
            it.watch().ifPresent(watch -> json.put("watch", watch.toString()));
        } else if (strategy instanceof BlueGreen it) {
            json.put(KIND, "blueGreen");
            json.put("preview", it.preview().toString());
            json.put("judge", judge(it.judge()));
            json.put("patience", it.patience().toString());
            json.put("watch", it.watch().toString());
        } else if (strategy instanceof Shadow it) {
            json.put(KIND, "shadow");
            json.put("lasting", it.lasting().toString());
            json.put("fraction", Double.toString(it.fraction()));
            json.put("judge", judge(it.judge()));
            json.put("patience", it.patience().toString());
            json.put("queue", (long) it.queue());
            json.put("timeout", it.timeout().toString());
        } else if (strategy instanceof AbTest it) {
            json.put(KIND, "abTest");
            json.put("percents", texts(it.percents()));
            json.put("lasting", it.lasting().toString());
            json.put("judge", judge(it.judge()));
            json.put("sampleRatio", judge(it.sampleRatio()));
            json.put("patience", it.patience().toString());
        } else if (strategy instanceof Immediately it) {
            json.put(KIND, "immediately");
            json.put("watch", it.watch().toString());
        }
        json.put("analysis", analysis(strategy.analysis()));
        return json;
    }

    private static List<Object> texts(List<Double> numbers) {
        List<Object> texts = new ArrayList<>();
        numbers.forEach(number -> texts.add(number.toString()));
        return texts;
    }

    private static Map<String, Object> judge(Judge judge) {
        try {
            return Judges.toJson(judge);
        } catch (IllegalArgumentException e) { // the host's own, or one inside it is
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("judge", OWN);
            return json;
        }
    }

    private static Map<String, Object> analysis(Analysis analysis) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("interval", analysis.interval().toString());
        json.put("guard", judge(analysis.guard()));
        json.put("loss", analysis.loss().name());
        json.put("least", Double.toString(analysis.least()));
        json.put("greatest", Double.toString(analysis.greatest()));
        json.put("answers", (long) analysis.answers());
        return json;
    }

    /**
     * Reads a strategy.
     *
     * @param own what takes the place of judges that were the host's own
     * @throws IllegalArgumentException if it is none
     */
    static Strategy read(Map<String, Object> json, Optional<Judge> own) {
        Fields in = new Fields(json, own);
        Analysis analysis = analysis(new Fields(in.map("analysis"), own));
        String kind = in.text(KIND);
        return switch (kind) {
            case "canary" ->
                new Canary(
                        in.numbers("percents"),
                        in.duration("every"),
                        in.has("judge") ? Optional.of(in.judge("judge")) : Optional.empty(),
                        in.has("stepJudge") ? Optional.of(in.judge("stepJudge")) : Optional.empty(),
                        in.duration("patience"),
                        in.has("watch") ? Optional.of(in.duration("watch")) : Optional.empty(),
                        analysis);
            case "blueGreen" ->
                new BlueGreen(
                        in.duration("preview"),
                        in.judge("judge"),
                        in.duration("patience"),
                        in.duration("watch"),
                        analysis);
            case "shadow" ->
                new Shadow(
                        in.duration("lasting"),
                        in.number("fraction"),
                        in.judge("judge"),
                        in.duration("patience"),
                        in.whole("queue"),
                        in.duration("timeout"),
                        analysis);
            case "abTest" ->
                new AbTest(
                        in.numbers("percents"),
                        in.duration("lasting"),
                        in.judge("judge"),
                        in.sampleRatio("sampleRatio"),
                        in.duration("patience"),
                        analysis);
            case "immediately" -> new Immediately(in.duration("watch"), analysis);
            default ->
                throw new IllegalArgumentException("the strategy was \"" + kind
                        + "\", which this version of mlcd does not know; resume with a newer one");
        };
    }

    private static Analysis analysis(Fields in) {
        return new Analysis(
                in.duration("interval"),
                in.isOwn("guard") ? Judge.guardRails() : in.judge("guard"),
                Loss.valueOf(in.text("loss")),
                in.number("least"),
                in.number("greatest"),
                in.whole("answers"));
    }

    /** What judges said, by the number of the version. */
    static Map<String, Object> verdicts(Map<Version, Verdict> verdicts) {
        Map<String, Object> json = new LinkedHashMap<>();
        verdicts.forEach((version, verdict) -> {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("outcome", verdict.outcome().name());
            one.put("reason", Attribution.shortened(verdict.reason()));
            Map<String, Object> measures = new LinkedHashMap<>();
            verdict.measures().forEach((name, value) -> measures.put(name, value.toString()));
            one.put("measures", measures);
            json.put("v" + version.number(), one);
        });
        return json;
    }

    private record Fields(Map<String, Object> json, Optional<Judge> own) {
        boolean has(String name) {
            return json.containsKey(name);
        }

        private <T> T field(String name, Class<T> type) {
            Object value = json.get(name);
            if (!type.isInstance(value)) {
                throw new IllegalArgumentException("the field \"" + name + "\" of a strategy was " + value
                        + " but must be a " + type.getSimpleName());
            }
            return type.cast(value);
        }

        String text(String name) {
            return field(name, String.class);
        }

        double number(String name) {
            return Double.parseDouble(text(name));
        }

        int whole(String name) {
            long value = field(name, Long.class);
            if (value != (int) value) {
                throw new IllegalArgumentException("the field \"" + name + "\" of a strategy was " + value);
            }
            return (int) value;
        }

        Duration duration(String name) {
            try {
                return Duration.parse(text(name));
            } catch (DateTimeException e) {
                throw new IllegalArgumentException("the field \"" + name + "\" of a strategy is no duration", e);
            }
        }

        List<Double> numbers(String name) {
            List<Double> numbers = new ArrayList<>();
            for (Object each : field(name, List.class)) {
                numbers.add(Double.parseDouble(String.valueOf(each)));
            }
            return numbers;
        }

        Map<String, Object> map(String name) {
            Map<String, Object> copy = new LinkedHashMap<>();
            ((Map<?, ?>) field(name, Map.class)).forEach((key, value) -> copy.put(String.valueOf(key), value));
            return copy;
        }

        boolean isOwn(String name) {
            return OWN.equals(map(name).get("judge"));
        }

        Judge judge(String name) {
            return isOwn(name) ? own.orElse(Strategies::cannotTell) : Judges.read(map(name));
        }

        SampleRatio sampleRatio(String name) {
            if (Judges.read(map(name)) instanceof SampleRatio alarm) {
                return alarm;
            }
            throw new IllegalArgumentException("the field \"" + name + "\" of a strategy is another judge");
        }
    }

    private static Verdict cannotTell(Evidence evidence) {
        return Verdict.inconclusive(
                "the judge was the host's own, which a journal cannot keep; give it again when the registry is opened:"
                        + " .judge(name, judge)",
                Map.of());
    }
}
