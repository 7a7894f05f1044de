package io.mlcd.core.compression;

/**
 * An interval through which a threshold was moved: rows with a value in it may go the other way than before. No training row that reaches
 * these trees has one: a member behind a route sees only the rows that are sent to it. They are not in the artifact, where they
 * would take more bytes than moving saves.
 *
 * <p>Trees and inputs are numbered as they are when thresholds move: after members, and numbers derived by a preparation, that were redundant have
 * gone.
 *
 * @param part which trees: 0 unless members of an ensemble have their own, which are counted in order, a meta model after them
 * @param input of the trees: a feature, or a number derived from one where a preparation stands before the trees
 * @param above values are above this
 * @param upTo values are up to this
 */
public record Moved(int part, int input, double above, double upTo) {}
