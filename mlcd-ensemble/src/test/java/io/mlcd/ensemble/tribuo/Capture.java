package io.mlcd.ensemble.tribuo;

import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.Map;
import org.tribuo.Dataset;
import org.tribuo.Model;
import org.tribuo.Output;
import org.tribuo.Trainer;
import org.tribuo.provenance.TrainerProvenance;

/** A trainer that keeps the model it trained, so that a test can ask it. */
final class Capture<T extends Output<T>> implements Trainer<T> {
    private final Trainer<T> trainer;
    private Model<T> model;

    Capture(Trainer<T> trainer) {
        this.trainer = trainer;
    }

    Model<T> model() {
        return model;
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance) {
        model = trainer.train(examples, runProvenance);
        return model;
    }

    @Override
    public Model<T> train(Dataset<T> examples, Map<String, Provenance> runProvenance, int invocationCount) {
        model = trainer.train(examples, runProvenance, invocationCount);
        return model;
    }

    @Override
    public int getInvocationCount() {
        return trainer.getInvocationCount();
    }

    @Override
    public void setInvocationCount(int invocationCount) {
        trainer.setInvocationCount(invocationCount);
    }

    @Override
    public TrainerProvenance getProvenance() {
        return trainer.getProvenance();
    }
}
