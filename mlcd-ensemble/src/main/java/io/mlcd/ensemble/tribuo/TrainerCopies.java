package io.mlcd.ensemble.tribuo;

import com.oracle.labs.mlrg.olcut.config.ConfigurationData;
import com.oracle.labs.mlrg.olcut.config.ConfigurationManager;
import com.oracle.labs.mlrg.olcut.config.property.Property;
import com.oracle.labs.mlrg.olcut.config.property.SimpleProperty;
import com.oracle.labs.mlrg.olcut.provenance.ConfiguredObjectProvenance;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.tribuo.Output;
import org.tribuo.Trainer;

/**
 * Copies of one trainer, made from the configuration that Tribuo keeps of it. Trainers count their invocations and share
 * a random generator between the members of an ensemble without a lock, so one trainer can neither be used twice nor by
 * two threads.
 */
final class TrainerCopies<T extends Output<T>> implements Trainers<T> {
    private static final String SEED = "seed";

    private final String description;
    private final String name;
    private final List<ConfigurationData> configuration;

    TrainerCopies(Trainer<T> trainer) {
        description = trainer.toString();
        try {
            ConfiguredObjectProvenance provenance = trainer.getProvenance();
            configuration = ProvenanceUtil.extractConfiguration(provenance);
            name = configuration.get(0).getName();
            fresh(0);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "the trainer " + trainer + " cannot be copied from its configuration (" + e.getMessage()
                            + "); give a function that makes one: Learners.tribuo(seed -> ...)",
                    e);
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the copy is of the class of the trainer that was copied
    public Trainer<T> fresh(long seed) {
        ConfigurationManager manager = new ConfigurationManager();
        manager.addConfiguration(reseeded(seed));
        return (Trainer<T>) manager.lookup(name);
    }

    private List<ConfigurationData> reseeded(long seed) {
        List<ConfigurationData> copies = new ArrayList<>();
        for (ConfigurationData one : configuration) {
            Map<String, Property> properties = new HashMap<>(one.getProperties());
            if (properties.get(SEED) instanceof SimpleProperty own) {
                long mixed = Long.parseLong(own.getValue()) * 31 + seed;
                properties.put(SEED, new SimpleProperty(Long.toString(mixed)));
            }
            copies.add(new ConfigurationData(one.getName(), one.getClassName(), properties));
        }
        return copies;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TrainerCopies<?> that && configuration.equals(that.configuration);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name);
    }

    @Override
    public String toString() {
        return description;
    }
}
