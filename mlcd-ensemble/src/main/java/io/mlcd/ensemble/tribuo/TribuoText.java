package io.mlcd.ensemble.tribuo;

import java.util.Locale;
import org.tribuo.Model;
import org.tribuo.protos.core.ModelProto;

/** Asks Tribuo to write a model. */
final class TribuoText {
    private TribuoText() {}

    /**
     * A model as Tribuo writes it.
     *
     * @throws IllegalStateException if it cannot; in Turkish and Azerbaijani Tribuo does not find its own methods
     */
    static ModelProto serialize(Model<?> model) {
        try {
            return model.serialize();
        } catch (RuntimeException e) {
            boolean dotless = !"I".toLowerCase(Locale.getDefault()).equals("i");
            throw new IllegalStateException(
                    dotless
                            ? "Tribuo cannot write a " + model.getClass().getSimpleName()
                                    + " where the language is " + Locale.getDefault()
                                    + ", since it makes names of methods by its rules for capital letters; start the JVM with"
                                    + " -Duser.language=en, or call Locale.setDefault(Locale.ROOT) before training"
                            : "Tribuo cannot write a " + model.getClass().getSimpleName() + ": " + e.getMessage(),
                    e);
        }
    }
}
