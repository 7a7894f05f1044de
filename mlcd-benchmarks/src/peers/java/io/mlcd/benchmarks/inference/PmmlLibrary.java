package io.mlcd.benchmarks.inference;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.pmml4s.model.Model;

/** PMML4S asked about {@link Adult}: the trees as PMML, over the raw texts. */
final class PmmlLibrary implements Library {
    @Override
    public byte[] file(Workload workload) {
        return new PmmlText(Adult.features(), Adult.derived(), Ours.trees(workload)).bytes();
    }

    @Override
    public Engine open(Workload workload, byte[] file, Rows rows, int batchRows) {
        Model model = Model.fromInputStream(new ByteArrayInputStream(file));
        List<Map<String, Object>> maps = new ArrayList<>();
        for (int row = 0; row < rows.count(); row++) {
            maps.add(RowLibrary.map(rows, row));
        }
        boolean isMargin = workload == Workload.ADULT_BOOSTED;
        double base = Ours.trees(workload).base(0);
        return new SingleRows() {
            @SuppressWarnings("UnusedVariable") // keeps the answer
            private @Nullable Map<String, Object> kept;

            @Override
            double score(int row) {
                Map<String, Object> answer = model.predict(maps.get(row));
                kept = answer;
                double sum = (Double) Objects.requireNonNull(answer.get(PmmlText.OUTPUT)) + base;
                return isMargin ? probability(sum) : sum;
            }
        };
    }
}
