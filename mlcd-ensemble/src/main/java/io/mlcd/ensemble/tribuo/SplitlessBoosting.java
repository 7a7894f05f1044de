package io.mlcd.ensemble.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import io.mlcd.api.TrainingException;
import io.mlcd.api.TrainingException.Reason;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.tribuo.Trainer;
import org.tribuo.classification.ensemble.AdaBoostTrainer;

/**
 * AdaBoost over trees that can never split. It gives all rows together the weight 1, while a tree's {@code minChildWeight} is 5 unless
 * it is set: Tribuo then trains single leaves, and says nothing.
 */
final class SplitlessBoosting {
    private static final String BOOSTING = AdaBoostTrainer.class.getName();
    private static final String WEIGHT = "minChildWeight";

    private SplitlessBoosting() {}

    /**
     * Refuses such a trainer.
     *
     * @param rows how many rows it would be trained on
     */
    static void check(Trainer<?> trainer, int rows) {
        ConfiguredObjectProvenance settings;
        try {
            settings = trainer.getProvenance();
        } catch (RuntimeException e) {
            return; // a trainer of the host's own that does not tell
        }
        check(settings, false, rows);
    }

    private static void check(ConfiguredObjectProvenance settings, boolean boosted, int rows) {
        Map<String, Provenance> parameters = settings.getConfiguredParameters();
        Optional<Double> weight = boosted ? number(parameters.get(WEIGHT)) : Optional.empty();
        if (weight.isPresent() && 2 * weight.get() > 1) {
            throw new TrainingException(
                    Reason.TRAINER_FAILED,
                    "every tree would be a single leaf: AdaBoost gives all rows together the weight 1, and "
                            + simple(settings.getClassName()) + " wants a " + WEIGHT + " of " + weight.get()
                            + " in each child; for " + rows + " rows give " + weight.get() + " / " + rows + " = "
                            + String.format(Locale.ROOT, "%.4f", weight.get() / rows)
                            + ", for example new CARTClassificationTrainer(6, 5f / rows, 0, 1, false, new GiniIndex(), seed)");
        }
        boolean boosting = settings.getClassName().equals(BOOSTING);
        for (Provenance parameter : parameters.values()) {
            if (parameter instanceof ConfiguredObjectProvenance inner) {
                check(inner, boosting, rows);
            }
        }
    }

    private static Optional<Double> number(@Nullable Provenance parameter) {
        return parameter instanceof PrimitiveProvenance<?> one && one.getValue() instanceof Number number
                ? Optional.of(number.doubleValue())
                : Optional.empty();
    }

    private static String simple(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }
}
