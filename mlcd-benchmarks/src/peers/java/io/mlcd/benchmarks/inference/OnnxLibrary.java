package io.mlcd.benchmarks.inference;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.protobuf.ByteString;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/** ONNX Runtime on one thread; its tensors are made before. */
final class OnnxLibrary implements Library {
    @Override
    public byte[] file(Workload workload) throws IOException {
        ModelProto.Builder model = ModelProto.parseFrom(workload.onnx()).toBuilder();
        for (NodeProto.Builder node : model.getGraphBuilder().getNodeBuilderList()) {
            for (AttributeProto.Builder attribute : node.getAttributeBuilderList()) {
                if (attribute.getName().equals("post_transform")) {
                    attribute.setS(ByteString.copyFromUtf8("NONE"));
                }
            }
        }
        return model.build().toByteArray();
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws OrtException {
        OrtEnvironment environment = OrtEnvironment.getEnvironment();
        OrtSession.SessionOptions options = new OrtSession.SessionOptions();
        options.setIntraOpNumThreads(1);
        options.setInterOpNumThreads(1);
        OrtSession session = environment.createSession(file, options);
        String input = session.getInputNames().iterator().next();
        return new Loaded(
                session,
                options,
                inputs(environment, input, Slices.singles(rows), rows.features()),
                inputs(environment, input, Slices.batches(rows, batchRows), rows.features()),
                batchRows);
    }

    private static Inputs inputs(OrtEnvironment environment, String name, float[][] slices, int features)
            throws OrtException {
        Inputs inputs = new Inputs(slices.length);
        for (int i = 0; i < slices.length; i++) {
            FloatBuffer buffer = ByteBuffer.allocateDirect(slices[i].length * Float.BYTES)
                    .order(ByteOrder.nativeOrder())
                    .asFloatBuffer()
                    .put(slices[i])
                    .rewind();
            long[] shape = {slices[i].length / features, features};
            inputs.set(i, name, OnnxTensor.createTensor(environment, buffer, shape));
        }
        return inputs;
    }

    /** Inputs as a session takes them. */
    private static final class Inputs implements AutoCloseable {
        private final OnnxTensor[] tensors;
        private final Object[] maps;

        private Inputs(int count) {
            tensors = new OnnxTensor[count];
            maps = new Object[count];
        }

        private void set(int i, String name, OnnxTensor tensor) {
            tensors[i] = tensor;
            maps[i] = Map.of(name, tensor);
        }

        @SuppressWarnings("unchecked") // only set puts something there
        private Map<String, OnnxTensor> get(int i) {
            return (Map<String, OnnxTensor>) maps[i];
        }

        @Override
        public void close() {
            for (OnnxTensor tensor : tensors) {
                tensor.close();
            }
        }
    }

    private static final class Loaded implements Engine {
        private final OrtSession session;
        private final OrtSession.SessionOptions options;
        private final Inputs singles;
        private final Inputs batches;
        private final int batchRows;

        private Loaded(
                OrtSession session, OrtSession.SessionOptions options, Inputs singles, Inputs batches, int batchRows) {
            this.session = session;
            this.options = options;
            this.singles = singles;
            this.batches = batches;
            this.batchRows = batchRows;
        }

        @Override
        public void score(int row, double[] out) throws OrtException {
            run(singles.get(row), 0, out);
        }

        @Override
        public void scoreRows(int from, int to, double[] out) throws OrtException {
            run(batches.get(from / batchRows), from, out);
        }

        private void run(Map<String, OnnxTensor> input, int from, double[] out) throws OrtException {
            try (OrtSession.Result result = session.run(input)) {
                Slices.copy((float[][]) result.get(0).getValue(), from, out);
            }
        }

        @Override
        public void close() {
            singles.close();
            batches.close();
            try {
                session.close();
            } catch (OrtException e) {
                throw new IllegalStateException(e);
            }
            options.close();
        }
    }
}
