package io.mlcd.ensemble.tribuo;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.mlcd.api.ArtifactException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Goes through the protobuf of a model, message by message, and lets pass what {@link TribuoTypes} knows. It writes the same
 * model in one way: fields by their numbers, without provenance, one thread.
 *
 * <p>Provenance tells when, where and by which classes a model was trained. The same training would not give the same bytes
 * twice, and Tribuo makes objects of the classes that it names; so it is left out of what is stored, must not be in what is read,
 * and Tribuo, which wants some, gets {@link NoProvenance one that says nothing}.
 */
final class TribuoWire {
    private static final int PROVENANCE = 2;
    private static final int MAX_DEPTH = 16;
    private static final int MAX_TEXT = 1 << 20;
    /** LibSVM compares each two classes. */
    private static final int MAX_SVM_CLASSES = 1024;

    private static final String ANY = "type.googleapis.com/";

    private final boolean reading;
    private final Set<String> refused;

    private TribuoWire(boolean reading, Set<String> refused) {
        this.reading = reading;
        this.refused = refused;
    }

    /** What is stored of a model that Tribuo wrote. */
    static byte[] toStored(ByteString written) {
        return new TribuoWire(false, Set.of()).model(written);
    }

    /**
     * What Tribuo gets of stored bytes.
     *
     * @param refused classes that must not be named although they are known
     * @throws ArtifactException if there is anything in it that is not known
     */
    static byte[] toTribuo(byte[] stored, Set<String> refused) {
        return new TribuoWire(true, refused).model(ByteString.copyFrom(stored));
    }

    private byte[] model(ByteString bytes) {
        try {
            return naming("model", bytes, 0).toByteArray();
        } catch (InvalidProtocolBufferException e) {
            throw refusal("it is no protobuf: " + e.getMessage());
        }
    }

    static ArtifactException refusal(String why) {
        return new ArtifactException(
                ArtifactException.Reason.CORRUPT,
                "the artifact holds a model that is not one of Tribuo's as mlcd writes them: " + why
                        + "; fetch it again from where it was published, and refuse a source that you do not know");
    }

    private ByteString message(String name, ByteString bytes, int depth) throws InvalidProtocolBufferException {
        if (depth > MAX_DEPTH) {
            throw refusal("messages nest more than " + MAX_DEPTH + " deep");
        }
        Map<Integer, TribuoTypes.Field> known = TribuoTypes.fields(name);
        UnknownFieldSet.Builder out = UnknownFieldSet.newBuilder();
        boolean ofModelData = name.equals(TribuoTypes.MODEL_DATA);
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes);
        for (Map.Entry<Integer, UnknownFieldSet.Field> entry : fields.asMap().entrySet()) {
            if (ofModelData && !reading && entry.getKey() == PROVENANCE) {
                continue;
            }
            TribuoTypes.Field field = known.get(entry.getKey());
            if (field == null) {
                throw refusal("field " + entry.getKey() + " of " + name + " may not be there");
            }
            out.addField(entry.getKey(), checked(name + ":" + entry.getKey(), field, entry.getValue(), depth));
        }
        if (ofModelData && reading) {
            out.addField(PROVENANCE, bytes(NoProvenance.BYTES));
        }
        check(name, fields);
        return out.build().toByteString();
    }

    private UnknownFieldSet.Field checked(String place, TribuoTypes.Field field, UnknownFieldSet.Field its, int depth)
            throws InvalidProtocolBufferException {
        int varints = its.getVarintList().size();
        int doubles = its.getFixed64List().size();
        int lengths = its.getLengthDelimitedList().size();
        int others = its.getFixed32List().size() + its.getGroupList().size();
        boolean ofNumbers = field.kind().equals("v") || field.kind().equals("one");
        boolean fits = others == 0
                && (ofNumbers || varints == 0)
                && (field.kind().equals("d") || doubles == 0)
                && (field.often() || varints + doubles + lengths == 1)
                && (lengths == 0 || field.often() || !(ofNumbers || field.kind().equals("d")));
        if (!fits) {
            throw refusal("field " + place + " is not written as it must be");
        }
        if (ofNumbers || field.kind().equals("d")) {
            return field.kind().equals("one") ? one(place, its) : its;
        }
        UnknownFieldSet.Field.Builder out = UnknownFieldSet.Field.newBuilder();
        for (ByteString content : its.getLengthDelimitedList()) {
            out.addLengthDelimited(content(place, field, content, depth));
        }
        return out.build();
    }

    private ByteString content(String place, TribuoTypes.Field field, ByteString content, int depth)
            throws InvalidProtocolBufferException {
        return switch (field.kind()) {
            case "b" -> content;
            case "s" -> text(place, content);
            default ->
                field.namesAClass()
                        ? naming(field.kind().substring(1), content, depth)
                        : message(field.kind(), content, depth + 1);
        };
    }

    private static ByteString text(String place, ByteString content) {
        if (content.size() > MAX_TEXT || !content.isValidUtf8()) {
            throw refusal("field " + place + " is no text of at most " + MAX_TEXT + " bytes");
        }
        return content;
    }

    /** Threads are the host's to give: stored models have one. */
    private UnknownFieldSet.Field one(String place, UnknownFieldSet.Field its) {
        long threads = its.getVarintList().get(0);
        if (reading && (threads < 0 || threads > 1)) {
            throw refusal("field " + place + " asks for " + threads + " threads");
        }
        return UnknownFieldSet.Field.newBuilder().addVarint(1).build();
    }

    /** A message that names the class whose data it holds: version 1, class 2, data 3, which names its own message. */
    private ByteString naming(String role, ByteString bytes, int depth) throws InvalidProtocolBufferException {
        UnknownFieldSet fields = UnknownFieldSet.parseFrom(bytes);
        for (int number : fields.asMap().keySet()) {
            if (number < 1 || number > 3) {
                throw refusal("field " + number + " of a " + role + " may not be there");
            }
        }
        if (fields.hasField(1) && !fields.getField(1).getVarintList().equals(List.of(0L))) {
            throw refusal("the version of a " + role + " is not 0");
        }
        String className = single(fields, 2, role).toStringUtf8();
        UnknownFieldSet.Builder out = UnknownFieldSet.newBuilder();
        out.addField(2, fields.getField(2));
        if (!fields.hasField(3)) {
            require(role, className, "");
            return out.build().toByteString();
        }
        UnknownFieldSet any = UnknownFieldSet.parseFrom(single(fields, 3, role));
        String url = single(any, 1, role).toStringUtf8();
        if (!url.startsWith(ANY) || any.asMap().keySet().stream().anyMatch(number -> number > 2)) {
            throw refusal("the data of a " + role + " are no message");
        }
        String message = url.substring(ANY.length());
        require(role, className, message);
        ByteString value = any.hasField(2) ? single(any, 2, role) : ByteString.EMPTY;
        UnknownFieldSet.Builder data = UnknownFieldSet.newBuilder();
        data.addField(1, any.getField(1));
        data.addField(2, bytes(message(message, value, depth + 1)));
        out.addField(3, bytes(data.build().toByteString()));
        return out.build().toByteString();
    }

    private void require(String role, String className, String message) {
        if (!TribuoTypes.named(role).contains(new TribuoTypes.Named(className, message))) {
            throw refusal("the class \"" + className + "\" with "
                    + (message.isEmpty() ? "no data" : "the data \"" + message + "\"") + " is no " + role);
        }
        if (refused.contains(className)) {
            throw new ArtifactException(
                    ArtifactException.Reason.NOT_SUPPORTED,
                    "the artifact holds a " + className
                            + ", which native code would read; if you trust whoever wrote it, open"
                            + " it with TribuoCodec.protobuf().withXGBoost()");
        }
    }

    private static ByteString single(UnknownFieldSet fields, int number, String role) {
        UnknownFieldSet.Field field = fields.getField(number);
        if (field.getLengthDelimitedList().size() != 1
                || !field.getVarintList().isEmpty()
                || !field.getFixed64List().isEmpty()
                || !field.getFixed32List().isEmpty()
                || !field.getGroupList().isEmpty()) {
            throw refusal("field " + number + " of a " + role + " must be there once");
        }
        return field.getLengthDelimitedList().get(0);
    }

    private static UnknownFieldSet.Field bytes(ByteString content) {
        return UnknownFieldSet.Field.newBuilder().addLengthDelimited(content).build();
    }

    // Numbers that say how much memory or time something takes.

    private static void check(String name, UnknownFieldSet fields) {
        switch (name) {
            case TribuoTypes.DENSE -> checkDense(fields);
            case TribuoTypes.SPARSE -> checkSparse(fields);
            case TribuoTypes.SVM -> checkSvm(fields);
            default -> {}
        }
    }

    private static void checkDense(UnknownFieldSet fields) {
        double values = 8;
        List<Long> shape = numbers(fields, 1);
        for (long dimension : shape) {
            values *= dimension;
        }
        if (shape.isEmpty() || shape.size() > 2 || values != length(fields, 2)) {
            throw refusal("numbers of the shape " + shape + " do not take " + length(fields, 2) + " bytes");
        }
    }

    private static void checkSparse(UnknownFieldSet fields) {
        List<Long> shape = numbers(fields, 1);
        long count = fields.hasField(2) ? numbers(fields, 2).get(0) : 0;
        if (shape.size() != 1 || 4 * count != length(fields, 3) || 8 * count != length(fields, 4)) {
            throw refusal(count + " numbers of the shape " + shape + " do not take " + length(fields, 4) + " bytes");
        }
    }

    private static void checkSvm(UnknownFieldSet fields) {
        int vectors = fields.getField(4).getLengthDelimitedList().size();
        long classes = only(fields, 2);
        List<Long> lengths = numbers(fields, 5);
        double sum = 0;
        for (long length : lengths) {
            sum += length < 0 || length > vectors ? Double.POSITIVE_INFINITY : length;
        }
        if (only(fields, 3) != vectors || classes < 0 || classes > MAX_SVM_CLASSES || 8 * sum != length(fields, 6)) {
            throw refusal("a support vector machine of " + classes + " classes (at most " + MAX_SVM_CLASSES + ") and "
                    + vectors + " vectors has coefficients for " + lengths.size() + " of them");
        }
    }

    private static long only(UnknownFieldSet fields, int number) {
        return fields.hasField(number) ? numbers(fields, number).get(0) : 0;
    }

    private static long length(UnknownFieldSet fields, int number) {
        UnknownFieldSet.Field field = fields.getField(number);
        long length = 8L * field.getFixed64List().size();
        for (ByteString content : field.getLengthDelimitedList()) {
            length += content.size();
        }
        return length;
    }

    /** Varints, packed or one by one. */
    private static List<Long> numbers(UnknownFieldSet fields, int number) {
        UnknownFieldSet.Field field = fields.getField(number);
        List<Long> numbers = new ArrayList<>(field.getVarintList());
        try {
            for (ByteString content : field.getLengthDelimitedList()) {
                CodedInputStream in = content.newCodedInput();
                while (!in.isAtEnd()) {
                    numbers.add(in.readInt64());
                }
            }
        } catch (IOException e) {
            throw refusal("numbers are cut off");
        }
        return numbers;
    }
}
