package io.mlcd.core.registry;

import java.util.Map;
import java.util.function.DoubleSupplier;

/**
 * Where the numbers of a registry go: a few lines for any metrics library, {@link LocalRegistry#report}. For Micrometer they are
 * {@link io.mlcd.core.micrometer.MicrometerMeters}.
 *
 * <p>Each is registered once, and its value asked as often as the library likes, on its own threads; asking costs microseconds.
 */
public interface Meters {
    /**
     * A number that goes up and down.
     *
     * @param name in lower case with dots, {@code mlcd.rollout.share}
     * @param tags the model, and what else tells meters of one name apart
     * @param value {@code NaN} while there is none
     */
    void gauge(String name, String description, Map<String, String> tags, DoubleSupplier value);

    /** A number that only grows; see {@link #gauge}. */
    void counter(String name, String description, Map<String, String> tags, DoubleSupplier total);
}
