package io.mlcd.ensemble.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.PrimitiveProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.BooleanProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.IntProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.LongProvenance;
import com.oracle.labs.mlrg.olcut.provenance.primitives.StringProvenance;
import io.mlcd.core.model.Model;
import io.mlcd.ensemble.learn.Fit;
import io.mlcd.ensemble.learn.Learner;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.Tribuo;
import org.tribuo.WeightedExamples;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.provenance.impl.TrainerProvenanceImpl;

/** A learner as a trainer of Tribuo. */
final class LearnerTrainer<T extends Output<T>> implements Trainer<T>, WeightedExamples {
    private final Class<T> type;
    private final Learner learner;
    private final Fit fit;
    private int invocations;

    LearnerTrainer(Class<T> type, Learner learner, Fit fit) {
        this.type = type;
        this.learner = learner;
        this.fit = fit;
    }

    @Override
    public MlcdModel<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        return train(examples, runProvenance, INCREMENT_INVOCATION_COUNT);
    }

    @Override
    public MlcdModel<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        int invocation;
        TrainerProvenance provenance;
        synchronized (this) {
            if (invocationCount != INCREMENT_INVOCATION_COUNT) {
                setInvocationCount(invocationCount);
            }
            invocation = invocations;
            provenance = getProvenance();
            invocations++;
        }
        DatasetTable<T> data = new DatasetTable<>(examples, type);
        Model model = fit(data, invocation == 0 ? fit : fit.member(invocation - 1));
        return new MlcdModel<>(
                "mlcd",
                new ModelProvenance(
                        MlcdModel.class.getName(),
                        OffsetDateTime.now(ZoneOffset.UTC),
                        examples.getProvenance(),
                        provenance,
                        runProvenance),
                examples.getFeatureIDMap(),
                examples.getOutputIDInfo(),
                model);
    }

    private Model fit(DatasetTable<T> data, Fit its) {
        try {
            return learner.fit(data.table(), its);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the training was interrupted", e);
        }
    }

    @Override
    public synchronized int getInvocationCount() {
        return invocations;
    }

    @Override
    public synchronized void setInvocationCount(int invocationCount) {
        if (invocationCount < 0) {
            throw new IllegalArgumentException(
                    "the invocation count was " + invocationCount + " but must be 0 or more");
        }
        invocations = invocationCount;
    }

    /** Says what the learner is; a learner cannot be made of it again. */
    @Override
    public synchronized TrainerProvenance getProvenance() {
        Map<String, Provenance> all = new HashMap<>();
        put(all, new StringProvenance(TrainerProvenance.CLASS_NAME, LearnerTrainer.class.getName()));
        put(all, new StringProvenance("host-short-name", "Trainer"));
        put(all, new IntProvenance(TrainerProvenance.TRAIN_INVOCATION_COUNT, invocations));
        put(all, new BooleanProvenance(TrainerProvenance.IS_SEQUENCE, false));
        put(all, new StringProvenance(TrainerProvenance.TRIBUO_VERSION_STRING, Tribuo.VERSION));
        put(all, new StringProvenance("learner", learner.toString()));
        put(all, new LongProvenance("seed", fit.seed()));
        return new TrainerProvenanceImpl(all);
    }

    private static void put(Map<String, Provenance> all, PrimitiveProvenance<?> one) {
        all.put(one.getKey(), one);
    }

    @Override
    public String toString() {
        return "mlcd(" + learner + ", " + fit + ")";
    }
}
