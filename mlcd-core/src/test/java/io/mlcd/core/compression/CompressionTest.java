package io.mlcd.core.compression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mlcd.api.Feature;
import io.mlcd.api.Output;
import io.mlcd.api.Signature;
import io.mlcd.core.artifact.Artifact;
import io.mlcd.core.artifact.Codecs;
import io.mlcd.core.form.Tree;
import io.mlcd.core.form.Trees;
import io.mlcd.core.model.Model;
import io.mlcd.core.oracle.ClosingCodec;
import io.mlcd.core.oracle.Forests;
import io.mlcd.core.oracle.Forms;
import java.util.List;
import org.junit.jupiter.api.Test;

class CompressionTest {
    private static final Signature ONE = Signature.of(List.of(Feature.number("x")), new Output.Numeric("y"));

    @Test
    void lossless_aTreeWithSplitsThatDecideNothing_isSmallerAndTheSame() {
        Tree.Builder tree = Tree.builder(1).split(0, 1, false);
        for (int i = 2; i <= 200; i++) {
            tree.split(0, i, false); // what came here is at most 1
        }
        tree.leaf(1);
        for (int i = 2; i <= 200; i++) {
            tree.leaf(-i);
        }
        Model model = Model.of(ONE, Trees.of(1, List.of(tree.leaf(2).build()), Trees.Sum.TOTAL));
        Compressed compressed = Compression.lossless().apply(model);
        assertThat(compressed.model().form()).isEqualTo(Trees.of(1, List.of(stump(2)), Trees.Sum.TOTAL));
        assertThat(compressed.bytesAfter()).isLessThan(compressed.bytesBefore() / 2);
    }

    @Test
    void lossless_aModelThatHoldsResources_isRefused() {
        ClosingCodec codec = new ClosingCodec();
        Model model = Artifact.read(ClosingCodec.artifact(3).bytes(), Codecs.of(codec))
                .model();
        assertThatThrownBy(() -> Compression.lossless().apply(model))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("compress it before it is saved or published");
        model.close();
    }

    @Test
    void lossless_anyModel_isNotLargerAndAnswersTheSame() {
        int smaller = 0;
        for (int seed = 0; seed < 1_500; seed++) {
            Forms forms = new Forms(17L * seed);
            Model model = forms.model(2);
            Compressed compressed = Compression.lossless().apply(model);
            assertThat(compressed.model().signature()).isEqualTo(model.signature());
            assertThat(compressed.bytesBefore()).isEqualTo(Artifact.of(model).size());
            assertThat(compressed.bytesAfter())
                    .isEqualTo(Artifact.of(compressed.model()).size());
            smaller += compressed.bytesAfter() < compressed.bytesBefore() ? 1 : 0;
            int inputs = model.signature().features().size();
            double[] out = new double[model.signature().output().width()];
            double[] expected = out.clone();
            for (int r = 0; r < 30; r++) {
                double[] row = forms.row(inputs);
                model.score(row, expected);
                compressed.model().score(row, out);
                assertThat(out).as("seed %s", seed).isEqualTo(expected);
            }
        }
        assertThat(smaller).isGreaterThan(50);
    }

    @Test
    void lossless_nothingToTakeOut_givesTheSameModel() {
        Model forest = Model.of(ONE, Trees.of(1, List.of(stump(2)), Trees.Sum.MEAN));
        assertThat(Compression.lossless().apply(forest).model()).isSameAs(forest);
        assertThat(Compression.lossless()).hasToString("lossless");
        assertThat(Compression.lossless().apply(Forests.forest(3, 1).model()).toString())
                .matches("[0-9,]+ -> [0-9,]+ bytes \\([0-9.]+ x smaller\\)\n"
                        + "redundancy removed: [0-9,]+ bytes, every answer the same");
    }

    private static Tree stump(double right) {
        return Tree.builder(1).split(0, 1, false).leaf(1).leaf(right).build();
    }
}
