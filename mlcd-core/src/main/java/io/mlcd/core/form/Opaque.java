package io.mlcd.core.form;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A function that this form does not describe. It is one of two:
 *
 * <ul>
 *   <li>code: it takes part in fitting and evaluating, but a model that holds it cannot be written as an artifact, and so not
 *       be published;
 *   <li>{@linkplain #encoded encoded}: bytes that one codec, handed in by the host, makes a function of. It is written with
 *       the name of the codec, and read only where the host hands in a codec of that name.
 * </ul>
 *
 * <p>Equal when encoded by the same codec in the same bytes; code is equal only to the same function.
 */
public final class Opaque implements Form {
    private static final byte[] NONE = {};

    private final String description;
    private final int inputs;
    private final int outputs;
    private final Function function;
    private final @Nullable String codec;
    private final byte[] bytes;

    /** Scores a row. */
    @FunctionalInterface
    public interface Function {
        /**
         * Scores a row. Both arrays are made for the call and are the function's from then on.
         *
         * @param row shape [inputs]
         * @param out receives the scores, shape [outputs], at first 0
         */
        void score(double[] row, double[] out);
    }

    /**
     * Code.
     *
     * @param description what it is, for messages
     * @param inputs how many numbers a row has
     * @param outputs how many scores it gets
     * @param function computes them; it must be safe for concurrent callers
     * @throws IllegalArgumentException if there is no output
     */
    public Opaque(String description, int inputs, int outputs, Function function) {
        this(description, inputs, outputs, function, null, NONE);
    }

    private Opaque(
            String description, int inputs, int outputs, Function function, @Nullable String codec, byte[] bytes) {
        this.description = description;
        this.inputs = inputs;
        this.outputs = outputs;
        this.function = Objects.requireNonNull(function, "function");
        this.codec = codec;
        this.bytes = bytes;
        if (inputs < 0 || outputs < 1) {
            throw new IllegalArgumentException(
                    "\"" + description + "\" is " + inputs + " -> " + outputs + " but needs at least one output");
        }
    }

    /**
     * A function with the bytes that say what it is.
     *
     * @param codec the name of the codec that reads the bytes
     * @param bytes copied; the same for the same function, since they are part of what an artifact's id is made of
     * @param inputs how many numbers a row has
     * @param outputs how many scores it gets
     * @param function what the codec makes of the bytes; it must be safe for concurrent callers
     * @throws IllegalArgumentException if there is no output
     */
    public static Opaque encoded(String codec, byte[] bytes, int inputs, int outputs, Function function) {
        return new Opaque(
                "a model that only the codec " + codec + " reads", inputs, outputs, function, codec, bytes.clone());
    }

    /** What it is, for messages. */
    public String description() {
        return description;
    }

    @Override
    public int inputs() {
        return inputs;
    }

    @Override
    public int outputs() {
        return outputs;
    }

    /** Computes the scores. */
    public Function function() {
        return function;
    }

    /** The name of the codec that reads it; empty if it is code. */
    public Optional<String> codec() {
        return Optional.ofNullable(codec);
    }

    /** What the codec reads, a copy; empty if it is code. */
    public byte[] bytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Opaque that
                && inputs == that.inputs
                && outputs == that.outputs
                && Objects.equals(codec, that.codec)
                && Arrays.equals(bytes, that.bytes)
                && (codec != null || (description.equals(that.description) && function.equals(that.function)));
    }

    @Override
    public int hashCode() {
        return codec == null ? function.hashCode() : 31 * codec.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return description + ", " + inputs + " -> " + outputs;
    }
}
