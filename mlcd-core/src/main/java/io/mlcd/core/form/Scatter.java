package io.mlcd.core.form;

import java.util.HashSet;
import java.util.List;

/**
 * A form's scores put at other places, 0 elsewhere: a member that knows only some of the classes.
 *
 * @param form gives the scores
 * @param outputs how many scores there are then
 * @param places for each score of the form its place, each once
 */
public record Scatter(Form form, int outputs, List<Integer> places) implements Form {
    private static final int MOST_SHOWN = 20;

    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if the places are not one for each score, each once and below {@code outputs}
     */
    public Scatter {
        places = List.copyOf(places);
        boolean inside = true;
        for (int place : places) {
            inside &= place >= 0 && place < outputs;
        }
        if (!inside || places.size() != form.outputs() || new HashSet<>(places).size() != places.size()) {
            List<Integer> shown = places.subList(0, Math.min(MOST_SHOWN, places.size()));
            throw new IllegalArgumentException("the places " + shown
                    + (shown.size() < places.size() ? " and " + (places.size() - shown.size()) + " more" : "")
                    + " must be one for each of the " + form.outputs()
                    + " scores, each once, from 0 to " + (outputs - 1));
        }
    }

    @Override
    public int inputs() {
        return form.inputs();
    }
}
