package io.mlcd.core.micrometer;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.mlcd.core.registry.LocalRegistry;
import io.mlcd.core.registry.Meters;
import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Registers the numbers of a registry with Micrometer, whose {@code micrometer-core} the host brings; on the module path it adds
 * {@code --add-modules micrometer.core}.
 *
 * <pre>{@code
 * new MicrometerMeters(registry).bindTo(meterRegistry);
 * }</pre>
 */
@SuppressWarnings("exports") // its user has Micrometer; all others must not need it
public final class MicrometerMeters implements MeterBinder {
    private final LocalRegistry models;

    /** Of a registry. */
    public MicrometerMeters(LocalRegistry models) {
        this.models = models;
    }

    @Override
    public void bindTo(MeterRegistry meterRegistry) {
        models.report(new Meters() {
            @Override
            public void gauge(String name, String description, Map<String, String> tags, DoubleSupplier value) {
                Gauge.builder(name, value::getAsDouble)
                        .description(description)
                        .tags(tagged(tags))
                        .register(meterRegistry);
            }

            @Override
            public void counter(String name, String description, Map<String, String> tags, DoubleSupplier total) {
                FunctionCounter.builder(name, total, DoubleSupplier::getAsDouble)
                        .description(description)
                        .tags(tagged(tags))
                        .register(meterRegistry);
            }
        });
    }

    private static Tags tagged(Map<String, String> tags) {
        Tags all = Tags.empty();
        for (Map.Entry<String, String> tag : tags.entrySet()) {
            all = all.and(Tag.of(tag.getKey(), tag.getValue()));
        }
        return all;
    }
}
