package io.mlcd.core.registry;

import io.mlcd.api.JournalHead;
import io.mlcd.api.RegistryException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** Keeps everything in memory, and nothing when the process ends. */
final class MemoryStore implements Store {
    private final Map<StoredFile, byte[]> files = new ConcurrentHashMap<>();
    private final Chain chain;

    MemoryStore(Chain chain) {
        this.chain = chain;
        chain.requireTrusted("the journal in memory");
    }

    @Override
    public List<Entry> entries() {
        return chain.entries();
    }

    @Override
    public JournalHead head() {
        return chain.head();
    }

    @Override
    public void append(Entry entry) {
        chain.add(chain.line(entry), entry);
    }

    @Override
    public void requireWritable() {
        // It always is.
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
    public List<String> names() {
        return files.keySet().stream().map(StoredFile::model).distinct().collect(Collectors.toList());
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
