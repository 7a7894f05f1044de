package io.mlcd.ensemble.tribuo;

import com.google.protobuf.InvalidProtocolBufferException;
import com.oracle.labs.mlrg.olcut.provenance.ObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.Provenance;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tribuo.classification.ensemble.FullyWeightedVotingCombiner;
import org.tribuo.classification.ensemble.VotingCombiner;
import org.tribuo.common.tree.ExtraTreesTrainer;
import org.tribuo.common.tree.RandomForestTrainer;
import org.tribuo.ensemble.BaggingTrainer;
import org.tribuo.ensemble.WeightedEnsembleModel;
import org.tribuo.protos.core.WeightedEnsembleModelProto;
import org.tribuo.provenance.TrainerProvenance;
import org.tribuo.regression.ensemble.AveragingCombiner;

/** How the members of one of Tribuo's ensembles answer together, which its model does not tell directly. */
record EnsembleSettings(Combination combination, List<Double> weights) {
    enum Combination {
        VOTE,
        MEAN,
        RUNNING_MEAN,
        UNKNOWN
    }

    private static final Map<String, Combination> COMBINERS = Map.of(
            VotingCombiner.class.getName(), Combination.VOTE,
            FullyWeightedVotingCombiner.class.getName(), Combination.MEAN,
            AveragingCombiner.class.getName(), Combination.RUNNING_MEAN);
    private static final Set<String> EQUAL_WEIGHTS = Set.of(
            BaggingTrainer.class.getName(), RandomForestTrainer.class.getName(), ExtraTreesTrainer.class.getName());

    static EnsembleSettings of(WeightedEnsembleModel<?> model) {
        TrainerProvenance trainer = model.getProvenance().getTrainerProvenance();
        Provenance combiner = trainer.getConfiguredParameters().get("combiner");
        if (EQUAL_WEIGHTS.contains(trainer.getClassName()) && combiner instanceof ObjectProvenance object) {
            int members = model.getNumModels();
            double weight = 1.0f / members; // Tribuo keeps weights as floats
            return new EnsembleSettings(combination(object.getClassName()), Collections.nCopies(members, weight));
        }
        return written(model);
    }

    /** Whether the weights are those of a mean or a vote; boosting gives a member worse than chance a negative one. */
    boolean areShares() {
        double sum = 0;
        boolean shares = true;
        for (double weight : weights) {
            shares &= weight >= 0;
            sum += weight;
        }
        return shares && sum > 0 && Double.isFinite(sum);
    }

    /** Weights of boosted models stand in the written model only. */
    private static EnsembleSettings written(WeightedEnsembleModel<?> model) {
        try {
            WeightedEnsembleModelProto proto =
                    TribuoText.serialize(model).getSerializedData().unpack(WeightedEnsembleModelProto.class);
            List<Double> weights = new ArrayList<>();
            proto.getWeightsList().forEach(weight -> weights.add((double) weight));
            Combination combination = combination(proto.getCombiner().getClassName());
            boolean equal = Set.copyOf(weights).size() == 1;
            return new EnsembleSettings(
                    combination == Combination.RUNNING_MEAN && !equal ? Combination.MEAN : combination, weights);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("Tribuo wrote a model that it cannot read", e);
        }
    }

    private static Combination combination(String combiner) {
        return COMBINERS.getOrDefault(combiner, Combination.UNKNOWN);
    }
}
