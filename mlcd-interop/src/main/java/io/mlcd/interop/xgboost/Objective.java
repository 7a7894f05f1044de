package io.mlcd.interop.xgboost;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The objectives that are known: how a base score becomes a margin, and margins an answer. */
enum Objective {
    BINARY_LOGISTIC("binary:logistic", Base.LOGIT, Answer.TWO_CLASSES),
    BINARY_LOGITRAW("binary:logitraw", Base.RAW, Answer.NUMBER),
    BINARY_HINGE("binary:hinge", Base.RAW, Answer.TWO_CLASSES_BY_SIGN),
    REG_SQUAREDERROR("reg:squarederror", Base.RAW, Answer.NUMBER),
    REG_LINEAR("reg:linear", Base.RAW, Answer.NUMBER),
    REG_SQUAREDLOGERROR("reg:squaredlogerror", Base.RAW, Answer.NUMBER),
    REG_LOGISTIC("reg:logistic", Base.LOGIT, Answer.SHARE),
    REG_PSEUDOHUBERERROR("reg:pseudohubererror", Base.RAW, Answer.NUMBER),
    REG_ABSOLUTEERROR("reg:absoluteerror", Base.RAW, Answer.NUMBER),
    REG_QUANTILEERROR("reg:quantileerror", Base.RAW, Answer.NUMBER),
    REG_GAMMA("reg:gamma", Base.LOG, Answer.POSITIVE),
    REG_TWEEDIE("reg:tweedie", Base.LOG, Answer.POSITIVE),
    COUNT_POISSON("count:poisson", Base.LOG, Answer.POSITIVE),
    SURVIVAL_COX("survival:cox", Base.LOG, Answer.POSITIVE),
    SURVIVAL_AFT("survival:aft", Base.LOG, Answer.POSITIVE),
    MULTI_SOFTMAX("multi:softmax", Base.RAW, Answer.CLASSES),
    MULTI_SOFTPROB("multi:softprob", Base.RAW, Answer.CLASSES),
    RANK_PAIRWISE("rank:pairwise", Base.RAW, Answer.NUMBER),
    RANK_NDCG("rank:ndcg", Base.RAW, Answer.NUMBER),
    RANK_MAP("rank:map", Base.RAW, Answer.NUMBER);

    /** What a stored base score is. */
    private enum Base {
        RAW,
        LOGIT,
        LOG
    }

    /** What margins become. */
    enum Answer {
        /** The margin itself. */
        NUMBER,
        /** Its exponential. */
        POSITIVE,
        /** Its sigmoid, as a number. */
        SHARE,
        /** Its sigmoid, as the probability of the second of two classes. */
        TWO_CLASSES,
        /** The second of two classes when it is above 0. */
        TWO_CLASSES_BY_SIGN,
        /** The softmax of several. */
        CLASSES
    }

    /** Since 3.2 the base score of a logistic objective is kept this far from 0 and 1. */
    private static final float LOGIT_MARGIN = 1e-6f;

    private final String id;
    private final Base base;
    private final Answer answer;

    Objective(String id, Base base, Answer answer) {
        this.id = id;
        this.base = base;
        this.answer = answer;
    }

    static Optional<Objective> of(String id) {
        for (Objective objective : values()) {
            if (objective.id.equals(id)) {
                return Optional.of(objective);
            }
        }
        return Optional.empty();
    }

    static List<String> ids() {
        List<String> ids = new ArrayList<>();
        for (Objective objective : values()) {
            ids.add(objective.id);
        }
        return ids;
    }

    String id() {
        return id;
    }

    Answer answer() {
        return answer;
    }

    boolean isClasses() {
        return answer == Answer.CLASSES || answer == Answer.TWO_CLASSES || answer == Answer.TWO_CLASSES_BY_SIGN;
    }

    /** The margin of a stored base score, in 32 bits as XGBoost computes it; not finite when there is none. */
    float margin(float score, Version version) {
        // Up to 1.3 binary:logitraw took its base score for a probability, too.
        boolean logit = base == Base.LOGIT || (this == BINARY_LOGITRAW && version.isBefore(1, 4));
        if (logit) {
            float inside = version.isBefore(3, 2) ? score : Math.min(Math.max(score, LOGIT_MARGIN), 1 - LOGIT_MARGIN);
            return -(float) StrictMath.log(1 / inside - 1);
        }
        return base == Base.LOG ? (float) StrictMath.log(score) : score;
    }

    @Override
    public String toString() {
        return id;
    }
}
