package io.mlcd.ensemble.learn;

import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;

/** How the members of an ensemble answer together. */
public enum Combine {
    /** The mean of their numbers, or of their probabilities. */
    AVERAGE,
    /** For each class the share of members that chose it; for classes only. */
    VOTE;

    Model combine(Signature signature, List<Model> members) {
        List<Form> forms = new ArrayList<>(members.size());
        for (Model member : members) {
            forms.add(Alignment.align(member, signature));
        }
        Form form = this == VOTE ? Vote.of(forms) : Average.of(forms);
        return Model.of(signature, form);
    }

    void check(Training training) {
        if (this == VOTE && !training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, on which members cannot vote; use Combine.AVERAGE");
        }
    }
}
