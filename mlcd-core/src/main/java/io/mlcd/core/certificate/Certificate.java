package io.mlcd.core.certificate;

import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * What making a model smaller cost, stage by stage. An artifact that holds one is refused if the certificate is of other trees,
 * leaves or weights than those that the artifact holds.
 *
 * @param formId what it is about: {@link io.mlcd.core.artifact.Artifact#formId()} of the compressed model
 * @param comparedId the same of the model with which what is proved compares, {@link
 *     io.mlcd.core.compression.Compressed#compared()}
 * @param bytesBefore what the artifact took before, without a certificate
 * @param stages at least one, in order
 * @param measured how answers changed on rows that nothing was fitted to; empty if there were none
 */
public record Certificate(
        String formId, String comparedId, int bytesBefore, List<Stage> stages, Optional<Measured> measured) {
    /**
     * Checks and copies.
     *
     * @throws IllegalArgumentException if there is no stage, or there are negative bytes
     */
    public Certificate {
        stages = List.copyOf(stages);
        if (stages.isEmpty() || bytesBefore < 0) {
            throw new IllegalArgumentException("a certificate needs at least one stage and bytes of 0 or more; got "
                    + stages.size() + " stages and " + bytesBefore + " bytes");
        }
    }

    /** What the artifact takes after the last stage, without a certificate. */
    public int bytesAfter() {
        return stages.get(stages.size() - 1).bytes();
    }

    /** Whether every answer stayed the same, to the last bit. */
    public boolean isExact() {
        return stages.stream().allMatch(stage -> stage.effect() == Effect.EXACT);
    }

    /**
     * How much any score changes at most, whatever the row is: proved; infinite if there is a stage that
     * was {@linkplain Effect#MEASURED measured} or moved thresholds.
     */
    public double bound() {
        return boundFrom(0);
    }

    /** The same against the model after the last stage that was measured or moved thresholds; {@link #bound()} if none was. */
    public double boundOfRounding() {
        return boundFrom(rounding());
    }

    /**
     * By how much one score changes at most, against the same model.
     *
     * @param score its number
     * @throws IndexOutOfBoundsException if a stage bounds no score of that number
     */
    public double boundOfRounding(int score) {
        double bound = 0;
        for (Stage stage : stages.subList(rounding(), stages.size())) {
            bound += stage.bounds().isEmpty() ? stage.bound() : stage.bounds().get(score);
        }
        return bound;
    }

    /** The first stage after which something is known of every row. */
    private int rounding() {
        int from = 0;
        for (int i = 0; i < stages.size(); i++) {
            from = stages.get(i).boundsAllRows() ? from : i + 1;
        }
        return from;
    }

    private double boundFrom(int first) {
        double bound = 0;
        for (Stage stage : stages.subList(first, stages.size())) {
            bound += stage.bound();
        }
        return bound;
    }

    /** Each stage in a line, then what was measured. */
    @Override
    public String toString() {
        StringJoiner lines = new StringJoiner("\n");
        stages.forEach(stage -> lines.add(stage.toString()));
        measured.ifPresent(its -> lines.add(its.toString()));
        return lines.toString();
    }
}
