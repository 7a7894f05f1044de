package io.mlcd.ensemble.delivery;

import io.mlcd.api.GateException;
import io.mlcd.api.Version;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.compression.Compressed;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.evaluate.Evaluation;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a delivery went. A refused candidate is a normal report, not an exception; {@link #orThrow()} makes it one.
 *
 * @param delivery the name of the delivery
 * @param verdict the worst of the gates
 * @param gates what each gate found, in the order of the recipe
 * @param evaluation the candidate on the test part
 * @param validation the candidate on the validation part, if there was one
 * @param live what was live on the same test part, if a gate compared them
 * @param trainRows how many rows it was trained on
 * @param model the candidate
 * @param compressed how it was made smaller, if it was
 * @param artifact the candidate as bytes; empty if a part of it is code and not data
 * @param published the version, if it passed and the run had a registry
 * @param elapsed how long each stage took, in order
 */
public record DeliveryReport(
        String delivery,
        Verdict verdict,
        List<GateResult> gates,
        Evaluation evaluation,
        Optional<Evaluation> validation,
        Optional<Evaluation> live,
        int trainRows,
        Model model,
        Optional<Compressed> compressed,
        Optional<Artifact> artifact,
        Optional<Version> published,
        Map<String, Duration> elapsed) {

    /** Whether every gate passed. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    /**
     * This report, if the candidate passed.
     *
     * @throws GateException with what each gate that did not pass found
     */
    public DeliveryReport orThrow() {
        if (passed()) {
            return this;
        }
        String findings = gates.stream()
                .filter(gate -> gate.verdict() != Verdict.PASS)
                .map(GateResult::toString)
                .collect(Collectors.joining("; "));
        throw new GateException(
                verdict == Verdict.FAIL ? GateException.Reason.REFUSED : GateException.Reason.INCONCLUSIVE,
                "\"" + delivery + "\" was not released: " + findings);
    }

    /**
     * The published version.
     *
     * @throws GateException if the candidate did not pass
     * @throws IllegalStateException if the run had no registry
     */
    public Version version() {
        return orThrow()
                .published
                .orElseThrow(() -> new IllegalStateException(
                        "\"" + delivery + "\" was run without a registry: Run.into(registry)"));
    }

    /** Several lines for people: the verdict, the gates, the metrics, the times. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(delivery + ": " + verdict);
        published.ifPresent(version -> text.append(", published as ").append(version));
        gates.forEach(gate -> text.append("\n  ").append(gate));
        text.append(String.format(Locale.ROOT, "%n  trained on %,d rows; test: %s", trainRows, evaluation));
        validation.ifPresent(its -> text.append("\n  validation: ").append(its));
        compressed.ifPresent(
                its -> text.append("\n  compressed ").append(its.toString().replace("\n", "\n    ")));
        artifact.ifPresent(its -> text.append(String.format(Locale.ROOT, "%n  %,d bytes", its.size())));
        text.append("\n  ");
        elapsed.forEach((stage, time) ->
                text.append(String.format(Locale.ROOT, "%s %.2f s  ", stage, time.toMillis() / 1000.0)));
        return text.toString().stripTrailing();
    }
}
