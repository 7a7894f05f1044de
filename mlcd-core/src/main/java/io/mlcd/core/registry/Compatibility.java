package io.mlcd.core.registry;

import io.mlcd.api.Decision;
import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.RegistryException;
import io.mlcd.api.Signature;
import java.util.ArrayList;
import java.util.List;

/** Whether a version can answer the calls that the live one answers. */
final class Compatibility {
    private Compatibility() {}

    /**
     * The live features come first in the new version, with their kinds, categories that are numbers among them still where
     * there were any, and the output is the same; how a class is chosen may change, as the probabilities may.
     */
    static void require(Served live, Served next) {
        Signature old = live.signature();
        Signature fresh = next.signature();
        List<String> problems = new ArrayList<>();
        for (int i = 0; i < old.features().size(); i++) {
            Feature feature = old.features().get(i);
            Feature its = i < fresh.features().size() ? fresh.features().get(i) : null;
            if (its == null || !its.name().equals(feature.name())) {
                problems.add("feature " + (i + 1) + " is " + (its == null ? "missing" : "\"" + its.name() + "\"")
                        + " where the live version has \"" + feature.name() + "\"");
            } else if (its.kind() != feature.kind()) {
                problems.add("feature \"" + feature.name() + "\" is a " + its.kind() + " but was a " + feature.kind());
            } else if (hasNumbers(feature) && !its.takesNumbers()) {
                problems.add("the categories of feature \"" + feature.name()
                        + "\" were numbers, among others, and none is now, so callers that give numbers would fail");
            }
        }
        if (!undecided(old.output()).equals(undecided(fresh.output()))) {
            problems.add("it predicts " + fresh.output() + " but the live version " + old.output());
        }
        if (!problems.isEmpty()) {
            throw new RegistryException(
                    RegistryException.Reason.INCOMPATIBLE,
                    next.version() + " cannot take the place of " + live.version() + ": " + String.join("; ", problems)
                            + "; train it on the same columns, new ones last, or call promoteIncompatible if all callers"
                            + " follow");
        }
    }

    private static Output undecided(Output output) {
        return output instanceof Output.Classes classes ? classes.decidedBy(Decision.mostProbable()) : output;
    }

    private static boolean hasNumbers(Feature feature) {
        return !feature.categories().isEmpty() && feature.takesNumbers();
    }
}
