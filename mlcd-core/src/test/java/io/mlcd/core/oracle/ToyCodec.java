package io.mlcd.core.oracle;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Opaque;

/** A codec whose bytes are factors: each output is the sum of the inputs, those that are missing left out, times its byte. */
public record ToyCodec(String name) implements Codec {
    public ToyCodec() {
        this("toy-1");
    }

    /** A form of this codec, with an output for each factor. */
    public Form form(int inputs, int... factors) {
        byte[] bytes = new byte[factors.length];
        for (int k = 0; k < bytes.length; k++) {
            bytes[k] = (byte) factors[k];
        }
        return Opaque.encoded(name, bytes, inputs, factors.length, open(bytes, inputs, factors.length));
    }

    @Override
    public Opaque.Function open(byte[] bytes, int inputs, int outputs) {
        if (bytes.length != outputs) {
            throw new ArtifactException(
                    ArtifactException.Reason.CORRUPT, bytes.length + " factors cannot give " + outputs + " outputs");
        }
        byte[] factors = bytes.clone();
        return (row, out) -> {
            double sum = 0;
            for (double value : row) {
                sum += Double.isNaN(value) ? 0 : value;
            }
            for (int k = 0; k < out.length; k++) {
                out[k] = sum * factors[k];
            }
        };
    }
}
