package io.mlcd.core.form;

/**
 * A link function of a form's scores.
 *
 * @param form gives the scores
 * @param link what is made of them
 */
public record Linked(Form form, Link link) implements Form {
    /** A link function, computed with {@link StrictMath} so that every machine agrees to the last bit. */
    public enum Link {
        /** Probabilities {@code exp(s_k - max) / sum of exp(s_j - max)}; as many as scores. */
        SOFTMAX,
        /** Of one score the probabilities {@code [1 - p, p]} with {@code p = 1 / (1 + exp(-s))}. */
        SIGMOID,
        /** Of each score {@code exp(s)}: counts and other numbers above 0. */
        EXP,
        /** Of one score {@code [1, 0]} when it is at most 0, {@code [0, 1]} when it is above: a hinge's decision. */
        STEP;

        boolean takes(int scores) {
            return switch (this) {
                case SOFTMAX -> scores > 1;
                case SIGMOID, STEP -> scores == 1;
                case EXP -> true;
            };
        }
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the link does not take that many scores
     */
    public Linked {
        if (!link.takes(form.outputs())) {
            throw new IllegalArgumentException(link + " cannot follow a form with " + form.outputs()
                    + " scores: SIGMOID and STEP take one, SOFTMAX several, EXP any number");
        }
    }

    @Override
    public int inputs() {
        return form.inputs();
    }

    @Override
    public int outputs() {
        return link == Link.SIGMOID || link == Link.STEP ? 2 : form.outputs();
    }
}
