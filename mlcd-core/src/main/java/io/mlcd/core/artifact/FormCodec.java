package io.mlcd.core.artifact;

import io.mlcd.api.ArtifactException;
import io.mlcd.core.form.Average;
import io.mlcd.core.form.DatePart;
import io.mlcd.core.form.Derived;
import io.mlcd.core.form.Form;
import io.mlcd.core.form.Linear;
import io.mlcd.core.form.Linked;
import io.mlcd.core.form.Median;
import io.mlcd.core.form.Opaque;
import io.mlcd.core.form.Packed;
import io.mlcd.core.form.Prepared;
import io.mlcd.core.form.Routed;
import io.mlcd.core.form.Scatter;
import io.mlcd.core.form.Stacked;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.form.Vote;
import io.mlcd.core.packed.Bytes;
import io.mlcd.core.packed.Expanded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Forms as bytes; the {@linkplain io.mlcd.core.artifact package} says how. */
final class FormCodec {
    /** How deep forms may nest. */
    static final int MAX_DEPTH = 32;

    /** Trees as version 0.1 wrote them; only read. */
    private static final int FIRST_TREES = 1;

    private static final int LINEAR = 2;
    private static final int AVERAGE = 3;
    private static final int VOTE = 4;
    private static final int LINKED = 5;
    private static final int PREPARED = 6;
    private static final int SCATTER = 7;
    private static final int STACKED = 8;
    private static final int ROUTED = 9;
    private static final int TREES = 10;
    private static final int OPAQUE = 11;
    private static final int MEDIAN = 12;
    private static final int PACKED = 13;
    private static final int PACKED_LINEAR = 14;

    private static final int SCALED = 1;
    private static final int CATEGORY = 2;
    private static final int MISSING = 3;
    private static final int LOOKUP = 4;
    private static final int LOG = 5;
    private static final int DATE = 6;
    private static final int LOG_ODDS = 7;

    static final int MAX_WIDTH = 1 << 24;
    private static final Linked.Link[] LINKS = {
        Linked.Link.SOFTMAX, Linked.Link.SIGMOID, Linked.Link.EXP, Linked.Link.STEP
    };

    /** A part's number is its place here. */
    private static final DatePart[] PARTS = {
        DatePart.YEAR,
        DatePart.EPOCH_DAY,
        DatePart.QUARTER,
        DatePart.MONTH,
        DatePart.DAY_OF_MONTH,
        DatePart.DAY_OF_YEAR,
        DatePart.DAY_OF_WEEK,
        DatePart.HOUR,
        DatePart.MINUTE,
        DatePart.SINE_OF_DAY,
        DatePart.COSINE_OF_DAY,
        DatePart.SINE_OF_WEEK,
        DatePart.COSINE_OF_WEEK,
        DatePart.SINE_OF_YEAR,
        DatePart.COSINE_OF_YEAR
    };

    /** Makes opaque parts of what is read. */
    @FunctionalInterface
    interface Parts {
        /** A part whose bytes a codec reads. */
        Opaque open(String codec, byte[] bytes, int inputs, int outputs);
    }

    private final Bytes.Reader in;
    private final Parts parts;
    private final Load load;
    private final int length;
    private Expanded expanded = Expanded.NONE;

    private FormCodec(Bytes.Reader in, int length, Parts parts, Load load) {
        this.in = in;
        this.length = length;
        this.parts = parts;
        this.load = load;
    }

    /** Writes a form, its trees and weights packed; but if these were together larger than so few bytes may hold, none of them. */
    static byte[] write(Form form) {
        Writing packed = new Writing(true);
        write(form, packed, 1);
        if (packed.expanded.fits(packed.out.size())) {
            return packed.out.toByteArray();
        }
        Writing plain = new Writing(false);
        write(form, plain, 1);
        return plain.out.toByteArray();
    }

    /** What was written until now. */
    private static final class Writing {
        private final Bytes.Writer out = new Bytes.Writer();
        private final boolean pack;
        private Expanded expanded = Expanded.NONE;

        Writing(boolean pack) {
            this.pack = pack;
        }

        void packed(Packed packed) {
            byte[] bytes = packed.bytes();
            out.octet(PACKED);
            out.varint(bytes.length);
            out.octets(bytes);
            expanded = expanded.plus(packed.content().expanded());
        }

        void packed(Linear linear, byte[] bytes) {
            out.octet(PACKED_LINEAR);
            out.octets(bytes);
            expanded = expanded.plus(LinearCodec.expanded(linear));
        }

        void plain(Trees trees) {
            out.octet(TREES);
            TreesCodec.write(trees, out);
        }
    }

    private static void write(Form form, Writing to, int depth) {
        if (depth > MAX_DEPTH) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "the model nests more than " + MAX_DEPTH
                            + " ensembles in each other, which an artifact cannot hold; nest fewer");
        }
        if (form.inputs() > MAX_WIDTH || form.outputs() > MAX_WIDTH) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "the model holds a form " + form.inputs() + " -> " + form.outputs()
                            + ", but an artifact can hold at most " + MAX_WIDTH + " inputs and outputs");
        }
        Bytes.Writer out = to.out;
        if (form instanceof Trees trees) {
            writeTrees(trees, to);
        } else if (form instanceof Packed packed) {
            writePacked(packed, to);
        } else if (form instanceof Linear linear) {
            writeLinear(linear, to);
        } else if (form instanceof Average average) {
            out.octet(AVERAGE);
            writeMembers(average.members(), average.weights(), to, depth);
        } else if (form instanceof Vote vote) {
            out.octet(VOTE);
            writeMembers(vote.members(), vote.weights(), to, depth);
        } else if (form instanceof Median median) {
            out.octet(MEDIAN);
            writeMembers(median.members(), median.weights(), to, depth);
        } else if (form instanceof Linked linked) {
            out.octet(LINKED);
            out.octet(List.of(LINKS).indexOf(linked.link()));
            write(linked.form(), to, depth + 1);
        } else if (form instanceof Prepared prepared) {
            out.octet(PREPARED);
            out.varint(prepared.inputs());
            out.varint(prepared.derived().size());
            prepared.derived().forEach(derived -> write(derived, out));
            write(prepared.form(), to, depth + 1);
        } else if (form instanceof Stacked stacked) {
            out.octet(STACKED);
            out.octet(stacked.passThrough() ? 1 : 0);
            out.varint(stacked.members().size());
            stacked.members().forEach(member -> write(member, to, depth + 1));
            write(stacked.meta(), to, depth + 1);
        } else if (form instanceof Routed routed) {
            out.octet(ROUTED);
            TreesCodec.writeRoute(routed.route(), out);
            out.varint(routed.members().size());
            routed.members().forEach(member -> write(member, to, depth + 1));
        } else if (form instanceof Scatter scatter) {
            out.octet(SCATTER);
            out.varint(scatter.outputs());
            out.varint(scatter.places().size());
            scatter.places().forEach(out::varint);
            write(scatter.form(), to, depth + 1);
        } else {
            writeOpaque((Opaque) form, out);
        }
    }

    private static void writeTrees(Trees trees, Writing to) {
        Optional<Packed> packed = to.pack ? Packed.of(trees) : Optional.empty();
        if (packed.isPresent()) {
            to.packed(packed.get());
        } else {
            to.plain(trees);
        }
    }

    private static void writePacked(Packed packed, Writing to) {
        if (to.pack) {
            to.packed(packed);
        } else {
            to.plain(packed.trees());
        }
    }

    private static void writeOpaque(Opaque opaque, Bytes.Writer out) {
        String codec = opaque.codec()
                .orElseThrow(() -> new ArtifactException(
                        ArtifactException.Reason.NOT_DATA,
                        "the model holds "
                                + opaque.description()
                                + ", which is code and not data, so it can be evaluated but not saved or published; use learners"
                                + " that compile, or leave this member out"));
        if (!Codecs.isName(codec)) {
            throw new ArtifactException(
                    ArtifactException.Reason.NOT_DATA,
                    "the model holds a part of the codec \"" + codec
                            + "\", but names of codecs are 1 to 100 lower-case letters, digits and hyphens");
        }
        byte[] bytes = opaque.bytes();
        out.octet(OPAQUE);
        out.varint(opaque.inputs());
        out.varint(opaque.outputs());
        out.varint(codec.length());
        out.octets(codec.getBytes(StandardCharsets.US_ASCII));
        out.varint(bytes.length);
        out.octets(bytes);
    }

    private Opaque readOpaque() {
        int inputs = in.varint(MAX_WIDTH, "the number of inputs");
        int outputs = in.varint(MAX_WIDTH, "the number of outputs");
        byte[] name = in.octets(in.varint(Codecs.MAX_NAME, "the length of a codec's name"));
        String codec = new String(name, StandardCharsets.US_ASCII);
        if (!Codecs.isName(codec) || outputs < 1) {
            throw in.corrupt("there is no codec of that name, or nothing that it gives");
        }
        return parts.open(codec, in.octets(in.count(1, "the length of what the codec reads")), inputs, outputs);
    }

    private static void writeLinear(Linear linear, Writing to) {
        byte[] packed = to.pack ? LinearCodec.packed(linear) : new byte[0];
        if (packed.length > 0 && LinearCodec.expanded(linear).fits(packed.length)) {
            to.packed(linear, packed);
        } else {
            to.out.octet(LINEAR);
            LinearCodec.write(linear, to.out);
        }
    }

    private static void writeMembers(List<Form> members, List<Double> weights, Writing to, int depth) {
        Bytes.Writer out = to.out;
        out.varint(members.size());
        weights.forEach(out::float64);
        members.forEach(member -> write(member, to, depth + 1));
    }

    private static void write(Derived derived, Bytes.Writer out) {
        if (derived instanceof Derived.Scaled scaled) {
            out.octet(SCALED);
            out.varint(scaled.input());
            out.float64(scaled.ifMissing());
            out.float64(scaled.low());
            out.float64(scaled.high());
            out.float64(scaled.shift());
            out.float64(scaled.scale());
        } else if (derived instanceof Derived.IsCategory category) {
            out.octet(CATEGORY);
            out.varint(category.input());
            out.varint(category.code());
        } else if (derived instanceof Derived.IsMissing missing) {
            out.octet(MISSING);
            out.varint(missing.input());
        } else if (derived instanceof Derived.Log log) {
            out.octet(LOG);
            out.varint(log.input());
            out.float64(log.least());
        } else if (derived instanceof Derived.LogOdds odds) {
            out.octet(LOG_ODDS);
            out.varint(odds.input());
            out.float64(odds.least());
        } else if (derived instanceof Derived.OfDate date) {
            out.octet(DATE);
            out.varint(date.input());
            out.octet(List.of(PARTS).indexOf(date.part()));
            out.float64(date.ifMissing());
        } else {
            Derived.Lookup lookup = (Derived.Lookup) derived;
            out.octet(LOOKUP);
            out.varint(lookup.input());
            out.varint(lookup.size());
            for (int code = 0; code < lookup.size(); code++) {
                out.float64(lookup.value(code));
            }
            out.float64(lookup.ifUnseen());
            out.float64(lookup.ifMissing());
        }
    }

    /** Reads a form. */
    static Form read(byte[] bytes, Parts parts, Load load) {
        Bytes.Reader in = new Bytes.Reader("FORM", bytes);
        Form form;
        try {
            form = new FormCodec(in, bytes.length, parts, load).read(1);
        } catch (IllegalArgumentException | IllegalStateException e) {
            throw in.corrupt(String.valueOf(e.getMessage()));
        }
        in.end();
        return form;
    }

    private Form read(int depth) {
        if (depth > MAX_DEPTH) {
            throw new ArtifactException(
                    ArtifactException.Reason.LIMIT_EXCEEDED,
                    "the artifact nests forms more than " + MAX_DEPTH
                            + " deep, which no mlcd writes; refuse its source");
        }
        int kind = in.octet();
        return switch (kind) {
            case FIRST_TREES -> TreesCodec.readFirstVersion(in);
            case TREES -> TreesCodec.read(in);
            case STACKED -> {
                boolean passThrough = oneOf(in, 2, "stack") == 1;
                int count = in.count(1, "the number of members");
                List<Form> members = readForms(count, depth);
                yield new Stacked(members, read(depth + 1), passThrough);
            }
            case ROUTED -> {
                Tree route = TreesCodec.readRoute(in);
                yield new Routed(route, readForms(in.count(1, "the number of members"), depth));
            }
            case LINEAR -> LinearCodec.read(in);
            case PACKED_LINEAR -> readPackedLinear();
            case AVERAGE, VOTE, MEDIAN -> readMembers(kind, depth);
            case LINKED -> {
                Linked.Link link = LINKS[oneOf(in, LINKS.length, "link")];
                yield new Linked(read(depth + 1), link);
            }
            case PREPARED -> {
                int inputs = in.varint(MAX_WIDTH, "the number of inputs");
                int count = in.count(2, "the number of derived inputs");
                List<Derived> derived = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    derived.add(readDerived(in));
                }
                yield new Prepared(inputs, derived, read(depth + 1));
            }
            case SCATTER -> {
                int outputs = in.varint(MAX_WIDTH, "the number of outputs");
                int count = in.count(1, "the number of places");
                List<Integer> places = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    places.add(in.varint(MAX_WIDTH, "a place"));
                }
                yield new Scatter(read(depth + 1), outputs, places);
            }
            case OPAQUE -> readOpaque();
            case PACKED -> {
                Packed packed = Packed.read(in.slice(in.count(1, "the length of packed trees")));
                expanded = expanded.plus(packed.content().expanded());
                expanded.check(length);
                yield load == Load.COMPACT ? packed : packed.trees();
            }
            default -> throw in.corrupt("there is no form of kind " + kind);
        };
    }

    private Linear readPackedLinear() {
        Linear linear = LinearCodec.readPacked(in, expanded, length);
        expanded = expanded.plus(LinearCodec.expanded(linear));
        return linear;
    }

    private Form readMembers(int kind, int depth) {
        int count = in.count(9, "the number of members");
        List<Double> weights = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            weights.add(in.float64());
        }
        List<Form> members = readForms(count, depth);
        return switch (kind) {
            case AVERAGE -> new Average(members, weights);
            case VOTE -> new Vote(members, weights);
            default -> new Median(members, weights);
        };
    }

    private List<Form> readForms(int count, int depth) {
        List<Form> members = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            members.add(read(depth + 1));
        }
        return members;
    }

    private static Derived readDerived(Bytes.Reader in) {
        int kind = in.octet();
        int input = in.varint(MAX_WIDTH, "an input");
        return switch (kind) {
            case SCALED ->
                new Derived.Scaled(input, in.float64(), in.float64(), in.float64(), in.float64(), in.float64());
            case CATEGORY -> new Derived.IsCategory(input, in.varint(Integer.MAX_VALUE, "a category"));
            case MISSING -> new Derived.IsMissing(input);
            case LOG -> new Derived.Log(input, in.float64());
            case LOG_ODDS -> new Derived.LogOdds(input, in.float64());
            case DATE -> new Derived.OfDate(input, PARTS[oneOf(in, PARTS.length, "part of a date")], in.float64());
            case LOOKUP -> {
                double[] values = in.float64s(in.count(8, "the size of a look-up"));
                yield Derived.Lookup.of(input, values, in.float64(), in.float64());
            }
            default -> throw in.corrupt("there is no derivation of kind " + kind);
        };
    }

    static int oneOf(Bytes.Reader in, int count, String what) {
        int value = in.octet();
        if (value >= count) {
            throw in.corrupt("there is no " + what + " " + value);
        }
        return value;
    }
}
