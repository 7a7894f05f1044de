package io.mlcd.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictorTest {
    @Test
    void predict_aMap_isTheRowOfThatMap() {
        Output output = new Output.Numeric("y");
        Predictor predictor = new Predictor() {
            @Override
            public Signature signature() {
                return Signature.of(List.of(Feature.number("x")), output);
            }

            @Override
            public Prediction predict(Row row) {
                return Prediction.of(output, 2 * (Double) row.value("x"));
            }
        };
        assertThat(predictor.predict(Map.of("x", 21)).value()).isEqualTo(42);
    }
}
