package io.mlcd.benchmarks.sealing;

import io.mlcd.benchmarks.common.Child;
import io.mlcd.benchmarks.common.Spread;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** One engine that seals or opens one size in a JVM of its own: once cold, then warm for a while. */
final class Turn {
    private static final int PIECE_BYTES = 1 << 20;

    private final Contender contender;
    private final Direction direction;
    private final Size size;
    private final Path message;

    private Turn(Contender contender, Direction direction, Size size, Path message) {
        this.contender = contender;
        this.direction = direction;
        this.size = size;
        this.message = message;
    }

    /**
     * Runs.
     *
     * @param args contender, direction, size, how many milliseconds to warm up and to measure (0 for the first call
     *     only), the file of the sealed message, the file to report in
     */
    public static void main(String[] args) throws IOException {
        Properties facts = new Properties();
        try {
            Turn turn = new Turn(
                    Contender.valueOf(args[0]), Direction.valueOf(args[1]), Size.valueOf(args[2]), Path.of(args[4]));
            facts = turn.run(Integer.parseInt(args[3])).facts();
        } catch (Exception | LinkageError e) {
            e.printStackTrace();
            facts.setProperty("error", e.toString());
        }
        try (Writer out = Files.newBufferedWriter(Path.of(args[5]))) {
            facts.store(out, null);
        }
    }

    private Outcome run(int millis) throws Exception {
        byte[] in = direction == Direction.SEAL ? Content.make(size.bytes()) : read(message);
        long begin = System.nanoTime();
        Engine engine = contender.engine();
        double making = seconds(begin);
        double cold = first(engine, in);
        double warm = Double.NaN;
        if (millis > 0) {
            warm(engine, in, millis);
            warm = Spread.of(warm(engine, in, millis)).median();
        }
        return new Outcome(Child.java(), making, cold, warm);
    }

    private double first(Engine engine, byte[] in) throws Exception {
        long begin = System.nanoTime();
        byte[] out = call(engine, in);
        double seconds = seconds(begin);
        check(out);
        return seconds;
    }

    private List<Double> warm(Engine engine, byte[] in, int millis) throws Exception {
        List<Double> seconds = new ArrayList<>();
        long end = System.nanoTime() + millis * 1_000_000L;
        while (seconds.isEmpty() || System.nanoTime() < end) {
            long begin = System.nanoTime();
            int length = call(engine, in).length;
            seconds.add(seconds(begin));
            if (length == 0) {
                throw new IllegalStateException(contender.id() + " gave nothing");
            }
        }
        return seconds;
    }

    private byte[] call(Engine engine, byte[] in) throws Exception {
        return direction == Direction.SEAL ? engine.seal(in) : engine.open(in);
    }

    /** What was sealed is kept, and what was opened must be what had been sealed. */
    private void check(byte[] out) throws IOException {
        if (direction == Direction.SEAL) {
            write(out);
        } else if (!Content.is(out, size.bytes())) {
            throw new IllegalStateException(contender.id() + " opened to something else");
        }
    }

    private void write(byte[] sealed) throws IOException {
        if (!Files.exists(message)) {
            try (OutputStream out = Files.newOutputStream(message)) {
                for (int at = 0; at < sealed.length; at += PIECE_BYTES) {
                    out.write(sealed, at, Math.min(PIECE_BYTES, sealed.length - at));
                }
            }
        }
    }

    /** In pieces: at once it would take as much memory again, outside the heap. */
    private static byte[] read(Path message) throws IOException {
        byte[] sealed = new byte[Math.toIntExact(Files.size(message))];
        try (InputStream in = Files.newInputStream(message)) {
            for (int at = 0; at < sealed.length; at += PIECE_BYTES) {
                int length = Math.min(PIECE_BYTES, sealed.length - at);
                if (in.readNBytes(sealed, at, length) != length) {
                    throw new IOException("the message became shorter");
                }
            }
        }
        return sealed;
    }

    private static double seconds(long begin) {
        return (System.nanoTime() - begin) / 1e9;
    }
}
