package io.mlcd.benchmarks.inference;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.tribuo.Example;
import org.tribuo.data.columnar.RowProcessor;
import org.tribuo.regression.Regressor;

/** As {@link TribuoRowsLibrary}, with the examples made before. */
final class TribuoExamplesLibrary implements Library {
    @Override
    public byte[] file(Workload workload) throws IOException, ReflectiveOperationException {
        return new TribuoRowsLibrary().file(workload);
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) throws IOException {
        RowProcessor<Regressor> processor = TribuoRowsLibrary.processor();
        List<Example<Regressor>> examples = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            examples.add(processor
                    .generateExample(RowLibrary.texts(rows, row), false)
                    .orElseThrow());
        }
        return new TribuoRowsLibrary.Trees(workload, file) {
            @Override
            Example<Regressor> example(int row) {
                return examples.get(row);
            }
        };
    }
}
