package io.mlcd.benchmarks.learners;

import io.mlcd.benchmarks.common.ClassPath;
import io.mlcd.benchmarks.common.Peers;
import java.util.Locale;

/** A library that takes part. */
public enum Contender {
    /** This project. */
    MLCD("mlcd", "mlcd", false, ""),
    /** XGBoost, depth by depth, by histograms. */
    XGBOOST("xgboost", "XGBoost (xgboost4j %s)", true, "xgboost4j_2.12"),
    /** LightGBM. */
    LIGHTGBM("lightgbm", "LightGBM (lightgbm4j %s)", true, "lightgbm4j"),
    /** Smile. */
    SMILE("smile", "Smile %s", false, "smile-core"),
    /** Weka. */
    WEKA("weka", "Weka %s", false, "weka-stable"),
    /** Tribuo. */
    TRIBUO("tribuo", "Tribuo %s", false, "tribuo-core");

    private final String id;
    private final String title;
    private final boolean isNative;
    private final String jar;

    Contender(String id, String title, boolean isNative, String jar) {
        this.id = id;
        this.title = title;
        this.isNative = isNative;
        this.jar = jar;
    }

    /** The name on the command line. */
    public String id() {
        return id;
    }

    /** Whether it works in native code. */
    public boolean isNative() {
        return isNative;
    }

    /** The name with the version that is on this class path. */
    public String title() {
        ClassPath path = ClassPath.of(System.getProperty("java.class.path", ""));
        return jar.isEmpty() ? title : String.format(Locale.ROOT, title, path.version(jar));
    }

    /** A new one. */
    public Trainer trainer() {
        return switch (this) {
            case MLCD -> new MlcdTrainer();
            case XGBOOST -> Peers.make(Trainer.class, "XgboostTrainer");
            case LIGHTGBM -> Peers.make(Trainer.class, "LightGbmTrainer");
            case SMILE -> Peers.make(Trainer.class, "SmileTrainer");
            case WEKA -> Peers.make(Trainer.class, "WekaTrainer");
            case TRIBUO -> Peers.make(Trainer.class, "TribuoTrainer");
        };
    }
}
