package io.mlcd.ensemble.learn;

import io.mlcd.api.Signature;
import io.mlcd.api.TrainingException;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Vote;
import io.mlcd.core.model.Model;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How the members of an ensemble answer together. Immutable and equal by value.
 *
 * <pre>{@code
 * Combine.AVERAGE
 * Combine.weighted()                       // an average in which better members count more
 * Combine.stacked(metaLearner)             // a learner that reads the members' scores
 * Combine.route().otherwise(learner)       // each row by its part's member, a row that belongs nowhere by one of all rows
 * }</pre>
 *
 * <p>Weights, stacks and routes are for {@link Partitioned}; any ensemble can average and vote. Averages, weighted or not, and routes
 * keep the members' {@linkplain io.mlcd.api.Decision decision}, or the mean of their costs if they differ, where that of a fallback
 * does not count; a vote is of the classes that members decide for, and is won by the most; a stack decides as its meta learner.
 */
public final class Combine {
    /** The mean of their numbers, or of their probabilities. */
    public static final Combine AVERAGE = new Combine(Kind.AVERAGE, null, false);

    /** For each class the share of members that chose it; for classes only. */
    public static final Combine VOTE = new Combine(Kind.VOTE, null, false);

    enum Kind {
        AVERAGE,
        VOTE,
        WEIGHTED,
        STACKED,
        ROUTED
    }

    private final Kind kind;
    /** Of a stack the meta learner, of a route the learner of rows that belong nowhere. */
    private final @Nullable Learner learner;

    private final boolean passThrough;

    private Combine(Kind kind, @Nullable Learner learner, boolean passThrough) {
        this.kind = kind;
        this.learner = learner;
        this.passThrough = passThrough;
    }

    /**
     * The mean weighted by how good each member is: by {@code 1 / loss}, divided by the sum of these, where the loss is the log
     * loss of classes or the mean squared error of numbers, at least 1e-9 of the largest, on rows that are held out from all
     * members, {@link Partitioned#validation}, the same for each.
     */
    public static Combine weighted() {
        return new Combine(Kind.WEIGHTED, null, false);
    }

    /**
     * A learner that reads the members' scores: stacking. It is trained on rows that are held out from all members,
     * {@link Partitioned#validation}.
     *
     * @param meta reads a number for each score of each member, of probabilities the logarithm of the odds; for example a linear
     *     learner; for classes it must give probabilities
     */
    public static Combine stacked(Learner meta) {
        return new Combine(Kind.STACKED, Objects.requireNonNull(meta, "meta"), false);
    }

    /**
     * Each row by the member of its part. A row that belongs to no part, since its category was not seen or its value is
     * missing, is answered by the mean of all members, unless told {@link #otherwise}. The model then holds each member twice. Of
     * parts by time, which are no feature, the newest one's member answers all rows.
     */
    public static Combine route() {
        return new Combine(Kind.ROUTED, null, false);
    }

    /**
     * Of a {@link #route}: with a model that this learner makes of all rows for those that belong to no part.
     *
     * @throws IllegalStateException if this is no route
     */
    public Combine otherwise(Learner fallback) {
        require(Kind.ROUTED, "otherwise", "route()");
        return new Combine(kind, Objects.requireNonNull(fallback, "fallback"), passThrough);
    }

    /**
     * Of a {@link #stacked} one: with a meta learner that reads the features of the row, too.
     *
     * @throws IllegalStateException if this is no stack
     */
    public Combine passThrough() {
        require(Kind.STACKED, "passThrough", "stacked(meta)");
        return new Combine(kind, learner, true);
    }

    private void require(Kind wanted, String call, String remedy) {
        if (kind != wanted) {
            throw new IllegalStateException(
                    call + " belongs to Combine." + remedy + ", but this is Combine." + this + "; begin with that");
        }
    }

    Kind kind() {
        return kind;
    }

    Optional<Learner> learner() {
        return Optional.ofNullable(learner);
    }

    boolean passesThrough() {
        return passThrough;
    }

    /** Whether rows must be held out from the members. */
    boolean holdsOut() {
        return kind == Kind.WEIGHTED || kind == Kind.STACKED;
    }

    /** How many pieces it takes besides the members'. */
    int pieces() {
        return learner == null ? 0 : learner.pieces();
    }

    /** Members that all count the same. */
    Model combine(Signature signature, List<Model> members) {
        Signature its = kind == Kind.VOTE ? signature : Decisions.averaged(signature, members);
        return Model.of(its, form(signature, members));
    }

    private Form form(Signature signature, List<Model> members) {
        return kind == Kind.VOTE
                ? Vote.of(Decisions.voters(signature, members))
                : Average.of(aligned(signature, members));
    }

    static List<Form> aligned(Signature signature, List<Model> members) {
        List<Form> forms = new ArrayList<>(members.size());
        for (Model member : members) {
            forms.add(Alignment.align(member, signature));
        }
        return forms;
    }

    /** Refuses what an ensemble whose members are no parts cannot do. */
    void check(Training training) {
        if (kind != Kind.AVERAGE && kind != Kind.VOTE) {
            throw new IllegalArgumentException("Combine." + this
                    + " is for the parts of Partitioned; other ensembles take Combine.AVERAGE or Combine.VOTE");
        }
        checkTarget(training);
    }

    void checkTarget(Training training) {
        if (kind == Kind.VOTE && !training.ofClasses()) {
            throw new TrainingException(
                    TrainingException.Reason.BAD_TARGET,
                    "the target \"" + training.target().name()
                            + "\" is a number, on which members cannot vote; use Combine.AVERAGE");
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Combine that
                && kind == that.kind
                && passThrough == that.passThrough
                && Objects.equals(learner, that.learner);
    }

    @Override
    public int hashCode() {
        return Objects.hash(kind.name(), learner, passThrough);
    }

    /** For example {@code route().otherwise(gradient boosting ...)}. */
    @Override
    public String toString() {
        return switch (kind) {
            case AVERAGE, VOTE -> kind.name();
            case WEIGHTED -> "weighted()";
            case STACKED -> "stacked(" + learner + ")" + (passThrough ? ".passThrough()" : "");
            case ROUTED -> "route()" + (learner == null ? "" : ".otherwise(" + learner + ")");
        };
    }
}
