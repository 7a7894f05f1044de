package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps everything in memory, and nothing when the process ends. */
final class MemoryStore implements Store {
    private final Map<String, byte[]> files = new HashMap<>();

    @Override
    public List<Entry> entries() {
        return List.of();
    }

    @Override
    public void append(Entry entry) {
        // Nothing outlives the process, so there is nothing to write down.
    }

    @Override
    public void write(String model, int number, byte[] bytes) {
        files.put(model + "/" + number, bytes.clone());
    }

    @Override
    public byte[] read(String model, int number) {
        byte[] bytes = files.get(model + "/" + number);
        if (bytes == null) {
            throw new RegistryException(
                    RegistryException.Reason.VERSION_UNREADABLE, "nothing is stored for " + model + " v" + number);
        }
        return bytes.clone();
    }

    @Override
    public void close() {
        files.clear();
    }
}
