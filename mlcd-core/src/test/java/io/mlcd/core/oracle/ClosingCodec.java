package io.mlcd.core.oracle;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codec;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.model.Model;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A codec whose functions hold something open: it counts what was opened and closed, and any use after closing. */
public final class ClosingCodec implements Codec {
    /** A function of this codec: gives one number, as long as it is open. */
    public final class Constant implements Opaque.Function, AutoCloseable {
        private final double value;
        private final AtomicInteger closings = new AtomicInteger();
        private final AtomicInteger under = new AtomicInteger();

        private Constant(double value) {
            this.value = value;
        }

        @Override
        public void score(double[] row, double[] out) {
            under.incrementAndGet();
            requireOpen();
            out[0] = value;
            requireOpen();
            under.decrementAndGet();
        }

        private void requireOpen() {
            if (closings.get() != 0) {
                misuses.incrementAndGet();
                throw new IllegalStateException(value + " is used after closing");
            }
        }

        @Override
        public void close() {
            if (closings.incrementAndGet() != 1 || under.get() != 0) {
                misuses.incrementAndGet();
            }
        }

        public double value() {
            return value;
        }

        public boolean isClosed() {
            return closings.get() > 0;
        }
    }

    private final Queue<Constant> opened = new ConcurrentLinkedQueue<>();
    private final AtomicInteger misuses = new AtomicInteger();

    @Override
    public String name() {
        return "closing-1";
    }

    @Override
    public Opaque.Function open(byte[] bytes, int inputs, int outputs) {
        Constant constant = new Constant(ByteBuffer.wrap(bytes).getDouble());
        opened.add(constant);
        return constant;
    }

    /** A model of one feature, x, that answers one number. Made of code that holds nothing open. */
    public static Artifact artifact(double value) {
        byte[] bytes = ByteBuffer.allocate(Double.BYTES).putDouble(value).array();
        return Artifact.of(Model.of(
                Signature.of(List.of(Feature.number("x")), new Output.Numeric("y")),
                Opaque.encoded("closing-1", bytes, 1, 1, (row, out) -> out[0] = value)));
    }

    /** All that was opened until now. */
    public List<Constant> opened() {
        return List.copyOf(opened);
    }

    /** The numbers of those that are still open. */
    public List<Double> open() {
        return opened.stream()
                .filter(one -> !one.isClosed())
                .map(Constant::value)
                .toList();
    }

    /** How often something was used after closing, closed again, or closed while in use. */
    public int misuses() {
        return misuses.get();
    }
}
