package io.mlcd.core.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.mlcd.api.Row;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Load;
import io.mlcd.core.artifact.Models;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.Forests;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTest {
    @Test
    void load_compactly_answersTheSameFromLessHeap(@TempDir Path folder) {
        Artifact forest = Forests.forest(60, 1);
        Path file = folder.resolve("forest.mlcd");
        Models.save(forest.model(), file);
        Model compact = Models.load(file, Load.COMPACT);
        assertThat(compact).isEqualTo(forest.model());
        assertThat(compact.heapBytes()).isLessThan(forest.size() * 12L / 10 + 65_536);
        assertThat(Models.load(file).heapBytes()).isGreaterThan(compact.heapBytes());
        try (LocalRegistry registry =
                LocalRegistry.at(folder.resolve("models")).load(Load.COMPACT).open()) {
            registry.promote("m", registry.publish("m", forest));
            for (Row row : Forests.rows(200, 3)) {
                assertThat(registry.live("m").predict(row).value())
                        .isEqualTo(forest.model().predict(row).value());
            }
            assertThat(registry.artifact(registry.versions("m").get(0)).model().heapBytes())
                    .isEqualTo(compact.heapBytes());
        }
    }
}
