package io.mlcd.ensemble.tribuo;

import com.google.protobuf.ByteString;
import com.oracle.labs.mlrg.olcut.config.protobuf.ProtoProvenanceSerialization;
import com.oracle.labs.mlrg.olcut.provenance.ProvenanceUtil;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Map;
import org.tribuo.Model;
import org.tribuo.provenance.ModelProvenance;
import org.tribuo.provenance.impl.EmptyDatasetProvenance;
import org.tribuo.provenance.impl.EmptyTrainerProvenance;

/** The provenance of models that were read: always the same, of no data, trainer, time, or machine. */
final class NoProvenance {
    /** As a message. */
    static final ByteString BYTES = new ProtoProvenanceSerialization(false)
            .serializeToProto(ProvenanceUtil.marshalProvenance(new ModelProvenance(
                    Model.class.getName(),
                    OffsetDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC),
                    new EmptyDatasetProvenance(),
                    new EmptyTrainerProvenance(),
                    Map.of(),
                    false)))
            .toByteString();

    private NoProvenance() {}
}
