package io.mlcd.core.artifact;

import io.mlcd.core.form.Opaque;
import io.mlcd.core.resource.Resources;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * What codecs opened for one artifact, in the order of its bytes. Reading the same bytes again, to tell the form, opens
 * nothing: a function that holds resources is there once, and closed once.
 */
final class Opened implements FormCodec.Parts {
    private final Codecs codecs;
    private final List<Opaque.Function> functions = new ArrayList<>();

    Opened(Codecs codecs) {
        this.codecs = codecs;
    }

    @Override
    public Opaque open(String codec, byte[] bytes, int inputs, int outputs) {
        Opaque part = codecs.open(codec, bytes, inputs, outputs);
        functions.add(part.function());
        return part;
    }

    /** Opens the same bytes once more: gives what was opened. */
    FormCodec.Parts again() {
        Iterator<Opaque.Function> next = functions.iterator();
        return (codec, bytes, inputs, outputs) -> Opaque.encoded(codec, bytes, inputs, outputs, next.next());
    }

    /** What of it can be closed. */
    List<AutoCloseable> resources() {
        List<AutoCloseable> resources = new ArrayList<>();
        for (Opaque.Function function : functions) {
            if (function instanceof AutoCloseable resource) {
                resources.add(resource);
            }
        }
        return resources;
    }

    /** Closes it, when no model came of it. */
    void close() {
        Resources.of(functions).close();
    }
}
