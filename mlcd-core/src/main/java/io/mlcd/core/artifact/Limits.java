package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Vote;
import io.mlcd.core.kernel.Scorer;
import java.util.ArrayList;
import java.util.List;

/**
 * What a form may ask for when it is compiled and scored, by the bytes that hold it. A few bytes can say that a form is very
 * wide, or repeat a wide row for very many forms; models that were trained stay far below. Writing keeps to the limits that
 * reading asks for.
 */
final class Limits {
    /** Numbers of working memory for a row: so many, and so many more for each byte. */
    private static final long WORKING = 1L << 16;

    private static final long WORKING_FOR_EACH_BYTE = 4;
    /** Inputs and outputs of all forms together, each of which takes time for each row. */
    private static final long WIDTHS = 1L << 26;

    private static final long WIDTHS_FOR_EACH_BYTE = 256;

    private final int bytes;
    private int forms;
    private long widths;

    private Limits(int bytes) {
        this.bytes = bytes;
    }

    /**
     * Checks a form before it is compiled.
     *
     * @param bytes how long the artifact is
     * @throws ArtifactException if it asks for too much
     */
    static void check(Form form, int bytes) {
        new Limits(bytes).check(form);
    }

    private void check(Form form) {
        int number = ++forms;
        widths += (long) form.inputs() + form.outputs();
        if (widths > WIDTHS + WIDTHS_FOR_EACH_BYTE * bytes) {
            throw refused(form, number, "all forms up to it have " + widths + " inputs and outputs");
        }
        for (Form inner : within(form)) {
            check(inner);
        }
        long working = Scorer.workingNumbers(form);
        if (working > WORKING + WORKING_FOR_EACH_BYTE * bytes) {
            throw refused(form, number, "to score a row takes " + working + " numbers of working memory");
        }
    }

    private ArtifactException refused(Form form, int number, String what) {
        return new ArtifactException(
                ArtifactException.Reason.LIMIT_EXCEEDED,
                "form " + number + " in section FORM, a "
                        + form.getClass().getSimpleName() + " " + form.inputs() + " -> " + form.outputs()
                        + ", asks for too much: " + what + ", which an artifact of " + bytes
                        + " bytes may not; leave out scores that are always 0 and steps that change nothing, and refuse"
                        + " a source that you do not know");
    }

    private static List<Form> within(Form form) {
        if (form instanceof Average average) {
            return average.members();
        }
        if (form instanceof Vote vote) {
            return vote.members();
        }
        if (form instanceof Median median) {
            return median.members();
        }
        if (form instanceof Routed routed) {
            return routed.members();
        }
        if (form instanceof Linked linked) {
            return List.of(linked.form());
        }
        if (form instanceof Prepared prepared) {
            return List.of(prepared.form());
        }
        if (form instanceof Scatter scatter) {
            return List.of(scatter.form());
        }
        if (form instanceof Stacked stacked) {
            List<Form> all = new ArrayList<>(stacked.members());
            all.add(stacked.meta());
            return all;
        }
        return List.of();
    }
}
