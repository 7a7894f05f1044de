package io.mlcd.core.registry;

import io.mlcd.api.RegistryException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Keeps everything in memory, and nothing when the process ends. */
final class MemoryStore implements Store {
    private final Map<StoredFile, byte[]> files = new HashMap<>();

    @Override
    public List<Entry> entries() {
        return List.of();
    }

    @Override
    public void append(Entry entry) {
        // Nothing outlives the process, so there is nothing to write down.
    }

    @Override
    public void requireWritable() {
        // There is no journal.
    }

    @Override
    public void write(StoredFile file, byte[] bytes) {
        files.put(file, bytes.clone());
    }

    @Override
    public byte[] read(StoredFile file) {
        byte[] bytes = files.get(file);
        if (bytes == null) {
            throw new RegistryException(RegistryException.Reason.VERSION_UNREADABLE, "nothing is stored for " + file);
        }
        return bytes.clone();
    }

    @Override
    public List<StoredFile> files(String model) {
        List<StoredFile> of = new ArrayList<>();
        for (StoredFile file : files.keySet()) {
            if (file.model().equals(model)) {
                of.add(file);
            }
        }
        return of;
    }

    @Override
    public void delete(StoredFile file) {
        files.remove(file);
    }

    @Override
    public void close() {
        files.clear();
    }
}
