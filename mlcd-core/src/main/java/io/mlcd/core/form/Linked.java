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
        SIGMOID
    }

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the link does not take that many scores
     */
    public Linked {
        boolean one = form.outputs() == 1;
        if (one != (link == Link.SIGMOID)) {
            throw new IllegalArgumentException(link + " cannot follow a form with " + form.outputs()
                    + " scores: SIGMOID takes one, SOFTMAX several");
        }
    }

    @Override
    public int inputs() {
        return form.inputs();
    }

    @Override
    public int outputs() {
        return link == Link.SIGMOID ? 2 : form.outputs();
    }
}
