package io.mlcd.core.compression;

import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Trees;
import org.jspecify.annotations.Nullable;

/** Looks for trees whose leaves can be refitted to labels. */
final class LabelledParts extends Parts {
    private boolean any;

    /** Whether a form has such trees. */
    static boolean in(Form form, Sample sample) {
        LabelledParts parts = new LabelledParts();
        parts.replace(form, sample.atMost(1));
        return parts.any;
    }

    @Override
    Form trees(Trees trees, @Nullable Sample sample, @Nullable Loss loss) {
        any |= loss != null && TreePruning.canLearnLabels(trees);
        return trees;
    }

    @Override
    Form linear(Linear linear, @Nullable Sample sample) {
        return linear;
    }
}
