package io.mlcd.interop.xgboost;

import io.mlcd.api.ArtifactException;
import io.mlcd.api.ArtifactException.Reason;
import org.jspecify.annotations.Nullable;

/** What is thrown for bytes that are no model, or a model that cannot be said in forms. */
final class Refusal {
    static final String SAVE_AGAIN = "save it again with booster.save_model(\"model.json\")";

    private Refusal() {}

    static ArtifactException corrupt(String place, String what) {
        return corrupt(place, what, null);
    }

    static ArtifactException corrupt(String place, String what, @Nullable Throwable cause) {
        return new ArtifactException(
                Reason.CORRUPT, "the XGBoost model is corrupt at " + place + ": " + what + "; " + SAVE_AGAIN, cause);
    }

    static ArtifactException truncated(String place, @Nullable Throwable cause) {
        return new ArtifactException(
                Reason.TRUNCATED,
                "the XGBoost model ends too early, at " + place + "; fetch the file again, or " + SAVE_AGAIN,
                cause);
    }

    static ArtifactException tooLarge(String place, String what) {
        return new ArtifactException(
                Reason.LIMIT_EXCEEDED, "the XGBoost model asks for too much at " + place + ": " + what);
    }

    static ArtifactException notSupported(String place, String what, String remedy) {
        return new ArtifactException(
                Reason.NOT_SUPPORTED,
                "the XGBoost model cannot be imported, because of " + place + ": " + what + "; " + remedy);
    }

    static ArtifactException notAModel(String what, String remedy) {
        return new ArtifactException(
                Reason.NOT_AN_ARTIFACT, "this is not a saved XGBoost model: " + what + "; " + remedy);
    }
}
